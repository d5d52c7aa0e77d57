/** All SQL on sweeps: one row per account, what its last sweep was and what sweeps found. */
import type { Tx } from '../db/index.ts';
import type { How } from './polling.ts';

export type Problem = 'many_missing' | 'not_readable';

export interface SweepsRow {
  accountId: string;
  how: How;
  howSince: string;
  /** When the last sweep began whose end was complete; the same for those that read the past too. */
  asOf: string | null;
  pastAsOf: string | null;
  began: string | null;
  ended: string | null;
  requests: number | null;
  everySeconds: number | null;
  /** Meetings that sweeps moved, by day. */
  found: Record<string, number>;
  problem: Problem | null;
  problemSince: string | null;
  /** While bookings come that no delivery brought, and how many. */
  silentSince: string | null;
  silent: number;
}

const columns = `account_id as "accountId", how, how_since as "howSince", as_of as "asOf", past_as_of as "pastAsOf",
  began, ended, requests, every_seconds as "everySeconds", found, problem, problem_since as "problemSince", silent,
  case when silent_since > coalesce((select a.last_delivery_at from accounts a where a.tenant_id = sweeps.tenant_id
    and a.id = sweeps.account_id), '-infinity') then silent_since end as "silentSince"`;

export function listSweeps(tx: Tx, accountIds: string[]): Promise<SweepsRow[]> {
  return tx.query<SweepsRow>(
    `select ${columns} from sweeps where tenant_id = tenant() and account_id = any($1)`,
    [accountIds],
  );
}

/** Sweeps of connected accounts that have something to say: a problem, or that Calendly cannot reach us. */
export function listTelling(tx: Tx): Promise<SweepsRow[]> {
  return tx.query<SweepsRow>(
    `select ${columns} from sweeps where tenant_id = tenant() and (problem is not null or how = 'polling' or silent_since is not null)
       and exists (select 1 from accounts a where a.tenant_id = tenant() and a.id = account_id
         and a.state = 'connected' and a.disconnecting_since is null)`,
  );
}

/** Of the connected accounts: how many were never swept whole, and since when the others are known to be whole. */
export function findCoverage(tx: Tx): Promise<{ accounts: number; unknown: number; asOf: string | null }> {
  return tx.one(
    `select count(*)::integer as accounts, count(*) filter (where s.as_of is null)::integer as unknown,
       min(s.as_of) as "asOf"
     from accounts a left join sweeps s on s.tenant_id = a.tenant_id and s.account_id = a.id
     where a.tenant_id = tenant() and a.state = 'connected'`,
  );
}

/** The account's row, made when there is none; `was`: how its meetings came before. */
export async function begin(
  tx: Tx,
  of: { tenantId: string; accountId: string },
  how: How,
  at: string,
): Promise<{ was: How; pastAsOf: string | null }> {
  await tx.query(
    `insert into sweeps (tenant_id, account_id, how, how_since) values ($1, $2, $3, $4) on conflict do nothing`,
    [of.tenantId, of.accountId, how, at],
  );
  const row = await tx.one<{ was: How; pastAsOf: string | null }>(
    `select how as was, past_as_of as "pastAsOf" from sweeps
     where tenant_id = tenant() and account_id = $1 for no key update`,
    [of.accountId],
  );
  if (row.was !== how) {
    await tx.query(
      'update sweeps set how = $2, how_since = $3 where tenant_id = tenant() and account_id = $1',
      [of.accountId, how, at],
    );
  }
  return row;
}

export interface Ended {
  began: string;
  /** Whether it read the past too. */
  past: boolean;
  ended: string;
  requests: number;
  everySeconds: number;
  problem: Problem | null;
}

export async function end(tx: Tx, accountId: string, sweep: Ended): Promise<void> {
  await tx.query(
    `update sweeps set began = $2, ended = $3, requests = $4, every_seconds = $5,
       as_of = case when $6::text is null then $2 else as_of end,
       past_as_of = case when $6::text is null and $7 then $2 else past_as_of end,
       problem_since = case when $6::text is null then null when problem = $6 then problem_since else $3 end,
       problem = $6
     where tenant_id = tenant() and account_id = $1`,
    [accountId, sweep.began, sweep.ended, sweep.requests, sweep.everySeconds, sweep.problem, sweep.past],
  );
}

/** True when it is the first since a delivery came; `heard`: when that was. */
export async function addSilent(
  tx: Tx,
  accountId: string,
  { at, count, heard }: { at: string; count: number; heard: string | null },
): Promise<boolean> {
  const row = await tx.maybe<{ silent: number }>(
    `update sweeps set silent = case when silent_since > coalesce($4::timestamptz, '-infinity') then silent else 0 end + $3,
       silent_since = case when silent_since > coalesce($4::timestamptz, '-infinity') then silent_since else $2::timestamptz end
     where tenant_id = tenant() and account_id = $1 returning silent`,
    [accountId, at, count, heard],
  );
  return row?.silent === count;
}

/** Days before `oldest` are forgotten. */
export async function addFound(
  tx: Tx,
  accountId: string,
  { count, day, oldest }: { count: number; day: string; oldest: string },
): Promise<void> {
  if (count === 0) return;
  await tx.query(
    `update sweeps set found = jsonb_build_object($2::text, coalesce((found->>$2)::integer, 0) + $3::integer)
       || (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(found) where key >= $4 and key <> $2)
     where tenant_id = tenant() and account_id = $1`,
    [accountId, day, count, oldest],
  );
}
