/** All SQL on tenants. */
import type { Session } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  environment: Session['tenant']['environment'];
  demo: Session['demo'];
}

/** Role dispatch: the one place that finds a tenant by its name. */
export function findTenantId(tx: Tx, slug: string): Promise<{ id: string } | undefined> {
  return tx.maybe<{ id: string }>('select id from tenants where slug = $1', [slug]);
}

/** Role dispatch: of every tenant. */
export async function listTenantIds(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('select id from tenants order by id');
  return rows.map(({ id }) => id);
}

export async function insertTenant(tx: Tx, tenant: Tenant & { createdAt: string }): Promise<void> {
  await tx.query(
    'insert into tenants (id, slug, name, environment, demo, created_at) values ($1, $2, $3, $4, $5, $6)',
    [
      tenant.id,
      tenant.slug,
      tenant.name,
      tenant.environment,
      tenant.demo && JSON.stringify(tenant.demo),
      tenant.createdAt,
    ],
  );
}

export function getTenant(tx: Tx): Promise<Tenant> {
  return tx.one<Tenant>('select id, slug, name, environment, demo from tenants where id = tenant()');
}

/** Until the transaction ends nobody else changes who is in the team. */
export async function lockTeam(tx: Tx): Promise<void> {
  await tx.one('select id from tenants where id = tenant() for update');
}

/** What becomes of an account's meetings when it is disconnected. */
export async function onDisconnect(tx: Tx): Promise<'keep' | 'erase'> {
  const { policy } = await tx.one<{ policy: 'keep' | 'erase' }>(
    'select on_disconnect as policy from tenants where id = tenant()',
  );
  return policy;
}

export async function listReturnAddresses(tx: Tx): Promise<string[]> {
  const { addresses } = await tx.one<{ addresses: string[] }>(
    'select return_addresses as addresses from tenants where id = tenant()',
  );
  return addresses;
}

export async function writeReturnAddresses(tx: Tx, addresses: string[]): Promise<void> {
  await tx.query('update tenants set return_addresses = $1 where id = tenant()', [addresses]);
}
