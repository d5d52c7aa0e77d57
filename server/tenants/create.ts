/** A new tenant with its first owner. */
import type { Session } from '../../sdk/types.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import * as store from './store.ts';

export interface NewTenant {
  slug: string;
  name: string;
  environment: Session['tenant']['environment'];
  demo: Session['demo'];
  owner: { name: string; email: string };
}

/** The tenant's id, and whether it was made now: an existing one with this slug is left as it is. */
export async function ensureTenant(
  { database, clock, ids }: { database: Database; clock: Clock; ids: Ids },
  wanted: NewTenant,
): Promise<{ id: string; created: boolean }> {
  const existing = await database.dispatchTransaction((tx) => store.findTenantId(tx, wanted.slug));
  if (existing) return { id: existing.id, created: false };
  const id = ids.uuid();
  await database.tenantTransaction(id, async (tx) => {
    await store.insertTenant(tx, { id, ...wanted, createdAt: clock.iso() });
    await store.insertMember(tx, {
      tenantId: id,
      id: ids.uuid(),
      ...wanted.owner,
      role: 'owner',
      createdAt: clock.iso(),
    });
  });
  return { id, created: true };
}
