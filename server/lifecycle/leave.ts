/**
 * What an account that has moved to another connection leaves behind: once the new subscription stands, what Calendly
 * gave through the connection before is given back. Until then both work, so that nothing is missed.
 */
import type { Accounts } from '../accounts/index.ts';
import { covers, isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { done, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';

const againMs = 1000;
/** A subscription that is not to be had keeps nobody at the connection before. */
const patienceMs = 3_600_000;

/** Runs the task `lifecycle.leave`. */
export type Leave = (run: Run<'lifecycle.leave'>) => Promise<Outcome>;

export function createLeave(deps: {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  subscriptions: Subscriptions;
  how: 'webhook' | 'polling';
}): Leave {
  const { database, clock, accounts, subscriptions, how } = deps;

  function look(tenantId: string, accountId: string, connectionId: number) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      // A disconnect gives everything back, and who moved back holds what they had.
      const stays = account?.connectionId === connectionId || account?.disconnectingSince;
      if (!account || stays || !account.connectedAt) return undefined;
      const wanted = how === 'webhook' && covers(account.wantedScopes, 'webhooks:write');
      const stands = !wanted || (await subscriptions.standsThrough(tx, accountId, account.connectionId));
      return stands || Date.parse(account.connectedAt) < clock.now() - patienceMs;
    });
  }

  return async ({ tenantId, payload: { accountId, connectionId } }) => {
    const may = await look(tenantId, accountId, connectionId);
    if (may === undefined) return done();
    if (!may) return snooze(againMs);
    try {
      const pairs = await accounts.giveBack.through(tenantId, accountId, connectionId);
      await database.tenantTransaction(tenantId, (tx) => accounts.dropPairs(tx, accountId, pairs));
      return done();
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      return retry(error.message, error.facts.retryAfterMs);
    }
  };
}
