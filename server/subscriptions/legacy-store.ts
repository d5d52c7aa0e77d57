/** All SQL on subscriptions that an older integration made. */
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

export const sealedLegacySubscriptions: SealedTable = {
  table: 'legacy_subscriptions',
  key: { id: 'uuid' },
  row: ({ id }) => String(id),
  one: { key_sealed: 'key' },
};

export interface LegacyRow {
  tenantId: string;
  id: string;
  connectionId: number;
  scope: 'user' | 'organization';
  /** URI of the Calendly user whose token made it. */
  creator: string;
  /** Whose it is at user scope. */
  accountId: string | null;
  organization: string | null;
  calendlyUuid: string;
  callbackUrl: string;
  keySealed: Buffer | null;
  state: 'open' | 'deleting' | 'deleted';
  /** Hosts that an operator let it go without. */
  confirmed: string[];
  confirmedAt: string | null;
  problem: string | null;
  createdAt: string;
}

const columns = `tenant_id as "tenantId", id, connection_id as "connectionId", scope, creator,
  account_id as "accountId", organization, calendly_uuid as "calendlyUuid", callback_url as "callbackUrl",
  key_sealed as "keySealed", state, confirmed, confirmed_at as "confirmedAt",
  problem, created_at as "createdAt"`;

export type LegacyIntakeRow = Pick<
  LegacyRow,
  'tenantId' | 'id' | 'scope' | 'accountId' | 'keySealed' | 'state'
> & {
  creatorHash: Buffer;
};

/** Of each creator at most so many, those that are open first. By the bearers of the creators' ids. */
export function listByCreator(tx: Tx, creators: readonly Buffer[], most: number): Promise<LegacyIntakeRow[]> {
  return tx.query<LegacyIntakeRow>(
    {
      name: 'legacy-by-creator',
      text: `select l.* from unnest($1::bytea[]) as c(hash), lateral (
               select tenant_id as "tenantId", id, scope, account_id as "accountId", key_sealed as "keySealed", state,
                 creator_hash as "creatorHash"
               from legacy_subscriptions where creator_hash = c.hash order by state <> 'open', id limit $2) l`,
    },
    [creators, most],
  );
}

export function findLegacy(tx: Tx, id: string): Promise<LegacyRow | undefined> {
  return tx.maybe<LegacyRow>(
    `select ${columns} from legacy_subscriptions where tenant_id = tenant() and id = $1`,
    [id],
  );
}

/** Of this tenant; others' are not seen. */
export async function countOpenOf(tx: Tx, creatorHash: Buffer): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::integer as count from legacy_subscriptions
     where tenant_id = tenant() and creator_hash = $1 and state = 'open'`,
    [creatorHash],
  );
  return count;
}

/** Until the transaction ends nobody else moves it. */
export function lockLegacy(tx: Tx, calendlyUuid: string): Promise<LegacyRow | undefined> {
  return tx.maybe<LegacyRow>(
    `select ${columns} from legacy_subscriptions where tenant_id = tenant() and calendly_uuid = $1 for no key update`,
    [calendlyUuid],
  );
}

/** Those of an account that may still stand at Calendly. */
export function listLegacyOf(tx: Tx, accountId: string): Promise<LegacyRow[]> {
  return tx.query<LegacyRow>(
    `select ${columns} from legacy_subscriptions where tenant_id = tenant() and account_id = $1 and state <> 'deleted'
     order by id`,
    [accountId],
  );
}

export async function insertLegacy(
  tx: Tx,
  row: Omit<LegacyRow, 'state' | 'confirmed' | 'confirmedAt' | 'problem'> & { creatorHash: Buffer },
): Promise<void> {
  await tx.query(
    `insert into legacy_subscriptions (tenant_id, id, connection_id, scope, creator, creator_hash, account_id,
       organization, calendly_uuid, callback_url, key_sealed, state, state_since, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12, $12)`,
    [
      row.tenantId,
      row.id,
      row.connectionId,
      row.scope,
      row.creator,
      row.creatorHash,
      row.accountId,
      row.organization,
      row.calendlyUuid,
      row.callbackUrl,
      row.keySealed,
      row.createdAt,
    ],
  );
}

export async function writeLegacyKey(tx: Tx, id: string, keySealed: Buffer): Promise<void> {
  await tx.query('update legacy_subscriptions set key_sealed = $2 where tenant_id = tenant() and id = $1', [
    id,
    keySealed,
  ]);
}

export async function markLegacyDeleting(tx: Tx, accountId: string, at: string): Promise<void> {
  await tx.query(
    `update legacy_subscriptions set state = 'deleting', state_since = $2
     where tenant_id = tenant() and account_id = $1 and state = 'open'`,
    [accountId, at],
  );
}

/** True when it was not gone before. */
export async function writeLegacyDeleted(tx: Tx, id: string, at: string): Promise<boolean> {
  const deleted = await tx.maybe(
    `update legacy_subscriptions set state = 'deleted', state_since = $2, key_sealed = null
     where tenant_id = tenant() and id = $1 and state <> 'deleted' returning id`,
    [id, at],
  );
  return deleted !== undefined;
}

/** The accounts of these Calendly users that take part, for one of organization scope. */
export async function listServed(tx: Tx, hosts: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from accounts where tenant_id = tenant() and calendly_user = any($1::text[])
       and state <> 'disconnected' and disconnecting_since is null order by id`,
    [hosts],
  );
  return rows.map(({ id }) => id);
}

/** That it told of them, to the hour. */
export async function noteHosts(tx: Tx, id: string, hosts: readonly string[], at: string): Promise<void> {
  await tx.query(
    `insert into legacy_hosts as known (tenant_id, subscription_id, calendly_user, served_at)
     select tenant(), $1, host, $3 from unnest($2::text[]) as host order by host
     on conflict (tenant_id, subscription_id, calendly_user) do update set served_at = excluded.served_at
       where known.served_at < excluded.served_at - interval '1 hour'`,
    [id, hosts, at],
  );
}

/** Its hosts since then who have no subscription of their own yet by which anything came. */
export async function listRest(tx: Tx, id: string, since: string): Promise<string[]> {
  const rows = await tx.query<{ host: string }>(
    `select calendly_user as host from legacy_hosts h
     where tenant_id = tenant() and subscription_id = $1 and served_at >= $2 and not ${servedByOwn('h.calendly_user')}
     order by 1`,
    [id, since],
  );
  return rows.map(({ host }) => host);
}

/** Whether something came to the account by a subscription of its own that stands now. */
export async function isServedByOwn(tx: Tx, calendlyUser: string): Promise<boolean> {
  const { own } = await tx.one<{ own: boolean }>(`select ${servedByOwn('$1')} as own`, [calendlyUser]);
  return own;
}

/**
 * All accounts of the person, where they have several. One that is still `wanted` but told of something stands at
 * Calendly; only its answer was not written down yet.
 */
function servedByOwn(person: string): string {
  const own = `exists (
    select 1 from subscriptions s where s.tenant_id = tenant() and s.account_id = a.id and s.scope = 'user'
      and s.state in ('wanted', 'active') and s.key_in_use is not null and s.connection_id = a.connection_id)`;
  const accounts = `accounts a where a.tenant_id = tenant() and a.calendly_user = ${person}
    and a.state <> 'disconnected' and a.disconnecting_since is null`;
  return `(exists (select 1 from ${accounts}) and not exists (
    select 1 from ${accounts} and not (a.state = 'connected' and ${own})))`;
}

/** Open ones that serve this account: its own, and those of organization scope that told of its person. */
export async function listServing(tx: Tx, accountId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from legacy_subscriptions where tenant_id = tenant() and account_id = $1 and state = 'open'
     union all
     select l.id from accounts a
       join legacy_hosts h on h.tenant_id = tenant() and h.calendly_user = a.calendly_user
       join legacy_subscriptions l on l.tenant_id = tenant() and l.id = h.subscription_id and l.state = 'open'
     where a.tenant_id = tenant() and a.id = $1`,
    [accountId],
  );
  return rows.map(({ id }) => id);
}

/** Connected accounts that may delete it: its maker's first, then others of the organization. */
export async function listAble(
  tx: Tx,
  { creator, organization }: LegacyRow,
  most: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from accounts where tenant_id = tenant() and state = 'connected' and disconnecting_since is null
       and (calendly_user = $1 or calendly_organization = $2) order by calendly_user <> $1, id limit $3`,
    [creator, organization, most],
  );
  return rows.map(({ id }) => id);
}

export async function writeLegacyProblem(tx: Tx, id: string, problem: string | null): Promise<void> {
  await tx.query('update legacy_subscriptions set problem = $2 where tenant_id = tenant() and id = $1', [
    id,
    problem,
  ]);
}

export function listOfOrganizations(tx: Tx): Promise<LegacyRow[]> {
  return tx.query<LegacyRow>(
    `select ${columns} from legacy_subscriptions
     where tenant_id = tenant() and scope = 'organization' and state = 'open' order by id`,
  );
}

/** It need not be watched any longer, and may go without these. */
export async function writeConfirmed(
  tx: Tx,
  id: string,
  hosts: readonly string[],
  at: string,
): Promise<void> {
  await tx.query(
    `update legacy_subscriptions set confirmed = $2, confirmed_at = $3, problem = null
     where tenant_id = tenant() and id = $1`,
    [id, hosts, at],
  );
}
