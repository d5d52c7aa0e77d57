/** All SQL on token sets. What a refresh brought is stored only over the very pair that it used up. */
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

/** A spare is a refresh token that a later consent replaced. */
export const sealedTokens: SealedTable = {
  table: 'token_sets',
  key: { account_id: 'uuid', connection_id: 'integer' },
  row: ({ account_id, connection_id }) => `${account_id}/${connection_id}`,
  one: { access_sealed: 'access', refresh_sealed: 'refresh' },
  many: { spare_sealed: 'spare' },
};

/** Of OAuth: renewed before it ends. */
interface Renewed {
  refreshSealed: Buffer;
  expiresAt: string;
}

/** A personal access token, which lasts until it is deleted at Calendly. */
interface Lasting {
  refreshSealed: null;
  expiresAt: null;
}

export type Pair = { pairId: string; accessSealed: Buffer } & (Renewed | Lasting);
export type TokenRow = Pair & { connectionId: number; spareSealed: Buffer[]; refused: boolean };
/** One that can be refreshed. */
export type PairRow = TokenRow & Renewed;

const columns = `connection_id as "connectionId", pair_id as "pairId", access_sealed as "accessSealed",
  refresh_sealed as "refreshSealed", spare_sealed as "spareSealed", expires_at as "expiresAt", refused`;

/** `lock`: for whoever writes back what is read here, so that nobody seals it anew meanwhile. */
export function listTokens(tx: Tx, accountId: string, lock = false): Promise<TokenRow[]> {
  return tx.query<TokenRow>(
    `select ${columns} from token_sets where tenant_id = tenant() and account_id = $1 order by connection_id
     ${lock ? 'for no key update' : ''}`,
    [accountId],
  );
}

/** Of a consent, over whatever was there. */
export async function putPair(
  tx: Tx,
  tenantId: string,
  accountId: string,
  connectionId: number,
  pair: Pair & { spareSealed: Buffer[]; at: string },
): Promise<void> {
  await tx.query(
    `insert into token_sets (tenant_id, account_id, connection_id, pair_id, access_sealed, refresh_sealed,
       spare_sealed, expires_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (tenant_id, account_id, connection_id) do update
     set pair_id = excluded.pair_id, access_sealed = excluded.access_sealed, refresh_sealed = excluded.refresh_sealed,
       spare_sealed = excluded.spare_sealed, expires_at = excluded.expires_at, refused = false, forced = false,
       lease_until = null, updated_at = excluded.updated_at`,
    [
      tenantId,
      accountId,
      connectionId,
      pair.pairId,
      pair.accessSealed,
      pair.refreshSealed,
      pair.spareSealed,
      pair.expiresAt,
      pair.at,
    ],
  );
}

/** Of a refresh: false when the pair that it used up is no longer the one that is held. */
export async function replacePair(tx: Tx, used: string, pair: Pair & { at: string }): Promise<boolean> {
  const replaced = await tx.maybe(
    `update token_sets set pair_id = $2, access_sealed = $3, refresh_sealed = $4, expires_at = $5, forced = refused,
       refused = false, lease_until = null, updated_at = $6
     where tenant_id = tenant() and pair_id = $1 returning pair_id`,
    [used, pair.pairId, pair.accessSealed, pair.refreshSealed, pair.expiresAt, pair.at],
  );
  return replaced !== undefined;
}

export interface Lease {
  fence: number;
  /** The one before began a refresh and its end is not known. */
  unfinished: boolean;
}

/** The right to refresh this pair, or why not: another has it, it is no longer held. */
export async function lease(tx: Tx, pairId: string, seconds: number): Promise<Lease | 'busy' | 'gone'> {
  const taken = await tx.maybe<Lease>(
    `with held as (
       select tenant_id, account_id, connection_id, lease_until is not null as unfinished
       from token_sets
       where tenant_id = tenant() and pair_id = $1 and (lease_until is null or lease_until < now())
       for no key update)
     update token_sets t set fence = fence + 1, lease_until = now() + make_interval(secs => $2)
     from held
     where t.tenant_id = held.tenant_id and t.account_id = held.account_id and t.connection_id = held.connection_id
     returning fence, unfinished`,
    [pairId, seconds],
  );
  if (taken) return taken;
  return (await holdsPair(tx, pairId)) ? 'busy' : 'gone';
}

/** Lets go. `unknown`: the next holder must first ask what became of the refresh token. */
export async function release(
  tx: Tx,
  pairId: string,
  fence: number,
  end: 'known' | 'unknown',
): Promise<void> {
  await tx.query(
    `update token_sets set lease_until = case when $3 then now() end
     where tenant_id = tenant() and pair_id = $1 and fence = $2`,
    [pairId, fence, end === 'unknown'],
  );
}

/**
 * Undefined when it is no longer held. `ended`: no refresh helps, since this pair came from one that was forced, or
 * nothing refreshes it.
 */
export function markRefused(
  tx: Tx,
  pairId: string,
): Promise<{ connectionId: number; ended: boolean } | undefined> {
  return tx.maybe(
    `update token_sets set refused = true where tenant_id = tenant() and pair_id = $1
     returning connection_id as "connectionId", forced or refresh_sealed is null as ended`,
    [pairId],
  );
}

export async function deleteTokens(tx: Tx, accountId: string): Promise<void> {
  await tx.query('delete from token_sets where tenant_id = tenant() and account_id = $1', [accountId]);
}

export async function deletePairs(tx: Tx, accountId: string, pairIds: readonly string[]): Promise<void> {
  await tx.query(
    'delete from token_sets where tenant_id = tenant() and account_id = $1 and pair_id = any($2::uuid[])',
    [accountId, pairIds],
  );
}

export async function isHeld(tx: Tx, pairId: string, fence: number): Promise<boolean> {
  const row = await tx.maybe(
    'select 1 from token_sets where tenant_id = tenant() and pair_id = $1 and fence = $2 and lease_until > now()',
    [pairId, fence],
  );
  return row !== undefined;
}

export async function holdsPair(tx: Tx, pairId: string): Promise<boolean> {
  return (
    (await tx.maybe('select 1 from token_sets where tenant_id = tenant() and pair_id = $1', [pairId])) !==
    undefined
  );
}

/** Those of these pairs that are held. */
export async function listHeld(tx: Tx, pairIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ pairId: string }>(
    'select pair_id as "pairId" from token_sets where tenant_id = tenant() and pair_id = any($1::uuid[])',
    [pairIds],
  );
  return rows.map(({ pairId }) => pairId);
}

/** False when the account holds no tokens at all. */
export async function addSpare(
  tx: Tx,
  accountId: string,
  connectionId: number,
  spare: Buffer[],
): Promise<boolean> {
  const added = await tx.maybe(
    `update token_sets set spare_sealed = spare_sealed || $3::bytea[]
     where tenant_id = tenant() and account_id = $1 and connection_id = $2 returning account_id`,
    [accountId, connectionId, spare],
  );
  return added !== undefined;
}
