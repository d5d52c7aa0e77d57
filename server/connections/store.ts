/** All SQL on connections. A deleted one stays as a row without secrets, so that its id is never given again. */
import type { Environment } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

export const sealedConnections: SealedTable = {
  table: 'connections',
  key: { id: 'integer' },
  row: ({ id }) => String(id),
  one: {
    client_secret_sealed: 'client_secret',
    next_secret_sealed: 'next_secret',
    webhook_signing_key_sealed: 'webhook_signing_key',
  },
  many: { earlier_keys_sealed: 'webhook_signing_key' },
};

export interface ConnectionRow {
  id: number;
  name: string;
  clientId: string;
  clientSecretSealed: Buffer;
  webhookSigningKeySealed: Buffer | null;
  /** Those that it replaced, newest first. */
  earlierKeysSealed: Buffer[];
  /** Tried where Calendly refuses the client secret. */
  nextSecretSealed: Buffer | null;
  /** What a person is asked for, in Calendly's names. */
  scopes: string[];
  environment: Environment | null;
  /** It stands in the configuration file. */
  configured: boolean;
  /** Since when Calendly refuses this client id and secret together. */
  refusedSince: string | null;
  /** Since when its accounts are disconnected, so that it can be deleted. */
  deletingSince: string | null;
  createdAt: string;
  updatedAt: string;
}

const columns = `id, name, client_id as "clientId", client_secret_sealed as "clientSecretSealed",
  webhook_signing_key_sealed as "webhookSigningKeySealed", earlier_keys_sealed as "earlierKeysSealed",
  next_secret_sealed as "nextSecretSealed", scopes, environment, configured, refused_since as "refusedSince",
  deleting_since as "deletingSince",
  created_at as "createdAt", updated_at as "updatedAt"`;

/** The next free id, taken. */
export async function takeNextId(tx: Tx): Promise<number> {
  const { id } = await tx.one<{ id: number }>(
    `update tenants set next_connection_id = next_connection_id + 1 where id = tenant()
     returning next_connection_id - 1 as id`,
  );
  return id;
}

/** A requested id moves the counter beyond it. */
export async function passNextId(tx: Tx, id: number): Promise<void> {
  await tx.query(
    'update tenants set next_connection_id = greatest(next_connection_id, $1 + 1) where id = tenant()',
    [id],
  );
}

/** False when the id is taken or was used before. */
export async function insertConnection(
  tx: Tx,
  tenantId: string,
  row: Omit<ConnectionRow, 'earlierKeysSealed' | 'refusedSince' | 'deletingSince' | 'updatedAt'>,
): Promise<boolean> {
  const inserted = await tx.maybe(
    `insert into connections (tenant_id, id, name, client_id, client_secret_sealed, webhook_signing_key_sealed,
       next_secret_sealed, scopes, environment, configured, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) on conflict (tenant_id, id) do nothing returning id`,
    [
      tenantId,
      row.id,
      row.name,
      row.clientId,
      row.clientSecretSealed,
      row.webhookSigningKeySealed,
      row.nextSecretSealed,
      row.scopes,
      row.environment,
      row.configured,
      row.createdAt,
    ],
  );
  return inserted !== undefined;
}

export function listConnections(
  tx: Tx,
  page: { after: number; limit: number | null },
): Promise<ConnectionRow[]> {
  return tx.query<ConnectionRow>(
    `select ${columns} from connections where tenant_id = tenant() and deleted_at is null and id > $1
     order by id limit $2`,
    [page.after, page.limit],
  );
}

export function findConnection(tx: Tx, id: number, lock = false): Promise<ConnectionRow | undefined> {
  return tx.maybe<ConnectionRow>(
    `select ${columns} from connections where tenant_id = tenant() and id = $1 and deleted_at is null
     ${lock ? 'for no key update' : ''}`,
    [id],
  );
}

/** Of these connections, those whose name another one has too, with the ids of the others. */
export function listNamesakes(tx: Tx, ids: readonly number[]): Promise<{ id: number; others: number[] }[]> {
  return tx.query(
    `select c.id, array_agg(o.id order by o.id) as others
     from connections c join connections o on o.tenant_id = tenant() and o.name = c.name and o.id <> c.id
       and o.deleted_at is null
     where c.tenant_id = tenant() and c.id = any($1) group by c.id`,
    [ids],
  );
}

/** Exactly these stand in the configuration file. */
export async function markConfigured(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.query(
    `update connections set configured = id = any($1)
     where tenant_id = tenant() and deleted_at is null and configured <> (id = any($1))`,
    [ids],
  );
}

export async function updateConnection(tx: Tx, row: ConnectionRow): Promise<void> {
  await tx.query(
    `update connections set name = $2, client_id = $3, client_secret_sealed = $4,
       webhook_signing_key_sealed = $5, earlier_keys_sealed = $6, refused_since = $7, updated_at = $8,
       next_secret_sealed = $9, scopes = $10, environment = $11, configured = $12
     where tenant_id = tenant() and id = $1`,
    [
      row.id,
      row.name,
      row.clientId,
      row.clientSecretSealed,
      row.webhookSigningKeySealed,
      row.earlierKeysSealed,
      row.refusedSince,
      row.updatedAt,
      row.nextSecretSealed,
      row.scopes,
      row.environment,
      row.configured,
    ],
  );
}

export async function markDeleting(tx: Tx, id: number, at: string): Promise<void> {
  await tx.query(
    `update connections set deleting_since = coalesce(deleting_since, $2), updated_at = $2
     where tenant_id = tenant() and id = $1`,
    [id, at],
  );
}

export async function markDeleted(tx: Tx, id: number, at: string): Promise<void> {
  await tx.query(
    `update connections set client_secret_sealed = null, webhook_signing_key_sealed = null, earlier_keys_sealed = '{}',
       next_secret_sealed = null, refused_since = null, deleted_at = $2, updated_at = $2
     where tenant_id = tenant() and id = $1`,
    [id, at],
  );
}
