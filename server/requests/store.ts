/** All SQL on what we asked Calendly. */
import type { MadeRequest } from '../calendly/index.ts';
import type { Tx } from '../db/index.ts';

export interface RequestRow {
  id: string;
  at: string;
  method: string;
  path: string;
  status: number | null;
  failure: NonNullable<MadeRequest['failure']> | null;
  purpose: MadeRequest['purpose'];
  took: number;
}

const columns = 'id, at, method, path, status, failure, purpose, took';

export async function insertRequests(
  tx: Tx,
  tenantId: string,
  rows: readonly (RequestRow & { accountId: string })[],
): Promise<void> {
  const of = <Name extends keyof (typeof rows)[number]>(name: Name) => rows.map((row) => row[name]);
  await tx.query(
    {
      name: 'calendly-requests-insert',
      text: `insert into calendly_requests (tenant_id, account_id, ${columns})
             select $1, * from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::smallint[],
               $8::text[], $9::text[], $10::integer[])`,
    },
    [
      tenantId,
      of('accountId'),
      of('id'),
      of('at'),
      of('method'),
      of('path'),
      of('status'),
      of('failure'),
      of('purpose'),
      of('took'),
    ],
  );
}

/** Newest first, those before `before` and not before `from`. */
export function listRequests(
  tx: Tx,
  accountId: string,
  { failed, from, before }: { failed: boolean; from: string; before: string | undefined },
  limit: number,
): Promise<RequestRow[]> {
  return tx.query<RequestRow>(
    `select ${columns} from calendly_requests
     where tenant_id = tenant() and account_id = $1 and id >= $2 and ($3::uuid is null or id < $3)
       ${failed ? 'and failure is not null' : ''}
     order by id desc limit $4`,
    [accountId, from, before ?? null, limit],
  );
}

/** How many there were in which minute, counted from `from`; minutes without any are left out. */
export function countByMinute(
  tx: Tx,
  accountId: string,
  { from, fromId }: { from: string; fromId: string },
): Promise<{ minute: number; count: number }[]> {
  return tx.query(
    `select floor(extract(epoch from at - $2::timestamptz) / 60)::integer as minute, count(*)::integer as count
     from calendly_requests where tenant_id = tenant() and account_id = $1 and id >= $3 group by 1`,
    [accountId, from, fromId],
  );
}

export type FailureGroup = Pick<RequestRow, 'method' | 'path' | 'status'> & {
  failure: NonNullable<RequestRow['failure']>;
  count: number;
  lastAt: string;
};

/** By what failed and how, the latest first. */
export function groupFailures(
  tx: Tx,
  accountId: string,
  fromId: string,
  limit: number,
): Promise<FailureGroup[]> {
  return tx.query<FailureGroup>(
    `select method, path, status, failure, count(*)::integer as count, max(at) as "lastAt"
     from calendly_requests where tenant_id = tenant() and account_id = $1 and id >= $2 and failure is not null
     group by method, path, status, failure order by max(id::text) desc limit $3`,
    [accountId, fromId, limit],
  );
}

/** An account that asked for more than is told within the last hour. */
export interface Busy {
  accountId: string;
  requests: number;
  asked: number;
  failed: number;
  tokenCalls: number;
  /** How many `requests` there were in the days before, and since when there are any. */
  usual: number;
  since: string | null;
}

const single = "purpose not in ('bulk', 'access')";

/** `from` and `before` are ids: where the hour begins, and where the days before it do. */
export function listBusy(
  tx: Tx,
  { from, before }: { from: string; before: string },
  floors: { requests: number; failed: number; tokenCalls: number },
): Promise<Busy[]> {
  return tx.query<Busy>(
    `with busy as (
       select account_id, count(*) filter (where ${single})::integer as requests, count(*)::integer as asked,
         count(*) filter (where failure is not null and failure <> 'limited')::integer as failed,
         count(*) filter (where path = '/oauth/token')::integer as token_calls
       from calendly_requests where tenant_id = tenant() and id >= $1
       group by account_id
       having count(*) filter (where ${single}) >= $3
         or count(*) filter (where failure is not null and failure <> 'limited') >= $4
         or count(*) filter (where path = '/oauth/token') >= $5)
     select busy.account_id as "accountId", requests, asked, failed, token_calls as "tokenCalls", usual, since
     from busy, lateral (
       select count(*) filter (where ${single})::integer as usual, min(at) as since from calendly_requests r
       where r.tenant_id = tenant() and r.account_id = busy.account_id and r.id >= $2 and r.id < $1) before`,
    [from, before, floors.requests, floors.failed, floors.tokenCalls],
  );
}

/** Resolves to how many went. */
export async function deleteBefore(tx: Tx, beforeId: string, atOnce: number): Promise<number> {
  const gone = await tx.query(
    `delete from calendly_requests where tenant_id = tenant() and (tenant_id, account_id, id) in (
       select tenant_id, account_id, id from calendly_requests where tenant_id = tenant() and id < $1
       order by id limit $2)
     returning true`,
    [beforeId, atOnce],
  );
  return gone.length;
}
