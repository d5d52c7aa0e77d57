/**
 * The first, deep reading of an account: its past 90 days and everything ahead, active and canceled. Each piece is
 * applied together with where the job goes on, so that neither a dead process nor a wait for the budget costs what
 * was read.
 */
import type { Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import {
  done,
  type Enqueue,
  giveUp,
  type Outcome,
  type Run,
  retry,
  snooze,
  type Tasks,
} from '../jobs/index.ts';
import { type Meetings, outcomeOf } from '../meetings/index.ts';
import { type ReadPiece, readPieces } from './read-pieces.ts';
import { following, type Window, windowAt } from './windows.ts';

const pastMs = 90 * 24 * 3_600_000;

type At = NonNullable<Tasks['sync.backfill']['at']>;

/** What people look for first comes first. */
function windowsOf(began: string): Window[] {
  const past = isoMicros(Date.parse(began) - pastMs);
  return [
    { status: 'active', from: began, until: undefined },
    { status: 'active', from: past, until: began },
    { status: 'canceled', from: began, until: undefined },
    { status: 'canceled', from: past, until: began },
  ];
}

export interface Backfill {
  /** Runs the task `sync.backfill`. */
  run(run: Run<'sync.backfill'>): Promise<Outcome>;
}

export function createBackfill(deps: {
  database: Database;
  clock: Clock;
  enqueue: Enqueue;
  accounts: Pick<Accounts, 'caller' | 'refused' | 'whose' | 'noteBackfill'>;
  calendly: Calendly;
  meetings: Pick<Meetings, 'apply'>;
}): Backfill {
  const { database, clock, enqueue, accounts, calendly, meetings } = deps;

  /** Applies a piece; answers how the run ends when it was the last. */
  async function keep(
    { tenantId, payload, ...run }: Run<'sync.backfill'>,
    at: At,
    { pictures }: ReadPiece,
  ): Promise<Outcome | undefined> {
    const { accountId } = payload;
    return database.tenantTransaction(tenantId, async (tx) => {
      if (!(await run.keep(tx, { ...payload, at }))) return done();
      const whose = await accounts.whose(tx, accountId);
      if (!whose) return giveUp('the account is gone');
      const tellings = pictures.map((picture) => ({ picture, cause: 'backfill' as const }));
      if (tellings.length > 0) await meetings.apply(tx, [{ account: { ...whose, tenantId }, tellings }]);
      const { read } = at;
      const ended = windowAt(windowsOf(at.began), at) === undefined;
      const state = ended ? 'done' : 'running';
      await accounts.noteBackfill(tx, tenantId, accountId, { state, read, total: ended ? read : null });
      if (!ended) return undefined;
      // What moved while it read and no subscription stood yet is found by the first sweep.
      await enqueue(tx, 'sync.reconcile', { tenantId, key: accountId, payload: { accountId } });
      return done();
    });
  }

  async function read(run: Run<'sync.backfill'>, from: At, caller: Caller): Promise<Outcome> {
    const windows = windowsOf(from.began);
    let at = from;
    for await (const piece of readPieces(calendly, caller, windowAt(windows, at)!, at.seen)) {
      at = { ...at, ...following(windows, at, piece), read: at.read + piece.pictures.length };
      const ended = await keep(run, at, piece);
      if (ended) return ended;
    }
    return snooze(0);
  }

  return {
    async run(run) {
      const { tenantId, payload } = run;
      const { accountId, doubt } = payload;
      const found = await accounts.caller(tenantId, accountId, doubt ? 'doubt' : 'bulk');
      if (!found.ok) return found.reason === 'unavailable' ? retry(found.reason) : giveUp(found.reason);
      const now = clock.iso();
      try {
        return await read(run, payload.at ?? { began: now, part: 0, from: now, read: 0 }, found.caller);
      } catch (error) {
        if (isCalendlyError(error, 'unauthorized')) await accounts.refused(tenantId, accountId, found.caller);
        return outcomeOf(error);
      }
    },
  };
}
