/** All SQL on API keys. A key that is revoked is a row that is gone. */
import type { ApiScope } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface KeyRow {
  id: string;
  name: string;
  begins: string;
  scopes: ApiScope[];
  userId: string | null;
  createdAt: string;
  lastUsedAt: string | null;
}

const listed = `select k.id, k.name, k.begins, k.scopes, u.user_id as "userId", k.created_at as "createdAt",
    k.last_used_at as "lastUsedAt"
  from api_keys k left join end_users u on u.tenant_id = k.tenant_id and u.id = k.end_user_id
  where k.tenant_id = tenant()`;

export interface NewKeyRow {
  tenantId: string;
  id: string;
  tokenHash: Buffer;
  name: string;
  begins: string;
  scopes: ApiScope[];
  endUserId: string | null;
  createdAt: string;
}

export async function insertKey(tx: Tx, row: NewKeyRow): Promise<void> {
  await tx.query(
    `insert into api_keys (tenant_id, id, token_hash, name, begins, scopes, end_user_id, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.tenantId, row.id, row.tokenHash, row.name, row.begins, row.scopes, row.endUserId, row.createdAt],
  );
}

/** Newest first. */
export function listKeys(tx: Tx, before: string | undefined, limit: number): Promise<KeyRow[]> {
  return tx.query<KeyRow>(`${listed} and ($1::uuid is null or k.id < $1) order by k.id desc limit $2`, [
    before ?? null,
    limit,
  ]);
}

export function findKey(tx: Tx, id: string): Promise<KeyRow | undefined> {
  return tx.maybe<KeyRow>(`${listed} and k.id = $1`, [id]);
}

export async function renameKey(tx: Tx, id: string, name: string): Promise<void> {
  await tx.query('update api_keys set name = $2 where tenant_id = tenant() and id = $1', [id, name]);
}

/** False when there is none. */
export async function deleteKey(tx: Tx, id: string): Promise<boolean> {
  const deleted = await tx.query('delete from api_keys where tenant_id = tenant() and id = $1 returning id', [
    id,
  ]);
  return deleted.length > 0;
}

export interface ShownKey {
  tenantId: string;
  id: string;
  name: string;
  scopes: ApiScope[];
  endUserId: string | null;
  lastUsedAt: string | null;
}

/** Whose the key in the caller's hand is. */
export function findShown(tx: Tx, tokenHash: Buffer): Promise<ShownKey | undefined> {
  return tx.maybe<ShownKey>(
    `select tenant_id as "tenantId", id, name, scopes, end_user_id as "endUserId", last_used_at as "lastUsedAt"
     from api_keys where token_hash = $1`,
    [tokenHash],
  );
}

/** Of many at the same moment, one writes. */
export async function touchKey(tx: Tx, tokenHash: Buffer, now: string, usedBefore: string): Promise<void> {
  await tx.query(
    `update api_keys set last_used_at = $2
     where token_hash = $1 and (last_used_at is null or last_used_at < $3)`,
    [tokenHash, now, usedBefore],
  );
}

export function findEndUser(tx: Tx, userId: string): Promise<{ id: string } | undefined> {
  return tx.maybe(
    "select id from end_users where tenant_id = tenant() and kind = 'application' and user_id = $1",
    [userId],
  );
}
