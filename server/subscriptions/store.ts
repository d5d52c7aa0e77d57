/** All SQL on subscriptions. One that is gone stays as a row without secrets, so that its address answers 410. */
import type { SubscriptionFacts } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

export const sealedSubscriptions: SealedTable = {
  table: 'subscriptions',
  key: { id: 'uuid' },
  row: ({ id }) => String(id),
  one: { url_sealed: 'url', key_sealed: 'key', previous_key_sealed: 'previous_key' },
};

export type SubscriptionState = SubscriptionFacts['state'] | 'deleted';
export type KeyName = NonNullable<SubscriptionFacts['keyInUse']>;

export interface SubscriptionRow {
  tenantId: string;
  id: string;
  accountId: string;
  connectionId: number;
  generation: number;
  tokenHash: Buffer;
  urlSealed: Buffer | null;
  keySealed: Buffer | null;
  previousKeySealed: Buffer | null;
  calendlyUuid: string | null;
  topics: string[];
  refusedTopics: string[];
  state: SubscriptionState;
  stateSince: string;
  problem: string | null;
  keyInUse: KeyName | null;
  /** Deliveries in a row that no key verified. */
  misses: number;
  missedAt: string | null;
  missedSince: string | null;
  /** When it is to be looked at again, and since when Calendly leaves that unanswered. */
  lookDue: string | null;
  unansweredSince: string | null;
  /** When the last look began that Calendly answered. */
  lookedAt: string | null;
  createdAt: string;
}

const columns = `tenant_id as "tenantId", id, account_id as "accountId", connection_id as "connectionId", generation,
  token_hash as "tokenHash", url_sealed as "urlSealed", key_sealed as "keySealed",
  previous_key_sealed as "previousKeySealed", calendly_uuid as "calendlyUuid", topics,
  refused_topics as "refusedTopics", state, state_since as "stateSince", problem, key_in_use as "keyInUse",
  misses, missed_at as "missedAt", missed_since as "missedSince",
  look_due as "lookDue", unanswered_since as "unansweredSince", looked_at as "lookedAt",
  created_at as "createdAt"`;

/** Every generation, newest first, the gone ones too. */
export function listOf(tx: Tx, accountId: string): Promise<SubscriptionRow[]> {
  return tx.query<SubscriptionRow>(
    `select ${columns} from subscriptions where tenant_id = tenant() and account_id = $1 and scope = 'user'
     order by generation desc`,
    [accountId],
  );
}

/** The newest generation of each account, unless it is gone. Whoever is not connected is not looked after. */
export function listNewest(tx: Tx, accountIds: string[]): Promise<SubscriptionRow[]> {
  return tx.query<SubscriptionRow>(
    `select newest.*, case when a.state = 'connected' then newest."lookDue" end as "lookDue" from (
       select distinct on (account_id) ${columns} from subscriptions
       where tenant_id = tenant() and account_id = any($1) and scope = 'user'
       order by account_id, generation desc) newest
     join accounts a on a.tenant_id = tenant() and a.id = newest."accountId"
     where newest.state <> 'deleted'`,
    [accountIds],
  );
}

/** The newest generations of connected accounts in which anything but good was noted; `overdue`: to be looked at before then. */
export function listSuspect(tx: Tx, overdue: string): Promise<SubscriptionRow[]> {
  return tx.query<SubscriptionRow>(
    `select ${columns} from subscriptions
     where tenant_id = tenant() and scope = 'user'
       and (state in ('retrying', 'disabled') or problem is not null or misses > 0 or refused_topics <> '{}'
         or unanswered_since is not null or look_due < $1)
       and state <> 'deleted' and exists (
         select 1 from accounts a where a.tenant_id = tenant() and a.id = account_id and a.state = 'connected'
           and a.disconnecting_since is null)
       and not exists (
         select 1 from subscriptions later where later.tenant_id = tenant() and later.account_id = subscriptions.account_id
           and later.scope = 'user' and later.generation > subscriptions.generation)`,
    [overdue],
  );
}

export type KeyedRow = Pick<SubscriptionRow, 'tenantId' | 'id' | 'keySealed' | 'previousKeySealed'>;

/** What the role `intake` may see of a subscription, and the signing key of its application. */
export interface IntakeRow
  extends KeyedRow,
    Pick<
      SubscriptionRow,
      'accountId' | 'connectionId' | 'tokenHash' | 'state' | 'keyInUse' | 'misses' | 'missedAt'
    > {
  applicationKeySealed: Buffer | null;
  /** Newest first. */
  earlierKeysSealed: Buffer[];
  /** Another one as soon as anything is that a delivery is taken in by. */
  version: string;
}

const version = `md5(row(s.state, s.key_sealed, s.previous_key_sealed, s.key_in_use, s.misses,
  c.webhook_signing_key_sealed, c.earlier_keys_sealed)::text)`;
const withConnection =
  'subscriptions s join connections c on c.tenant_id = s.tenant_id and c.id = s.connection_id';

/** Token hash and version of those that the bearers open, as a query; of the role `intake`. */
export const versionsOpened = `select s.token_hash as token, ${version} as version from ${withConnection}
  where s.token_hash = any(bearers())`;

const intakeColumns = `s.tenant_id as "tenantId", s.id, s.account_id as "accountId", s.connection_id as "connectionId",
  s.token_hash as "tokenHash", s.state, s.key_sealed as "keySealed", s.previous_key_sealed as "previousKeySealed",
  s.key_in_use as "keyInUse", s.misses, s.missed_at as "missedAt",
  c.webhook_signing_key_sealed as "applicationKeySealed", c.earlier_keys_sealed as "earlierKeysSealed",
  ${version} as version`;

/** By the bearers of the tokens. */
export function listByTokenHash(tx: Tx, tokenHashes: readonly Buffer[]): Promise<IntakeRow[]> {
  return tx.query<IntakeRow>(
    {
      name: 'subscriptions_by_token',
      text: `select ${intakeColumns} from ${withConnection}
        where s.token_hash = any($1::bytea[])`,
    },
    [tokenHashes],
  );
}

/** The same of one that is not gone, for who may see its tenant. */
export function findForIntake(tx: Tx, id: string): Promise<IntakeRow | undefined> {
  return tx.maybe<IntakeRow>(
    `select ${intakeColumns} from ${withConnection}
     where s.tenant_id = tenant() and s.id = $1 and s.state not in ('deleting', 'deleted')`,
    [id],
  );
}

export async function installationId(tx: Tx): Promise<string> {
  return (await tx.one<{ id: string }>('select id from installation')).id;
}

export async function insertIntent(
  tx: Tx,
  row: Pick<
    SubscriptionRow,
    | 'tenantId'
    | 'id'
    | 'accountId'
    | 'connectionId'
    | 'generation'
    | 'tokenHash'
    | 'urlSealed'
    | 'keySealed'
    | 'previousKeySealed'
    | 'topics'
    | 'createdAt'
  >,
): Promise<void> {
  await tx.query(
    `insert into subscriptions (tenant_id, id, account_id, connection_id, scope, generation, token_hash, url_sealed,
       key_sealed, previous_key_sealed, topics, state, state_since, created_at)
     values ($1, $2, $3, $4, 'user', $5, $6, $7, $8, $9, $10, 'wanted', $11, $11)`,
    [
      row.tenantId,
      row.id,
      row.accountId,
      row.connectionId,
      row.generation,
      row.tokenHash,
      row.urlSealed,
      row.keySealed,
      row.previousKeySealed,
      row.topics,
      row.createdAt,
    ],
  );
}

/** The state as seen or made; true when it changed. */
export async function writeState(
  tx: Tx,
  id: string,
  state: Exclude<SubscriptionState, 'deleted'>,
  at: string,
): Promise<boolean> {
  const changed = await tx.maybe(
    `update subscriptions set state = $2, state_since = $3 where tenant_id = tenant() and id = $1
       and state not in ($2, 'deleting', 'deleted') returning id`,
    [id, state, at],
  );
  return changed !== undefined;
}

export async function writeMade(
  tx: Tx,
  id: string,
  made: { uuid: string; topics: string[]; refusedTopics: string[]; at: string },
): Promise<boolean> {
  const written = await tx.maybe(
    `update subscriptions set calendly_uuid = $2, topics = $3, refused_topics = $4, problem = null, state = 'active',
       state_since = $5
     where tenant_id = tenant() and id = $1 and state = 'wanted' returning id`,
    [id, made.uuid, made.topics, made.refusedTopics, made.at],
  );
  return written !== undefined;
}

/** True when it is another problem than before. */
export async function writeProblem(tx: Tx, id: string, problem: string | null): Promise<boolean> {
  const changed = await tx.maybe(
    `update subscriptions set problem = $2 where tenant_id = tenant() and id = $1
       and problem is distinct from $2 returning id`,
    [id, problem],
  );
  return changed !== undefined;
}

/** How a look ended, and when it began. */
export type LookEnd =
  | { looked: string; due: string }
  /** Calendly did not answer, by this moment. */
  | { unanswered: string };

export async function writeLook(tx: Tx, id: string, look: LookEnd): Promise<void> {
  if ('unanswered' in look) {
    await tx.query(
      `update subscriptions set unanswered_since = coalesce(unanswered_since, $2)
       where tenant_id = tenant() and id = $1`,
      [id, look.unanswered],
    );
    return;
  }
  await tx.query(
    `update subscriptions set looked_at = $2, look_due = $3, unanswered_since = null
     where tenant_id = tenant() and id = $1`,
    [id, look.looked, look.due],
  );
}

/** Gone: without secrets, answering 410. True when it was not before. */
export async function writeDeleted(tx: Tx, id: string, at: string): Promise<boolean> {
  const deleted = await tx.maybe(
    `update subscriptions set state = 'deleted', state_since = $2, url_sealed = null, key_sealed = null,
       previous_key_sealed = null, problem = null, lease_until = null
     where tenant_id = tenant() and id = $1 and state <> 'deleted' returning id`,
    [id, at],
  );
  return deleted !== undefined;
}

export async function markDeleting(tx: Tx, accountId: string, at: string): Promise<void> {
  await tx.query(
    `update subscriptions set state = 'deleting', state_since = $2
     where tenant_id = tenant() and account_id = $1 and state not in ('deleting', 'deleted')`,
    [accountId, at],
  );
}

export type KeyKnowledge = Pick<SubscriptionRow, 'tenantId' | 'accountId' | 'keyInUse' | 'misses'>;

const knowledge = `s.tenant_id as "tenantId", s.account_id as "accountId"`;

/** Those of which it was another key so far, or which had a miss since. */
export async function listOtherKeyInUse(tx: Tx, keys: ReadonlyMap<string, KeyName>): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    {
      name: 'subscriptions-other-key',
      text: `select k.id from unnest($1::uuid[], $2::text[]) as k(id, key),
               lateral (select * from subscriptions where tenant_id = tenant() and id = k.id offset 0) s
             where s.key_in_use is distinct from k.key or s.misses > 0`,
    },
    [[...keys.keys()], [...keys.values()]],
  );
  return rows.map(({ id }) => id);
}

/** What was known before; undefined when it was this key, without a miss since. */
export function writeKeyInUse(tx: Tx, id: string, key: KeyName): Promise<KeyKnowledge | undefined> {
  return tx.maybe(
    `update subscriptions s set key_in_use = $2, misses = 0, missed_since = null
     from (select id, key_in_use, misses from subscriptions where tenant_id = tenant() and id = $1
             and (key_in_use is distinct from $2 or misses > 0) for update) was
     where s.tenant_id = tenant() and s.id = was.id
     returning ${knowledge}, was.key_in_use as "keyInUse", was.misses`,
    [id, key],
  );
}

/** What is known after it; undefined when one was counted within the last second. */
export function writeMiss(tx: Tx, id: string, at: string): Promise<KeyKnowledge | undefined> {
  return tx.maybe(
    `update subscriptions s set misses = misses + 1, missed_at = $2, missed_since = coalesce(missed_since, $2)
     where tenant_id = tenant() and id = $1 and (missed_at is null or missed_at > $2
       or missed_at <= $2::timestamptz - interval '1 second')
     returning ${knowledge}, s.key_in_use as "keyInUse", s.misses`,
    [id, at],
  );
}

/** Only where `isLeased` was just seen to be false, under the account's lock. */
export async function lease(tx: Tx, id: string, seconds: number): Promise<number> {
  const { fence } = await tx.one<{ fence: number }>(
    `update subscriptions set fence = fence + 1, lease_until = now() + make_interval(secs => $2)
     where tenant_id = tenant() and id = $1 returning fence`,
    [id, seconds],
  );
  return fence;
}

/** Prolongs a lease that is still this holder's. */
export async function extend(tx: Tx, id: string, fence: number, seconds: number): Promise<boolean> {
  const row = await tx.maybe(
    `update subscriptions set lease_until = now() + make_interval(secs => $3)
     where tenant_id = tenant() and id = $1 and fence = $2 and lease_until > now() returning id`,
    [id, fence, seconds],
  );
  return row !== undefined;
}

export async function release(tx: Tx, id: string, fence: number): Promise<void> {
  await tx.query(
    'update subscriptions set lease_until = null where tenant_id = tenant() and id = $1 and fence = $2',
    [id, fence],
  );
}

export async function isLeased(tx: Tx, accountId: string): Promise<boolean> {
  const row = await tx.maybe(
    'select 1 from subscriptions where tenant_id = tenant() and account_id = $1 and lease_until > now() limit 1',
    [accountId],
  );
  return row !== undefined;
}
