/**
 * Makes a copy of a database an installation of its own: whatever could act at Calendly for the original is wiped. Its
 * subscriptions and grants stay there untouched, since they are the original's.
 */
import type { Accounts } from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Tenants } from '../tenants/index.ts';

/** Resolves to how many accounts lost their tokens. Goes on where it was stopped. */
export type WipeGrants = () => Promise<number>;

export function createWipeGrants(deps: {
  database: Database;
  tenants: Pick<Tenants, 'list'>;
  accounts: Accounts;
  subscriptions: Subscriptions;
}): WipeGrants {
  const { database, tenants, accounts, subscriptions } = deps;

  function wipeSome(tenantId: string): Promise<number> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const some = await accounts.listLive(tx);
      for (const id of some) {
        const outcome = { givenBack: 'whatever' as const, leftBehind: [], copied: true as const };
        await accounts.completeDisconnect(tx, tenantId, id, outcome);
        await subscriptions.forget(tx, id);
      }
      return some.length;
    });
  }

  return async () => {
    let wiped = 0;
    for (const tenantId of await tenants.list()) {
      for (let some = await wipeSome(tenantId); some > 0; some = await wipeSome(tenantId)) wiped += some;
    }
    return wiped;
  };
}
