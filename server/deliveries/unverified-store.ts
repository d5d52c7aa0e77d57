/** All SQL on deliveries that no key verified. */
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

export const sealedDeliveries: SealedTable = {
  table: 'unverified_deliveries',
  key: { account_id: 'uuid', id: 'uuid' },
  row: ({ id }) => String(id),
  one: { sealed: 'sealed' },
};

export interface Kept {
  tenantId: string;
  accountId: string;
  id: string;
  subscriptionId: string;
  connectionId: number;
  receivedAt: string;
  /** Null for one that was too large to keep. */
  sealed: Buffer | null;
  /** The scheduled event that it names. */
  eventUuid: string | null;
}

/** The newest `most` of the subscription stay. */
export async function keep(
  tx: Tx,
  rows: readonly Kept[],
  subscriptionId: string,
  most: number,
): Promise<void> {
  const column = (of: (row: Kept) => unknown) => rows.map(of);
  // One at a time, or else each would count without the others.
  await tx.query("select pg_advisory_xact_lock(hashtextextended('unverified ' || $1::text, 0))", [
    subscriptionId,
  ]);
  await tx.query(
    `insert into unverified_deliveries (tenant_id, account_id, id, subscription_id, connection_id, received_at, sealed,
       event_uuid)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::timestamptz[], $7::bytea[],
       $8::text[])`,
    [
      column((row) => row.tenantId),
      column((row) => row.accountId),
      column((row) => row.id),
      column((row) => row.subscriptionId),
      column((row) => row.connectionId),
      column((row) => row.receivedAt),
      column((row) => row.sealed),
      column((row) => row.eventUuid),
    ],
  );
  await tx.query(
    `delete from unverified_deliveries where tenant_id = tenant() and subscription_id = $1 and id <= (
       select id from unverified_deliveries where tenant_id = tenant() and subscription_id = $1
       order by id desc offset $2 limit 1)`,
    [subscriptionId, most],
  );
}

/** What each of those that wait for an answer names, oldest first, at most `limit`; null for no event. */
export async function listNamed(tx: Tx, subscriptionId: string, limit: number): Promise<(string | null)[]> {
  const rows = await tx.query<{ eventUuid: string | null }>(
    `select event_uuid as "eventUuid" from unverified_deliveries
     where tenant_id = tenant() and subscription_id = $1 and not settled
     group by event_uuid order by min(id::text) limit $2`,
    [subscriptionId, limit],
  );
  return rows.map(({ eventUuid }) => eventUuid);
}

/** When Calendly was last asked because of any of them. */
export async function lastAsked(tx: Tx, subscriptionId: string): Promise<string | null> {
  const row = await tx.one<{ at: string | null }>(
    'select max(asked_at) as at from unverified_deliveries where tenant_id = tenant() and subscription_id = $1',
    [subscriptionId],
  );
  return row.at;
}

/** Those that wait and name the event; `null`: all that wait. */
export async function markAsked(
  tx: Tx,
  subscriptionId: string,
  eventUuid: string | null,
  at: string,
): Promise<void> {
  await tx.query(
    `update unverified_deliveries set asked_at = $3, settled = $2::text is null
     where tenant_id = tenant() and subscription_id = $1 and not settled and ($2::text is null or event_uuid = $2)`,
    [subscriptionId, eventUuid, at],
  );
}

/** Those that came before Calendly was asked at this time; later ones may tell of something newer. */
export async function markSettled(tx: Tx, subscriptionId: string, eventUuid: string, askedAt: string) {
  await tx.query(
    `update unverified_deliveries set settled = true
     where tenant_id = tenant() and subscription_id = $1 and event_uuid = $2 and asked_at = $3`,
    [subscriptionId, eventUuid, askedAt],
  );
}

/** The next subscription of the connection, by id, of which anything is kept. */
export async function nextSubscription(
  tx: Tx,
  connectionId: number,
  after: string | undefined,
): Promise<string | undefined> {
  const row = await tx.maybe<{ subscriptionId: string }>(
    `select subscription_id as "subscriptionId" from unverified_deliveries
     where tenant_id = tenant() and connection_id = $1 and ($2::uuid is null or subscription_id > $2)
     order by subscription_id limit 1`,
    [connectionId, after ?? null],
  );
  return row?.subscriptionId;
}

/** In the order they came, but for what was too large. */
export function listKept(tx: Tx, subscriptionId: string): Promise<(Kept & { sealed: Buffer })[]> {
  return tx.query(
    `select tenant_id as "tenantId", account_id as "accountId", id, subscription_id as "subscriptionId",
       connection_id as "connectionId", received_at as "receivedAt", sealed, event_uuid as "eventUuid"
     from unverified_deliveries where tenant_id = tenant() and subscription_id = $1 and sealed is not null
     order by id for update`,
    [subscriptionId],
  );
}

export async function remove(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('delete from unverified_deliveries where tenant_id = tenant() and id = any($1::uuid[])', [
    ids,
  ]);
}

export async function removeAll(tx: Tx, accountId: string): Promise<void> {
  await tx.query('delete from unverified_deliveries where tenant_id = tenant() and account_id = $1', [
    accountId,
  ]);
}

/** How many went of those that came before this id. */
export async function removeBefore(tx: Tx, beforeId: string, limit: number): Promise<number> {
  const gone = await tx.query(
    `delete from unverified_deliveries where tenant_id = tenant() and id in (
       select id from unverified_deliveries where tenant_id = tenant() and id < $1 limit $2) returning 1`,
    [beforeId, limit],
  );
  return gone.length;
}
