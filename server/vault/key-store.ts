/** All SQL on which keys seal and who holds them. By the database's clock, since processes' own may differ. */
import type { Tx } from '../db/index.ts';

export interface SealingKey {
  id: string;
  /** A known word sealed under it. */
  proof: Buffer;
  isCurrent: boolean;
  since: string;
  retiredAt: string | null;
  rewrapBeganAt: string | null;
  rewrapEndedAt: string | null;
  rewrapped: number;
  leftOver: number;
}

export interface Holder {
  id: string;
  /** Machine and process id. */
  process: string;
  /** In the order of its ring. */
  keyIds: string[];
  sealsWith: string | null;
}

const keyColumns = `id, proof, is_current as "isCurrent", since, retired_at as "retiredAt",
  rewrap_began_at as "rewrapBeganAt", rewrap_ended_at as "rewrapEndedAt", rewrapped, left_over as "leftOver"`;

/** Until the transaction ends nobody else decides which key seals. */
export async function lockKeys(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('slotwire sealing keys', 0))");
}

export function listKeys(tx: Tx): Promise<SealingKey[]> {
  return tx.query<SealingKey>(`select ${keyColumns} from sealing_keys order by is_current desc, since desc`);
}

/** From now on it seals; one that was retired before counts as new. */
export async function makeCurrent(tx: Tx, id: string, proof: Buffer): Promise<void> {
  await tx.query('update sealing_keys set is_current = false where is_current');
  await tx.query(
    `insert into sealing_keys (id, proof, is_current, since) values ($1, $2, true, now())
     on conflict (id) do update set proof = excluded.proof, is_current = true, since = now(), retired_at = null,
       rewrap_began_at = null, rewrap_ended_at = null, rewrapped = 0, left_over = 0`,
    [id, proof],
  );
}

/** Nobody asks for it any more. */
export async function retire(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(
    `update sealing_keys set retired_at = now(), is_current = false where id = any($1) and retired_at is null`,
    [ids],
  );
}

/** `done` more values were sealed anew under the current key, and so many are left. */
export async function noteRewrap(
  tx: Tx,
  { done, left, ended }: { done: number; left: number; ended: boolean },
): Promise<void> {
  await tx.query(
    `update sealing_keys set rewrapped = rewrapped + $1, left_over = $2,
       rewrap_began_at = coalesce(rewrap_began_at, now()), rewrap_ended_at = case when $3 then now() end
     where is_current`,
    [done, left, ended],
  );
}

/** This process runs and holds these; whoever has said nothing for so long is gone. */
export async function noteHolder(tx: Tx, holder: Holder, goneAfterSeconds: number): Promise<void> {
  await tx.query('delete from key_holders where seen_at < now() - make_interval(secs => $1)', [
    goneAfterSeconds,
  ]);
  await tx.query(
    `insert into key_holders (id, process, key_ids, seals_with, seen_at) values ($1, $2, $3, $4, now())
     on conflict (id) do update set key_ids = $3, seals_with = $4, seen_at = now()`,
    [holder.id, holder.process, holder.keyIds, holder.sealsWith],
  );
}

export async function removeHolder(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from key_holders where id = $1', [id]);
}

export function listHolders(tx: Tx): Promise<Holder[]> {
  return tx.query<Holder>(
    'select id, process, key_ids as "keyIds", seals_with as "sealsWith" from key_holders order by process',
  );
}

export async function nudgeHolders(tx: Tx, channel: string): Promise<void> {
  await tx.query("select pg_notify($1, '')", [channel]);
}
