/** Tells that a subscription moved, in the transaction that moved it. */
import type { Change } from '../../sdk/types.ts';
import type { AccountRow } from '../accounts/index.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';

export type Tell = (
  tx: Tx,
  of: { tenantId: string; account: Pick<AccountRow, 'id' | 'endUserId'> },
  subscriptionId: string,
  what: 'created' | 'updated' | 'deleted',
  data?: Change['data'],
) => void;

export function createTell({ append }: { append: AppendChange }): Tell {
  return (tx, { tenantId, account }, subscriptionId, what, data = {}) => {
    append(tx, tenantId, {
      type: `subscription.${what}`,
      cause: 'system',
      accountId: account.id,
      endUserId: account.endUserId,
      subject: { kind: 'subscription', id: toWireId('subscription', subscriptionId) },
      data,
    });
  };
}
