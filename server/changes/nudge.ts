/** Open pages look at deliveries again, which are no changes. Several nudges of one transaction are one. */
import type { Tx } from '../db/index.ts';
import { changesChannel } from './append.ts';

const what = 'deliveries';

export async function nudgePages(tx: Tx): Promise<void> {
  await tx.query("select pg_notify($1, tenant() || ' ' || $2)", [changesChannel, what]);
}

/** What a notice on the channel is about; no tenant: of all of them. */
export function parseNotice(notice: string): { tenantId: string; deliveries: boolean } {
  const [tenantId = '', about] = notice.split(' ');
  return { tenantId, deliveries: about === what };
}
