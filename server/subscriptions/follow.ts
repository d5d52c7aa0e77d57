/**
 * Looks at what stands at Calendly for an account, wherever its user is by now. When Calendly refuses, it is asked who
 * they are, which costs a request only then: whoever left an organization may not subscribe there, and whether they
 * may still list is not documented.
 */
import type { AccountRow, Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';
import type { Look, Looked } from './look.ts';
import type { Obstacle } from './register.ts';
import type { SubscriptionRow } from './store.ts';

type Of = { tenantId: string; account: AccountRow };

/** Takes the account's new organization into `of`. False: they are where we thought. @throws CalendlyError */
export type Follow = (of: Of, caller: Caller) => Promise<boolean>;

export function createFollow(deps: {
  database: Database;
  accounts: Pick<Accounts, 'seeOrganization'>;
  calendly: Calendly;
}): Follow {
  const { database, accounts, calendly } = deps;
  return async (of, caller) => {
    const user = await calendly.currentUser(caller);
    const moved = await database.tenantTransaction(of.tenantId, (tx) =>
      accounts.seeOrganization(tx, of.tenantId, of.account.id, user),
    );
    if (moved) of.account = moved;
    return moved !== undefined;
  };
}

/** Follows where listing is refused. What else Calendly refuses is in the way. */
export type FindStanding = (
  of: Of & { rows: SubscriptionRow[] },
  caller: Caller,
) => Promise<Looked | Obstacle>;

export function createFindStanding({ look, follow }: { look: Look; follow: Follow }): FindStanding {
  return async (of, caller) => {
    for (let followed = false; ; followed = true) {
      try {
        return await look(caller, of, of.rows);
      } catch (error) {
        if (isCalendlyError(error, 'missing_scope')) return 'permission_missing';
        if (!isCalendlyError(error, 'forbidden', 'not_found')) throw error;
        if (followed || !(await follow(of, caller))) return 'not_allowed';
      }
    }
  };
}
