/**
 * The job behind an account's subscription: makes it what it should be, then looks again on schedule. When the next
 * look is due stands with the subscription, so that a watch that died is seen.
 */
import { type Accounts, isActive } from '../accounts/index.ts';
import { isCalendlyError } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { done, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import type { BringAbout } from './bring-about.ts';
import type { Leases, Work } from './leases.ts';
import { lookAgainMs, stuckMs } from './schedule.ts';
import * as store from './store.ts';
import type { Tell } from './tell.ts';

export type Ensure = (run: Run<'subscriptions.ensure'>) => Promise<Outcome>;

const busyMs = 500;
/** An address that stays taken is given up after so many tries, and another one is made. */
const triesAtOneAddress = 2;
/** What fails once may be an accident; so many tries, seconds apart, are told. */
const triesUntold = 2;

export function createEnsure(deps: {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  leases: Leases;
  bringAbout: BringAbout;
  tell: Tell;
  /** From 0 up to 1, so that accounts are not looked at together. */
  spread(): number;
}): Ensure {
  const { database, clock, accounts, leases, bringAbout, tell, spread } = deps;

  async function run(work: Work, { payload, attempts }: Run<'subscriptions.ensure'>): Promise<Outcome> {
    const { tenantId, account } = work;
    const found = await accounts.caller(tenantId, account.id, 'repair');
    if (!found.ok) return found.reason === 'unavailable' ? retry('no access token just now') : done();
    try {
      const end = await bringAbout(work, found.caller, payload.anew);
      if (end === 'standing') return snooze(lookAgainMs(isActive(account, clock.now()), spread()));
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
    return snooze(stuckMs);
  }

  /** What holds it cannot be seen with this account's token. The next run begins a new generation. */
  async function giveUpAddress({ tenantId, rows }: Work): Promise<void> {
    await database.tenantTransaction(tenantId, (tx) => store.writeDeleted(tx, rows[0]!.id, clock.iso()));
  }

  function lookOf(outcome: Outcome | undefined, looked: string, attempts: number): store.LookEnd | undefined {
    if (outcome?.kind === 'snooze') return { looked, due: isoMicros(clock.now() + outcome.afterMs) };
    if (outcome?.kind !== 'retry' || attempts < triesUntold) return undefined;
    return { unanswered: clock.iso() };
  }

  return async (job) => {
    const work = await leases.take(job.tenantId, job.payload.accountId);
    if (work === undefined) return done();
    if (work === 'busy') return snooze(busyMs);
    const began = clock.iso();
    let outcome: Outcome | undefined;
    try {
      outcome = await run(work, job);
      return outcome;
    } finally {
      await leases.release(work, lookOf(outcome, began, job.attempts));
    }
  };
}
