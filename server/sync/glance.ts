/**
 * One request every twelve minutes at most: the next hundred scheduled events of an account, so that for a booking of which
 * Calendly never told the next sweep begins at once. What lies behind those hundred waits for the sweep's own time.
 */
import { type Accounts, isActive } from '../accounts/index.ts';
import { type Calendly, isCalendlyError, type ScheduledEvent } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import { type Meetings, outcomeOf } from '../meetings/index.ts';
import { overdueOf } from './silence.ts';
import * as store from './store.ts';
import { glanceAgainMs } from './sweep.ts';
import { idOf } from './windows.ts';

const pageSize = 100;
/** What was booked at the last moment has begun by the time that it is overdue. */
const begunMs = 3_600_000;

/** Runs the task `sync.glance`. */
export type Glance = (run: Run<'sync.glance'>) => Promise<Outcome>;

export function createGlance(deps: {
  database: Database;
  clock: Clock;
  enqueue: Enqueue;
  accounts: Pick<Accounts, 'caller' | 'refused' | 'find'>;
  calendly: Calendly;
  meetings: Pick<Meetings, 'listHeld'>;
  /** From 0 up to 1, so that accounts are not looked at together. */
  spread(): number;
}): Glance {
  const { database, clock, enqueue, accounts, calendly, meetings } = deps;

  function read(tenantId: string, accountId: string) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      const [sweeps] = await store.listSweeps(tx, [accountId]);
      if (account?.state !== 'connected' || account.disconnectingSince) return undefined;
      // A sweep that is complete has this begin again.
      if (!sweeps?.asOf || sweeps.how === 'polling') return undefined;
      return { account, asOf: sweeps.asOf, unreadable: sweeps.problem === 'not_readable' };
    });
  }

  async function sweepNow(tenantId: string, accountId: string): Promise<void> {
    const job = { tenantId, key: accountId, payload: { accountId }, onlySooner: true };
    await database.tenantTransaction(tenantId, (tx) => enqueue(tx, 'sync.reconcile', job));
  }

  async function compare(
    { tenantId, payload: { accountId } }: Run<'sync.glance'>,
    asOf: string,
    { events, more, from }: { events: ScheduledEvent[]; more: boolean; from: string },
  ): Promise<void> {
    // Of those that begin with the last one, some may stand on the next page.
    const until = more ? events.at(-1)!.start_time : undefined;
    const whole = events.filter(({ start_time: start }) => until === undefined || start < until);
    const overdue = overdueOf(whole, asOf, clock.iso());
    if (overdue.length === 0) return;
    const held = await database.tenantTransaction(tenantId, (tx) =>
      meetings.listHeld(tx, accountId, { from, until, movedBefore: clock.iso() }),
    );
    const known = new Set(held);
    if (overdue.some((event) => !known.has(idOf(event)))) await sweepNow(tenantId, accountId);
  }

  return async (run) => {
    const { tenantId, payload } = run;
    const { accountId } = payload;
    const known = await read(tenantId, accountId);
    if (!known) return done();
    const found = await accounts.caller(tenantId, accountId, 'bulk');
    if (!found.ok) return found.reason === 'unavailable' ? retry(found.reason) : done();
    const from = isoMicros(clock.now() - begunMs);
    const wanted = {
      user: found.caller.userUri,
      status: 'active',
      minStartTime: from,
      count: pageSize,
    } as const;
    try {
      const { items: events, next } = await calendly.scheduledEvents.page(found.caller, wanted);
      await compare(run, known.asOf, { events, more: next !== undefined, from });
    } catch (error) {
      if (isCalendlyError(error, 'unauthorized')) await accounts.refused(tenantId, accountId, found.caller);
      const refused = isCalendlyError(error, 'forbidden', 'not_found', 'missing_scope');
      if (!refused) return outcomeOf(error);
      // The sweep says what is wrong.
      if (!known.unreadable) await sweepNow(tenantId, accountId);
    }
    return snooze(glanceAgainMs(isActive(known.account, clock.now()), deps.spread()));
  };
}
