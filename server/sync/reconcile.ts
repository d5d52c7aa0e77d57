/**
 * Compares an account with what it can read at Calendly: everything ahead, and once a day the past 30 days, through
 * the same merge as deliveries. What deliveries did not bring is counted. What we hold and Calendly no longer lists is
 * asked for one by one, and gone only when Calendly says so again; when much is missing at once, nothing is.
 * Each piece is applied together with where the job goes on; a gap that is told meanwhile waits, and begins anew.
 */
import { type AccountRow, type Accounts, isActive } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, retry, snooze, type Tasks } from '../jobs/index.ts';
import { type Applied, type Meetings, outcomeOf } from '../meetings/index.ts';
import { type How, pollEveryMs } from './polling.ts';
import { type ReadPiece, readPieces } from './read-pieces.ts';
import { overdueOf, type Silence } from './silence.ts';
import * as store from './store.ts';
import { glanceAgainMs, pastDue, settledBefore, sweepEveryMs, tooManyMissing, windowsOf } from './sweep.ts';
import { following, idOf, shownBy, type Window, windowAt } from './windows.ts';

type At = NonNullable<Tasks['sync.reconcile']['at']>;

const askAtOnce = 20;
/** Names of missing bookings that one sweep carries along; more are asked for by the next. */
const mostMissed = 1000;
const accessPauseMs = 6 * 3_600_000;
const weekMs = 7 * 86_400_000;

/** Runs the task `sync.reconcile`. */
export type Reconcile = (run: Run<'sync.reconcile'>) => Promise<Outcome>;

export function createReconcile(deps: {
  database: Database;
  clock: Clock;
  enqueue: Enqueue;
  accounts: Pick<Accounts, 'caller' | 'refused' | 'lock'>;
  calendly: Calendly;
  meetings: Pick<Meetings, 'apply' | 'look' | 'listHeld'>;
  silence: Pick<Silence, 'suspect'>;
  how: How;
  /** How many requests of a minute Calendly allows, as far as an answer told. */
  limitOf(caller: Pick<Caller, 'clientId' | 'userUri'>): number | undefined;
  /** From 0 up to 1, so that accounts do not sweep together. */
  spread(): number;
}): Reconcile {
  const { database, clock, enqueue, accounts, calendly, meetings, how } = deps;

  /** The account, when the run still holds it; until the transaction ends nobody disconnects it. */
  async function hold(tx: Tx, run: Run<'sync.reconcile'>): Promise<AccountRow | undefined> {
    if (!(await run.stillMine(tx))) return undefined;
    const account = await accounts.lock(tx, run.payload.accountId);
    return account?.state === 'connected' && !account.disconnectingSince ? account : undefined;
  }

  /** Undefined while the backfill reads: it has a sweep follow. */
  function begin(run: Run<'sync.reconcile'>): Promise<At | undefined> {
    const { tenantId, payload } = run;
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await hold(tx, run);
      if (account?.backfill?.state !== 'done') return undefined;
      const began = clock.iso();
      const { was, pastAsOf } = await store.begin(tx, { tenantId, accountId: account.id }, how, began);
      if (was === 'polling' && how === 'webhook') {
        const { accountId } = payload;
        await enqueue(tx, 'subscriptions.ensure', { tenantId, key: accountId, payload: { accountId } });
      }
      const past = pastDue(began, pastAsOf, payload.gap === true);
      const [{ from }] = windowsOf({ began, past }) as [Window];
      return { began, past, part: 0, from, requests: 0, known: 0, missing: 0, missed: [] };
    });
  }

  async function findMissing(tx: Tx, accountId: string, at: At, window: Window, piece: ReadPiece) {
    if (window.status === 'canceled') return { known: 0, missed: [] };
    const movedBefore = settledBefore(at.began);
    const held = await meetings.listHeld(tx, accountId, { ...shownBy(window, piece), movedBefore });
    const listed = new Set([...piece.events.map(idOf), ...(at.seen ?? [])]);
    return { known: held.length, missed: held.filter((uuid) => !listed.has(uuid)) };
  }

  async function noteFound(tx: Tx, accountId: string, moved: readonly number[]): Promise<void> {
    const count = moved.reduce((sum, each) => sum + each, 0);
    const day = clock.iso().slice(0, 10);
    const oldest = isoMicros(clock.now() - weekMs).slice(0, 10);
    await store.addFound(tx, accountId, { count, day, oldest });
  }

  /** When those of the piece were booked that deliveries should have told of by now, and did not. */
  async function findUnheard(
    tx: Tx,
    { accountId, gap }: Tasks['sync.reconcile'],
    { events, pictures }: ReadPiece,
    applied: readonly Applied[],
  ): Promise<string[]> {
    // Where a gap is known of, nothing that it held is a surprise.
    if (gap || how === 'polling') return [];
    const fresh = new Set(
      applied.flatMap(({ told }, index) =>
        told.some(({ type }) => type === 'meeting.scheduled') ? [...pictures[index]!.events.keys()] : [],
      ),
    );
    if (fresh.size === 0) return [];
    const [sweeps] = await store.listSweeps(tx, [accountId]);
    if (!sweeps?.asOf) return [];
    const found = events.filter((event) => fresh.has(idOf(event)));
    return overdueOf(found, sweeps.asOf, clock.iso()).map(({ created_at: at }) => at);
  }

  /** Applies a piece; answers where to go on, when the run still holds the account. */
  function keep(run: Run<'sync.reconcile'>, at: At, piece: ReadPiece): Promise<At | undefined> {
    const { tenantId, payload } = run;
    const windows = windowsOf(at);
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await hold(tx, run);
      if (!account) return undefined;
      const whose = { tenantId, accountId: account.id, endUserId: account.endUserId };
      const tellings = piece.pictures.map((picture) => ({ picture, cause: 'reconciliation' as const }));
      const [applied = []] =
        tellings.length > 0 ? await meetings.apply(tx, [{ account: whose, tellings }]) : [];
      await noteFound(
        tx,
        account.id,
        applied.map(({ moved }) => moved),
      );
      const unheard = await findUnheard(tx, payload, piece, applied);
      const { known, missed } = await findMissing(tx, account.id, at, windowAt(windows, at)!, piece);
      const next = {
        ...at,
        ...following(windows, at, piece),
        requests: at.requests + piece.requests,
        known: at.known + known,
        missing: at.missing + missed.length,
        missed: [...at.missed, ...missed].slice(0, mostMissed),
        unheard: [...(at.unheard ?? []), ...unheard],
      };
      await run.keep(tx, { ...payload, at: next });
      return next;
    });
  }

  async function read(
    run: Run<'sync.reconcile'>,
    from: At,
    window: Window,
    caller: Caller,
  ): Promise<Outcome> {
    let at = from;
    for await (const piece of readPieces(calendly, caller, window, at.seen)) {
      const next = await keep(run, at, piece);
      if (!next) return done();
      at = next;
    }
    return snooze(0);
  }

  async function askForMissed(run: Run<'sync.reconcile'>, at: At): Promise<Outcome> {
    const { tenantId, payload } = run;
    const { accountId } = payload;
    const some = at.missed.slice(0, askAtOnce);
    for (const eventUuid of some) {
      const looked = { tenantId, accountId, eventUuid, cause: 'reconciliation', missed: true } as const;
      const outcome = await meetings.look(looked, (tx, applied) =>
        noteFound(tx, accountId, [applied?.moved ?? 0]),
      );
      if (outcome.kind !== 'done') return outcome;
    }
    return database.tenantTransaction(tenantId, async (tx) => {
      if (!(await hold(tx, run))) return done();
      const requests = at.requests + some.length;
      await run.keep(tx, { ...payload, at: { ...at, requests, missed: at.missed.slice(askAtOnce) } });
      return snooze(0);
    });
  }

  function end(
    run: Run<'sync.reconcile'>,
    at: At,
    caller: Caller,
    problem: store.Problem | null,
  ): Promise<Outcome> {
    const { tenantId, payload } = run;
    const { accountId } = payload;
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await hold(tx, run);
      if (!account) return done();
      const everyMs =
        how === 'polling'
          ? pollEveryMs(at.requests, deps.limitOf(caller))
          : sweepEveryMs(isActive(account, clock.now())) * (0.9 + 0.2 * deps.spread());
      const everySeconds = Math.round(everyMs / 1000);
      const { began, requests, unheard = [] } = at;
      const past = at.past !== null;
      if (unheard.length > 0) await deps.silence.suspect(tx, { tenantId, accountId }, unheard);
      await store.end(tx, accountId, { began, past, ended: clock.iso(), requests, everySeconds, problem });
      const afterMs = Math.max(0, Date.parse(began) + everyMs - clock.now());
      const job = { tenantId, key: accountId, payload: { accountId }, afterMs, onlySooner: true };
      await enqueue(tx, 'sync.reconcile', job);
      if (how === 'webhook') {
        const glanceMs = glanceAgainMs(isActive(account, clock.now()), deps.spread());
        await enqueue(tx, 'sync.glance', { ...job, afterMs: glanceMs });
      }
      return done();
    });
  }

  async function step(run: Run<'sync.reconcile'>, at: At, caller: Caller): Promise<Outcome> {
    const window = windowAt(windowsOf(at), at);
    if (window) return read(run, at, window, caller);
    if (tooManyMissing(at)) return end(run, at, caller, 'many_missing');
    if (at.missed.length > 0) return askForMissed(run, at);
    return end(run, at, caller, null);
  }

  return async (run) => {
    const { tenantId, payload } = run;
    const { accountId, gap } = payload;
    const found = await accounts.caller(tenantId, accountId, gap ? 'repair' : 'bulk');
    if (!found.ok && found.reason === 'unavailable') return retry(found.reason);
    if (!found.ok) return found.reason === 'access_ended' ? snooze(accessPauseMs) : done();
    const at = payload.at ?? (await begin(run));
    if (!at) return done();
    try {
      return await step(run, at, found.caller);
    } catch (error) {
      if (isCalendlyError(error, 'forbidden', 'not_found')) return end(run, at, found.caller, 'not_readable');
      if (isCalendlyError(error, 'unauthorized')) await accounts.refused(tenantId, accountId, found.caller);
      return outcomeOf(error);
    }
  };
}
