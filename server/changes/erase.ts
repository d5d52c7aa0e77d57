/** Takes the words out of an account's entries about meetings; their numbers stay, so that no reader loses count. */
import type { Tx } from '../db/index.ts';

export async function eraseMeetingChanges(tx: Tx, accountId: string): Promise<void> {
  await tx.query(
    `update changes set data = '{}' where tenant_id = tenant() and account_id = $1 and subject_kind = 'meeting'`,
    [accountId],
  );
}
