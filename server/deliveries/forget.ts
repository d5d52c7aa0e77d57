/**
 * How what was received goes again: with its age, with a disconnect, with an erasure. Old is what was settled so many
 * days ago. What still waits, or waits for Calendly's word, is not old but late: it goes after it was settled. What was
 * parked was shown with its reason, and could be replayed, all that while. A repeat of what is gone is applied once
 * more and adds nothing, the merge being idempotent.
 */
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { firstUuidAt } from '../ids.ts';
import { done, type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Meetings } from '../meetings/index.ts';
import * as store from './store.ts';
import * as unverified from './unverified-store.ts';

const dayMs = 86_400_000;
const everyMs = 3_600_000;
const atOnce = 1000;

export interface Forget {
  /** Runs the task `deliveries.expire`. */
  expire(run: Run<'deliveries.expire'>): Promise<Outcome>;
  /** Runs the task `deliveries.dropSealed`. */
  dropSealed(run: Run<'deliveries.dropSealed'>): Promise<Outcome>;
  /** Runs the task `meetings.erase`: what was received goes with what it told. */
  erase(run: Run<'meetings.erase'>): Promise<Outcome>;
}

export function createForget(deps: {
  database: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'whose'>;
  meetings: Pick<Meetings, 'erase'>;
  keptDays: number;
}): Forget {
  const { database, clock, accounts, meetings, keptDays } = deps;
  return {
    expire({ tenantId }) {
      return database.tenantTransaction(tenantId, async (tx) => {
        const before = firstUuidAt(clock.now() - keptDays * dayMs);
        const gone = await store.deleteSettled(tx, before, atOnce);
        const sealed = await unverified.removeBefore(tx, before, atOnce);
        return snooze(gone < atOnce && sealed < atOnce ? everyMs : 0);
      });
    },
    dropSealed({ tenantId, payload: { accountId } }) {
      return database.tenantTransaction(tenantId, async (tx) => {
        const whose = await accounts.whose(tx, accountId);
        if (whose?.state !== 'connected') await unverified.removeAll(tx, accountId);
        return done();
      });
    },
    erase({ tenantId, payload: { accountId } }) {
      return database.tenantTransaction(tenantId, async (tx) => {
        const whose = await accounts.whose(tx, accountId);
        // Whoever came back meanwhile wants them.
        if (whose?.state === 'connected') return done();
        await meetings.erase(tx, accountId);
        await store.deleteAll(tx, accountId);
        await unverified.removeAll(tx, accountId);
        return done();
      });
    },
  };
}
