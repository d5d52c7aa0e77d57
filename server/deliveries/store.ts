/** All SQL on deliveries. */
import type { ChangeType } from '../../sdk/types.ts';
import { isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { versionsOpened } from '../subscriptions/index.ts';

export type KeyName = 'own' | 'previous' | 'application';
export type SubscriptionScope = 'user' | 'organization';
export type Trust = 'verified' | 'stale';
export type Outcome = 'applied' | 'no_change' | 'kept' | 'unconfirmed' | 'too_long' | 'parked';

export interface Received {
  tenantId: string;
  accountId: string;
  id: string;
  subscriptionId: string;
  receivedAt: string;
  body: Buffer;
  bodyHash: Buffer;
  /** Of the whole body, where only its beginning is kept. */
  length: number | null;
  headers: Record<string, string>;
  trust: Trust;
  keyUsed: KeyName;
  /** Unix seconds. */
  signedAt: number;
  /** Of the subscription; one of organization scope was made by anybody there. */
  scope: SubscriptionScope;
  /** What it was verified by was not looked up just now, but stood like this. */
  remembered?: { tokenHash: Buffer; version: string } | undefined;
}

/**
 * Role intake. Whether a row was there already is not to be seen, and changes nothing. Bodies go as one run of
 * bytes that the server cuts up: as elements of an array each would be written out in hex. Resolves, in their order, to
 * whether what a row was verified by still stands as it was remembered; where it does not, the row was left out.
 */
export async function insertAll(tx: Tx, rows: readonly Received[]): Promise<boolean[]> {
  const column = (of: (row: Received) => unknown) => rows.map(of);
  const starts: number[] = [];
  let next = 1;
  for (const { body } of rows) {
    starts.push(next);
    next += body.length;
  }
  const opened = await tx.query<{ token: Buffer; version: string }>(
    {
      name: 'deliveries-insert',
      text: `with opened as materialized (${versionsOpened}), entered as (
             insert into deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers,
               trust, key_used, signed_at, whole_length, scope)
             select r.tenant, r.account, r.id, r.subscription, r.received,
               substring($6::bytea from r.start for r.length), r.hash, r.headers, r.trust, r.key, r.signed, r.whole, r.scope
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $7::integer[],
               $8::integer[], $9::bytea[], $10::jsonb[], $11::text[], $12::text[], $13::timestamptz[], $14::integer[],
               $15::text[], $16::bytea[], $17::text[])
               as r(tenant, account, id, subscription, received, start, length, hash, headers, trust, key, signed, whole,
                 scope, token, version)
             left join opened o on o.token = r.token
             where r.token is null or r.version = o.version
             on conflict do nothing)
             select token, version from opened`,
    },
    [
      column((row) => row.tenantId),
      column((row) => row.accountId),
      column((row) => row.id),
      column((row) => row.subscriptionId),
      column((row) => row.receivedAt),
      Buffer.concat(rows.map(({ body }) => body)),
      starts,
      column((row) => row.body.length),
      column((row) => row.bodyHash),
      column((row) => JSON.stringify(row.headers)),
      column((row) => row.trust),
      column((row) => row.keyUsed),
      column((row) => isoMicros(row.signedAt * 1000)),
      column((row) => row.length),
      column((row) => row.scope),
      column((row) => row.remembered?.tokenHash ?? null),
      column((row) => row.remembered?.version ?? null),
    ],
  );
  const versions = new Map(opened.map(({ token, version }) => [token.toString('hex'), version]));
  return rows.map(
    ({ remembered }) =>
      !remembered || versions.get(remembered.tokenHash.toString('hex')) === remembered.version,
  );
}

export interface Waiting {
  accountId: string;
  id: string;
  subscriptionId: string;
  receivedAt: string;
  body: Buffer;
  /** Of the whole body, where only its beginning is kept. */
  length: number | null;
  trust: Trust;
  keyUsed: KeyName;
  scope: SubscriptionScope;
  /** It had its effect before, and is replayed. */
  again: boolean;
}

/**
 * Deliveries of the accounts, each one's in the order they came, so many that their bodies begin within `bytes`. The
 * caller holds the accounts' locks.
 */
export function listWaiting(
  tx: Tx,
  accountIds: readonly string[],
  limit: number,
  bytes: number,
): Promise<Waiting[]> {
  return tx.query<Waiting>(
    {
      name: 'deliveries-waiting',
      text: `select account_id as "accountId", id, subscription_id as "subscriptionId", received_at as "receivedAt",
               body, whole_length as length, trust, key_used as "keyUsed", scope,
               processed_at is not null as again
             from (select d.*, place, sum(octet_length(body)) over (order by place, id) - octet_length(body) as before
               from unnest($1::uuid[]) with ordinality as a(account, place), lateral (
                 select * from deliveries
                 where tenant_id = tenant() and account_id = a.account and outcome = 'waiting'
                 order by id limit $2) d
               order by place, id limit $2) d
             where before < $3 order by place, id`,
    },
    [accountIds, limit, bytes],
  );
}

export interface Mark {
  accountId: string;
  id: string;
  outcome: Outcome;
  reason?: string | undefined;
  topic?: string | undefined;
  meetingId?: string | undefined;
  /** What it was told as. */
  told?: { type: ChangeType; meetingId: string }[] | undefined;
}

export async function writeMarks(tx: Tx, marks: readonly Mark[], at: string): Promise<void> {
  const column = (of: (mark: Mark) => unknown) => marks.map((mark) => of(mark) ?? null);
  await tx.query(
    {
      name: 'deliveries-mark',
      text: `update deliveries d set outcome = m.outcome, reason = m.reason, topic = coalesce(m.topic, d.topic),
               meeting_id = m.meeting_id, processed_at = $1, effects = d.effects || m.effects
             from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::jsonb[])
               as m(account, id, outcome, reason, topic, meeting_id, effects)
             where d.tenant_id = tenant() and d.account_id = m.account and d.id = m.id`,
    },
    [
      at,
      column(({ accountId }) => accountId),
      column(({ id }) => id),
      column(({ outcome }) => outcome),
      column(({ reason }) => reason),
      column(({ topic }) => topic),
      column(({ meetingId }) => meetingId),
      column(({ told = [] }) => JSON.stringify(told.map((effect) => ({ ...effect, at })))),
    ],
  );
}

export interface Whose {
  tenantId: string;
  accountId: string;
}

/** Role dispatch: accounts of any tenant with deliveries waiting, after the one given; each costs one step in the index. */
export function listAccountsWaiting(tx: Tx, after: Whose, limit: number): Promise<Whose[]> {
  return tx.query<Whose>(
    `with recursive found(tenant_id, account_id) as (
       (select tenant_id, account_id from deliveries
        where outcome = 'waiting' and (tenant_id, account_id) > ($1::uuid, $2::uuid)
        order by tenant_id, account_id limit 1)
       union all
       select next.tenant_id, next.account_id from found, lateral (
         select d.tenant_id, d.account_id from deliveries d
         where d.outcome = 'waiting' and (d.tenant_id, d.account_id) > (found.tenant_id, found.account_id)
         order by d.tenant_id, d.account_id limit 1) next)
     select tenant_id as "tenantId", account_id as "accountId" from found limit $3`,
    [after.tenantId, after.accountId, limit],
  );
}

export async function deleteAll(tx: Tx, accountId: string): Promise<void> {
  await tx.query('delete from deliveries where tenant_id = tenant() and account_id = $1', [accountId]);
}

/** How many went of those that came before this id and wait for nothing; the oldest first. */
export async function deleteSettled(tx: Tx, beforeId: string, limit: number): Promise<number> {
  const gone = await tx.query(
    `with old as (
       select account_id, id from deliveries
       where tenant_id = tenant() and id < $1 and outcome not in ('waiting', 'unconfirmed') order by id limit $2)
     delete from deliveries d using old
     where d.tenant_id = tenant() and d.account_id = old.account_id and d.id = old.id returning 1`,
    [beforeId, limit],
  );
  return gone.length;
}

export interface Standing {
  waiting: number;
  /** When the one arrived that waits longest; those that are replayed have no such time. */
  waitingSince: string | null;
  parked: number;
  parkedSince: string | null;
  /** Whether any ever had its effect. */
  begun: boolean;
}

/** What has not had its effect yet, and what could not be read; both lie in indexes of their own. */
export function findStanding(tx: Tx): Promise<Standing> {
  return tx.one<Standing>(
    `select * from
       (select count(*)::integer as waiting, min(received_at) filter (where processed_at is null) as "waitingSince"
        from deliveries where tenant_id = tenant() and outcome = 'waiting') w,
       (select count(*)::integer as parked, min(received_at) as "parkedSince"
        from deliveries where tenant_id = tenant() and outcome = 'parked') p,
       (select exists (select 1 from delivery_counts where tenant_id = tenant() and outcome <> 'refused') as begun) b`,
  );
}

export interface Traced {
  receivedAt: string;
  key: KeyName;
  appliedAt: string | null;
}

/** The first since then that told of the meeting, or that waits and may do so; of the account's latest. */
export function findTraced(
  tx: Tx,
  of: { accountId: string; meetingId: string | undefined; after: string },
): Promise<Traced | undefined> {
  return tx.maybe<Traced>(
    `select received_at as "receivedAt", key_used as key, case when outcome <> 'waiting' then processed_at end as "appliedAt"
     from (select * from deliveries where tenant_id = tenant() and account_id = $1 order by id desc limit 20) latest
     where received_at >= $3 and (meeting_id = $2 or outcome = 'waiting')
     order by meeting_id is null, id limit 1`,
    [of.accountId, of.meetingId ?? null, of.after],
  );
}

export interface ReplayFilter {
  ids?: string[] | undefined;
  accountId?: string | undefined;
  outcome?: string | undefined;
  topic?: string | undefined;
  /** Received from then on, and before then. */
  from?: string | undefined;
  to?: string | undefined;
}

/** The accounts whose deliveries wait again, one entry for each. A stale one stays a hint. */
export async function replayAll(tx: Tx, filter: ReplayFilter): Promise<string[]> {
  const { ids, accountId, outcome, topic, from, to } = filter;
  const rows = await tx.query<{ accountId: string }>(
    `update deliveries set outcome = 'waiting', reason = null, replays = replays + 1
     where tenant_id = tenant() and outcome <> 'waiting'
       and ($1::uuid[] is null or id = any($1)) and ($2::uuid is null or account_id = $2)
       and ($3::timestamptz is null or received_at >= $3) and ($4::timestamptz is null or received_at < $4)
       and ($5::text is null or outcome = $5) and ($6::text is null or topic = $6)
     returning account_id as "accountId"`,
    [ids ?? null, accountId ?? null, from ?? null, to ?? null, outcome ?? null, topic ?? null],
  );
  return rows.map((row) => row.accountId);
}
