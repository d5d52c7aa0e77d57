/** What Calendly told may not have arrived, or nobody was there to be told: a sweep finds what was missed. */
import type { Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';

export type CloseGap = (tx: Tx, of: { tenantId: string; account: { id: string } }) => Promise<void>;

export function createCloseGap({ enqueue }: { enqueue: Enqueue }): CloseGap {
  return (tx, { tenantId, account: { id: accountId } }) =>
    enqueue(tx, 'sync.reconcile', { tenantId, key: accountId, payload: { accountId, gap: true } });
}
