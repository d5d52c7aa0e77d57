/** The job behind an account's subscription: makes it what it should be, then looks again on schedule. */
import { type Accounts, isActive } from '../accounts/index.ts';
import { isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { done, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import type { BringAbout } from './bring-about.ts';
import type { Leases, Work } from './leases.ts';
import * as store from './store.ts';
import type { Tell } from './tell.ts';

export type Ensure = (run: Run<'subscriptions.ensure'>) => Promise<Outcome>;

const busyMs = 500;
/** How often an active account is looked at, and the others. */
const soonMs = 15 * 60_000;
const lateMs = 6 * 3_600_000;
/** An address that stays taken is given up after so many tries, and another one is made. */
const triesAtOneAddress = 2;

export function createEnsure(deps: {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  leases: Leases;
  bringAbout: BringAbout;
  tell: Tell;
}): Ensure {
  const { database, clock, accounts, leases, bringAbout, tell } = deps;

  async function run(work: Work, attempts: number): Promise<Outcome> {
    const { tenantId, account } = work;
    const found = await accounts.caller(tenantId, account.id, 'repair');
    if (!found.ok) return found.reason === 'unavailable' ? retry('no access token just now') : done();
    try {
      const end = await bringAbout(work, found.caller);
      if (end === 'standing') return snooze(isActive(account, clock.now()) ? soonMs : lateMs);
      if (end !== 'address_taken') return await stuck(work, end);
      if (attempts >= triesAtOneAddress) await giveUpAddress(work);
      return retry(end);
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      if (error.kind === 'unauthorized') await accounts.refused(tenantId, account.id, found.caller);
      return retry(error.message, error.facts.retryAfterMs);
    }
  }

  async function stuck(work: Work, problem: string): Promise<Outcome> {
    const { id } = work.rows[0]!;
    await database.tenantTransaction(work.tenantId, async (tx) => {
      if (await store.writeProblem(tx, id, problem)) tell(tx, work, id, 'updated', { problem });
    });
    return snooze(lateMs);
  }

  /** What holds it cannot be seen with this account's token. The next run begins a new generation. */
  async function giveUpAddress({ tenantId, rows }: Work): Promise<void> {
    await database.tenantTransaction(tenantId, (tx) => store.writeDeleted(tx, rows[0]!.id, clock.iso()));
  }

  return async ({ tenantId, payload: { accountId }, attempts }) => {
    const work = await leases.take(tenantId, accountId);
    if (work === undefined) return done();
    if (work === 'busy') return snooze(busyMs);
    try {
      return await run(work, attempts);
    } finally {
      await leases.release(work);
    }
  };
}
