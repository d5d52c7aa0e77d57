/** Forgets an account's meetings, where the tenant wants that after a disconnect. */
import { eraseMeetingChanges } from '../changes/index.ts';
import type { Tx } from '../db/index.ts';
import * as store from './store.ts';

const tables = ['meeting_aliases', 'meetings', 'invitee_links', 'invitees', 'scheduled_events'] as const;

export async function eraseMeetings(tx: Tx, accountId: string): Promise<void> {
  await store.lock(tx, [accountId]);
  for (const table of tables) {
    await tx.query(`delete from ${table} where tenant_id = tenant() and account_id = $1`, [accountId]);
  }
  await eraseMeetingChanges(tx, accountId);
}
