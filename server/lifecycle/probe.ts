/** Asks Calendly for a person's role and their organization's plan, which decide what their account may do. */
import type { Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError, uuidOf } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';

export type Probe = (
  tenantId: string,
  accountId: string,
  caller: Caller,
  organization: string,
) => Promise<void>;

/** What Calendly does not show stays as it was known. */
export function createProbe(deps: {
  database: Database;
  accounts: Pick<Accounts, 'noteProbed'>;
  calendly: Calendly;
}): Probe {
  const { database, accounts, calendly } = deps;
  return async (tenantId, accountId, caller, organization) => {
    const uuid = uuidOf(organization, 'organization');
    if (uuid === undefined) return;
    try {
      const { plan, stage } = await calendly.organizations.get(caller, uuid);
      const user = caller.userUri;
      const memberships = await calendly.organizationMemberships.list(caller, { user, organization }).page();
      const role = memberships.items[0]?.role ?? null;
      await database.tenantTransaction(tenantId, (tx) =>
        accounts.noteProbed(tx, accountId, { role, plan: plan ?? null, stage: stage ?? null }),
      );
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
    }
  };
}
