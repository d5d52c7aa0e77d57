/**
 * Bookings that should have been told and were not. Whoever finds some has Calendly's subscription looked at; only when
 * it still stands and nothing is wrong with it, Calendly is silent: that is told, and another subscription is made.
 */
import type { AccountRow, Accounts } from '../accounts/index.ts';
import type { ScheduledEvent } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, snooze } from '../jobs/index.ts';
import * as store from './store.ts';
import { settledBefore, toldBefore } from './sweep.ts';

type Of = { tenantId: string; accountId: string };

/** A look takes less, where Calendly answers. */
const lookedByMs = 5000;
/** Names of so many moments go along; more say nothing new. */
const mostBooked = 1000;

/** Those that were booked since the last whole sweep, and long enough ago that a delivery should have come. */
export function overdueOf<E extends Pick<ScheduledEvent, 'created_at'>>(
  events: readonly E[],
  asOf: string,
  now: string,
): E[] {
  const since = settledBefore(asOf);
  const until = toldBefore(now);
  return events.filter(({ created_at: at }) => at > since && at < until);
}

export interface Silence {
  /** Bookings of these moments were found, and nothing had told of them. */
  suspect(tx: Tx, of: Of, booked: readonly string[]): Promise<void>;
  /** Runs the task `sync.judgeSilence`. */
  judge(run: Run<'sync.judgeSilence'>): Promise<Outcome>;
}

export function createSilence(deps: {
  database: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'find' | 'tellSilence'>;
  enqueue: Enqueue;
  /**
   * Since when Calendly should tell us of what moves, and when the last look began that saw so; undefined while it is
   * known that it does not.
   */
  hearing(tx: Tx, accountId: string): Promise<{ since: string; lookedAt: string | null } | undefined>;
}): Silence {
  const { database, clock, accounts, enqueue } = deps;

  async function tell(tx: Tx, tenantId: string, account: AccountRow, count: number): Promise<void> {
    const { id: accountId, lastDeliveryAt: heard } = account;
    const first = await store.addSilent(tx, accountId, { at: clock.iso(), count, heard });
    if (!first) return;
    accounts.tellSilence(tx, tenantId, account);
    const payload = { accountId, anew: { before: clock.iso(), asked: false } };
    await enqueue(tx, 'subscriptions.ensure', { tenantId, key: accountId, payload });
  }

  return {
    async suspect(tx, { tenantId, accountId }, booked) {
      const job = { tenantId, key: accountId };
      await enqueue(tx, 'subscriptions.ensure', { ...job, payload: { accountId }, onlySooner: true });
      const payload = { accountId, at: clock.iso(), booked: booked.slice(0, mostBooked) };
      await enqueue(tx, 'sync.judgeSilence', { ...job, payload, afterMs: lookedByMs });
    },

    judge: ({ tenantId, payload: { accountId, at, booked } }) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const account = await accounts.find(tx, accountId);
        if (account?.state !== 'connected' || account.disconnectingSince) return done();
        // What came since says that it tells again.
        if (account.lastDeliveryAt !== null && account.lastDeliveryAt > at) return done();
        const hearing = await deps.hearing(tx, accountId);
        if (!hearing) return done();
        if (hearing.lookedAt === null || hearing.lookedAt <= at) return snooze(lookedByMs);
        const count = booked.filter((moment) => moment > hearing.since).length;
        if (count > 0) await tell(tx, tenantId, account, count);
        return done();
      }),
  };
}
