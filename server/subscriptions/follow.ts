/**
 * Looks at what stands at Calendly for an account, wherever its user is by now: when Calendly refuses to list, it is
 * asked who they are, which costs a request only then.
 */
import type { AccountRow, Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';
import type { Look, Looked } from './look.ts';
import type { Obstacle } from './register.ts';
import type { SubscriptionRow } from './store.ts';

/** Takes the account's new organization into `of`. What else Calendly refuses is in the way. */
export type FindStanding = (
  of: { tenantId: string; account: AccountRow; rows: SubscriptionRow[] },
  caller: Caller,
) => Promise<Looked | Obstacle>;

export function createFindStanding(deps: {
  database: Database;
  accounts: Pick<Accounts, 'seeOrganization'>;
  calendly: Calendly;
  look: Look;
}): FindStanding {
  const { database, accounts, calendly, look } = deps;

  /** Undefined: they are where we thought. */
  async function follow(
    tenantId: string,
    accountId: string,
    caller: Caller,
  ): Promise<AccountRow | undefined> {
    const user = await calendly.currentUser(caller);
    return database.tenantTransaction(tenantId, (tx) =>
      accounts.seeOrganization(tx, tenantId, accountId, user),
    );
  }

  return async (of, caller) => {
    for (let followed = false; ; followed = true) {
      try {
        return await look(caller, of, of.rows);
      } catch (error) {
        if (isCalendlyError(error, 'missing_scope')) return 'permission_missing';
        if (!isCalendlyError(error, 'forbidden', 'not_found')) throw error;
        const account = followed ? undefined : await follow(of.tenantId, of.account.id, caller);
        if (!account) return 'not_allowed';
        of.account = account;
      }
    }
  };
}
