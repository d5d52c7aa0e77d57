/**
 * In which organization an account's Calendly user is. People are moved and removed at Calendly without a word to us,
 * and whoever left an organization may neither list nor subscribe there.
 */
import type { CalendlyUser } from '../calendly/index.ts';
import type { Tx } from '../db/index.ts';
import type { Mover } from './move.ts';
import * as store from './store.ts';

/** The account as it is now; undefined when the user is where we thought, or the account is gone. */
export type SeeOrganization = (
  tx: Tx,
  tenantId: string,
  accountId: string,
  user: Pick<CalendlyUser, 'uri' | 'current_organization'>,
) => Promise<store.AccountRow | undefined>;

export function createSeeOrganization({ mover }: { mover: Mover }): SeeOrganization {
  return async (tx, tenantId, accountId, { uri, current_organization: organization }) => {
    const account = await store.lockAccount(tx, accountId);
    if (account?.calendlyUser !== uri || account.calendlyOrganization === organization) return undefined;
    await store.writeOrganization(tx, accountId, organization);
    const data = { organization: { before: account.calendlyOrganization, after: organization } };
    mover.tell(tx, tenantId, account, 'account.updated', { cause: 'system', data });
    return { ...account, calendlyOrganization: organization };
  };
}
