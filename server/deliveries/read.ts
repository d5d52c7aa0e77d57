/** SQL that only reads what was received: a page, how many, one with its bytes. Accounts are read beside. */
import type { ChangeType, Count, Delivery, DeliveryOutcome, EndUser } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import { conditionsOf, type DeliveryFilter } from './filter.ts';
import type { KeyName, Trust } from './store.ts';

export interface ListedDelivery {
  id: string;
  accountId: string;
  endUser: EndUser | null;
  receivedAt: string;
  processedAt: string | null;
  replays: number;
  topic: string | null;
  outcome: DeliveryOutcome;
  reason: string | null;
  meetingId: string | null;
}

const verified = 'account_id, id, received_at, processed_at, replays, topic, outcome, reason, meeting_id';
const unverified = `account_id, id, received_at, null::timestamptz as processed_at, 0 as replays, null as topic,
  'unverified' as outcome, null as reason, null::uuid as meeting_id`;
const listed = `d.id, d.account_id as "accountId", d.received_at as "receivedAt", d.processed_at as "processedAt",
  d.replays, d.topic, d.outcome, d.reason, d.meeting_id as "meetingId",
  case when u.id is not null then json_build_object('kind', u.kind, 'name', u.name, 'email', u.email,
    'userId', case when u.kind = 'application' then u.user_id end) end as "endUser"`;
const withEndUser = `left join accounts a on a.tenant_id = tenant() and a.id = d.account_id
  left join end_users u on u.tenant_id = tenant() and u.id = a.end_user_id`;

/** Newest first, from the cursor on, which is the first of its page. */
export function listDeliveries(
  tx: Tx,
  filter: DeliveryFilter,
  cursor: string | undefined,
  limit: number,
): Promise<ListedDelivery[]> {
  const where = conditionsOf(filter, { cursor });
  const end = `order by id desc limit $${where.values.push(limit)}`;
  const parts = [`(select ${verified} from deliveries where ${where.deliveries} ${end})`];
  if (where.unverified) {
    parts.push(`(select ${unverified} from unverified_deliveries where ${where.unverified} ${end})`);
  }
  const page = `select * from (${parts.join(' union all ')}) both_kinds ${end}`;
  return tx.query(`select ${listed} from (${page}) d ${withEndUser} order by d.id desc`, where.values);
}

/** So many are counted without being asked to. */
const countedUpTo = 10_000;

export async function countDeliveries(tx: Tx, filter: DeliveryFilter, exactly: boolean): Promise<Count> {
  const where = conditionsOf(filter);
  const parts = [`select id from deliveries where ${where.deliveries}`];
  if (where.unverified) parts.push(`select id from unverified_deliveries where ${where.unverified}`);
  const all = parts.join(' union all ');
  const estimate = exactly ? 0 : await estimateRows(tx, all, where.values);
  if (estimate > countedUpTo) return { count: estimate, exact: false };
  const { count } = await tx.one<{ count: number }>(`select count(*) as count from (${all}) d`, where.values);
  return { count, exact: true };
}

async function estimateRows(tx: Tx, query: string, values: readonly unknown[]): Promise<number> {
  const row = await tx.one<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) ${query}`,
    values,
  );
  return row['QUERY PLAN'][0].Plan['Plan Rows'];
}

export interface FullDelivery extends ListedDelivery {
  subscriptionId: string;
  body: Buffer;
  wholeLength: number | null;
  bodyHash: Buffer;
  headers: Record<string, string>;
  trust: Trust;
  keyUsed: KeyName;
  signedAt: string;
  effects: { at: string; type: ChangeType; meetingId: string }[];
}

export function findDelivery(tx: Tx, id: string): Promise<FullDelivery | undefined> {
  return tx.maybe(
    `select ${listed}, d.subscription_id as "subscriptionId", d.body, d.whole_length as "wholeLength", d.body_hash as "bodyHash", d.headers, d.trust,
       d.key_used as "keyUsed", d.signed_at as "signedAt", d.effects
     from deliveries d ${withEndUser} where d.tenant_id = tenant() and d.id = $1`,
    [id],
  );
}

export function findUnverified(
  tx: Tx,
  id: string,
): Promise<(ListedDelivery & { sealed: Buffer | null }) | undefined> {
  return tx.maybe(
    `select ${listed}, d.sealed from (
       select ${unverified}, sealed from unverified_deliveries where tenant_id = tenant() and id = $1
     ) d ${withEndUser}`,
    [id],
  );
}

/** The subscription's others with the same bytes. */
export function listCopies(
  tx: Tx,
  { id, subscriptionId, bodyHash }: Pick<FullDelivery, 'id' | 'subscriptionId' | 'bodyHash'>,
): Promise<Pick<ListedDelivery, 'id' | 'receivedAt' | 'outcome'>[]> {
  return tx.query(
    `select id, received_at as "receivedAt", outcome from deliveries
     where tenant_id = tenant() and subscription_id = $2 and body_hash = $3 and id <> $1 order by id`,
    [id, subscriptionId, bodyHash],
  );
}

export function present(row: ListedDelivery): Delivery {
  return {
    id: toWireId('delivery', row.id),
    accountId: toWireId('account', row.accountId),
    endUser: row.endUser,
    receivedAt: row.receivedAt,
    processedAt: row.processedAt,
    replays: row.replays,
    topic: row.topic,
    outcome: row.outcome,
    reason: row.reason,
    meetingId: row.meetingId && toWireId('meeting', row.meetingId),
  };
}

/** Accounts with at least so many deliveries from the id `from` on, and how many there were from `before` until then. */
export function listBusy(
  tx: Tx,
  { from, before }: { from: string; before: string },
  least: number,
): Promise<{ accountId: string; count: number; usual: number; since: string | null }[]> {
  return tx.query(
    `with busy as (
       select account_id, count(*)::integer as count from deliveries where tenant_id = tenant() and id >= $1
       group by account_id having count(*) >= $3)
     select busy.account_id as "accountId", busy.count, usual, since
     from busy, lateral (
       select count(*)::integer as usual, min(received_at) as since from deliveries d
       where d.tenant_id = tenant() and d.account_id = busy.account_id and d.id >= $2 and d.id < $1) before`,
    [from, before, least],
  );
}
