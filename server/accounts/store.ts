/** All SQL on accounts. What belongs to their end users is read along. */
import type { Account, State } from '../../sdk/types.ts';
import { anywhere, type Tx } from '../db/index.ts';
import { fromWireId } from '../ids.ts';
import type { SealedTable } from '../vault/index.ts';
import { type Move, moves } from './state.ts';

export const sealedJournalKeys: SealedTable = {
  table: 'accounts',
  key: { id: 'uuid' },
  row: ({ id }) => String(id),
  one: { journal_key_sealed: 'journal_key' },
};

export interface AccountRow {
  id: string;
  endUserId: string;
  connectionId: number;
  /** The one that the next consent goes through, where that is another. */
  nextConnectionId: number | null;
  state: State;
  stateSince: string;
  reason: string | null;
  calendlyUser: string | null;
  calendlyOrganization: string | null;
  calendlyName: string | null;
  calendlyEmail: string | null;
  calendlyTimezone: string | null;
  schedulingUrl: string | null;
  wantedScopes: string[];
  grantedScopes: string[];
  personalToken: boolean;
  connectedAt: string | null;
  disconnectingSince: string | null;
  leftBehind: string[];
  lastDeliveryAt: string | null;
  backfill: Account['backfill'];
  calendlyRole: string | null;
  calendlyPlan: string | null;
  calendlyStage: string | null;
  probedAt: string | null;
  /** The end user's. */
  kind: 'application' | 'operator';
  userId: string;
  name: string | null;
  email: string | null;
}

const columns = `a.id, a.end_user_id as "endUserId", a.connection_id as "connectionId",
  a.next_connection_id as "nextConnectionId", a.state,
  a.state_since as "stateSince", a.reason, a.calendly_user as "calendlyUser",
  a.calendly_organization as "calendlyOrganization", a.calendly_name as "calendlyName",
  a.calendly_email as "calendlyEmail", a.calendly_timezone as "calendlyTimezone",
  a.scheduling_url as "schedulingUrl", a.wanted_scopes as "wantedScopes", a.granted_scopes as "grantedScopes",
  a.personal_token as "personalToken",
  a.connected_at as "connectedAt", a.disconnecting_since as "disconnectingSince", a.left_behind as "leftBehind",
  a.last_delivery_at as "lastDeliveryAt", a.backfill, a.calendly_role as "calendlyRole",
  a.calendly_plan as "calendlyPlan", a.calendly_stage as "calendlyStage", a.probed_at as "probedAt", u.kind, u.user_id as "userId", u.name, u.email`;
const joined =
  'accounts a join end_users u on u.tenant_id = a.tenant_id and u.id = a.end_user_id where a.tenant_id = tenant()';

export function findAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return tx.maybe<AccountRow>(`select ${columns} from ${joined} and a.id = $1`, [id]);
}

export interface Whose {
  accountId: string;
  endUserId: string;
  calendlyUser: string | null;
  organization: string | null;
  state: State;
}

/** Found one by one through the key, however small the table was when the statement was planned. */
export function listWhose(tx: Tx, ids: readonly string[]): Promise<Whose[]> {
  return tx.query<Whose>(
    {
      name: 'accounts-whose',
      text: `select a.id as "accountId", a.end_user_id as "endUserId", a.calendly_user as "calendlyUser",
               a.calendly_organization as organization, a.state
             from unnest($1::uuid[]) as w(id),
               lateral (select * from accounts where tenant_id = tenant() and id = w.id offset 0) a`,
    },
    [ids],
  );
}

/** Until the transaction ends nobody else moves this account. */
export function lockAccount(tx: Tx, id: string): Promise<AccountRow | undefined> {
  return tx.maybe<AccountRow>(`select ${columns} from ${joined} and a.id = $1 for no key update of a`, [id]);
}

export interface AccountFilter {
  state?: State;
  connectionId?: number;
  search?: string;
  /** Only accounts made before the one with this id. */
  before?: string;
}

/** Newest first. */
export function listAccounts(tx: Tx, filter: AccountFilter, limit: number): Promise<AccountRow[]> {
  const { state, connectionId, search, before } = filter;
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const where = [joined];
  if (state !== undefined) where.push(`a.state = ${place(state)}`);
  if (connectionId !== undefined) where.push(`a.connection_id = ${place(connectionId)}`);
  if (before !== undefined) where.push(`a.id < ${place(before)}`);
  if (search !== undefined) where.push(sought(search, place));
  return tx.query<AccountRow>(
    `select ${columns} from ${where.join(' and ')} order by a.id desc limit ${place(limit)}`,
    values,
  );
}

/**
 * What one searches for: an id of ours, a Calendly user's URI, or a part of how somebody is called. An application may
 * call its people by addresses, too.
 */
function sought(text: string, place: (value: unknown) => string): string {
  const id = fromWireId('account', text);
  if (id) return `a.id = ${place(id)}`;
  if (/^https?:\/\//.test(text)) {
    const uri = place(text.replace(/\/$/, ''));
    return `a.id in (
      select s.id from accounts s where s.tenant_id = tenant() and s.calendly_user = ${uri}
      union all select s.id from end_users e join accounts s on s.tenant_id = tenant() and s.end_user_id = e.id
        where e.tenant_id = tenant() and e.kind = 'application' and e.user_id = ${place(text)})`;
  }
  const pattern = place(anywhere(text));
  const called = ['u.name', 'u.email', 'u.user_id', 'a.calendly_name', 'a.calendly_email'];
  return `(${called.map((column) => `${column} ilike ${pattern}`).join(' or ')})`;
}

/** Every account of an end user, the end user locked, so that two consents for one of them come one after the other. */
export async function lockEndUser(tx: Tx, endUserId: string): Promise<AccountRow[]> {
  await tx.query('select 1 from end_users where tenant_id = tenant() and id = $1 for no key update', [
    endUserId,
  ]);
  return tx.query<AccountRow>(`select ${columns} from ${joined} and a.end_user_id = $1 order by a.id`, [
    endUserId,
  ]);
}

/** Live accounts of a connection whose disconnect has not begun. */
export async function listStaying(tx: Tx, connectionId: number, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from accounts where tenant_id = tenant() and connection_id = $1
       and state in ('connected', 'error') and disconnecting_since is null order by id limit $2`,
    [connectionId, limit],
  );
  return rows.map(({ id }) => id);
}

/** Accounts that hold tokens, those that were taken over and not activated among them, some at a time. */
export async function listLive(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from accounts a where tenant_id = tenant() and (state in ('connected', 'error') or exists (
       select 1 from token_sets t where t.tenant_id = tenant() and t.account_id = a.id)) order by id limit $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** Connected accounts behind this one in order of id, some at a time. */
export async function listConnectedAfter(tx: Tx, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from accounts where tenant_id = tenant() and state = 'connected' and disconnecting_since is null
       and ($1::uuid is null or id > $1) order by id limit $2`,
    [after, limit],
  );
  return rows.map(({ id }) => id);
}

export async function insertAccount(
  tx: Tx,
  tenantId: string,
  account: { id: string; endUserId: string; connectionId: number; at: string },
): Promise<void> {
  await tx.query(
    `insert into accounts (tenant_id, id, end_user_id, connection_id, state, state_since, created_at, updated_at)
     values ($1, $2, $3, $4, 'configured', $5, $5, $5)`,
    [tenantId, account.id, account.endUserId, account.connectionId, account.at],
  );
}

/** Through which connection the next consent goes; null: its own. */
export async function setNextConnection(tx: Tx, id: string, next: number | null, at: string): Promise<void> {
  await tx.query(
    'update accounts set next_connection_id = $2, updated_at = $3 where tenant_id = tenant() and id = $1',
    [id, next, at],
  );
}

export async function writeGranted(tx: Tx, id: string, granted: readonly string[]): Promise<void> {
  await tx.query('update accounts set granted_scopes = $2 where tenant_id = tenant() and id = $1', [
    id,
    granted,
  ]);
}

/** An account that nobody is connected through follows the connection that is asked for. */
export async function setConnection(tx: Tx, id: string, connectionId: number, at: string): Promise<void> {
  await tx.query(
    'update accounts set connection_id = $2, next_connection_id = null, updated_at = $3 where tenant_id = tenant() and id = $1',
    [id, connectionId, at],
  );
}

/** True when the account's state allowed the move. `since` stays where the state does. */
export async function moveAccount(
  tx: Tx,
  id: string,
  move: Move,
  { reason, at }: { reason: string | null; at: string },
): Promise<boolean> {
  const { from, to } = moves[move];
  const moved = await tx.maybe(
    `update accounts set state_since = case when state = $2 then state_since else $3 end, state = $2,
       reason = $4, updated_at = $3
     where tenant_id = tenant() and id = $1 and state = any($5) returning id`,
    [id, to, at, reason, from],
  );
  return moved !== undefined;
}

export interface Consent {
  connectionId: number;
  calendlyUser: string;
  calendlyOrganization: string;
  calendlyName: string;
  calendlyEmail: string;
  calendlyTimezone: string;
  schedulingUrl: string;
  wantedScopes: readonly string[];
  grantedScopes: readonly string[];
  personalToken: boolean;
  at: string;
}

export async function writeConsent(tx: Tx, id: string, consent: Consent): Promise<void> {
  await tx.query(
    `update accounts set connection_id = $2, next_connection_id = null, calendly_user = $3, calendly_organization = $4, calendly_name = $5,
       calendly_email = $6, calendly_timezone = $7, scheduling_url = $8, wanted_scopes = $9, granted_scopes = $10,
       personal_token = $11, connected_at = $12, left_behind = '{}', updated_at = $12
     where tenant_id = tenant() and id = $1`,
    [
      id,
      consent.connectionId,
      consent.calendlyUser,
      consent.calendlyOrganization,
      consent.calendlyName,
      consent.calendlyEmail,
      consent.calendlyTimezone,
      consent.schedulingUrl,
      consent.wantedScopes,
      consent.grantedScopes,
      consent.personalToken,
      consent.at,
    ],
  );
}

export async function writeOrganization(tx: Tx, id: string, organization: string): Promise<void> {
  await tx.query('update accounts set calendly_organization = $2 where tenant_id = tenant() and id = $1', [
    id,
    organization,
  ]);
}

export async function writeDisconnecting(tx: Tx, id: string, since: string): Promise<void> {
  await tx.query('update accounts set disconnecting_since = $2 where tenant_id = tenant() and id = $1', [
    id,
    since,
  ]);
}

export async function writeDisconnected(tx: Tx, id: string, leftBehind: string[]): Promise<void> {
  await tx.query(
    `update accounts set disconnecting_since = null, connected_at = null, granted_scopes = '{}', personal_token = false, backfill = null,
       journal_key_sealed = null, left_behind = $2
     where tenant_id = tenant() and id = $1`,
    [id, leftBehind],
  );
}

/** When the latest came, by account. */
export async function writeLastDeliveries(tx: Tx, latest: ReadonlyMap<string, string>): Promise<void> {
  await tx.query(
    {
      name: 'accounts-last-deliveries',
      text: `update accounts set last_delivery_at =
               greatest(last_delivery_at, ($2::timestamptz[])[array_position($1::uuid[], id)])
             where tenant_id = tenant() and id = any($1::uuid[])`,
    },
    [[...latest.keys()], [...latest.values()]],
  );
}

export async function writeBackfill(tx: Tx, id: string, progress: Account['backfill']): Promise<void> {
  await tx.query('update accounts set backfill = $2 where tenant_id = tenant() and id = $1', [
    id,
    progress && JSON.stringify(progress),
  ]);
}

/** Seals the account's lines in the token journal; undefined once a disconnect has destroyed it. */
export async function findJournalKey(tx: Tx, id: string): Promise<Buffer | undefined> {
  const row = await tx.maybe<{ key: Buffer | null }>(
    'select journal_key_sealed as key from accounts where tenant_id = tenant() and id = $1',
    [id],
  );
  return row?.key ?? undefined;
}

/** `fresh`, where there is none, or only this one that never opens again. */
export async function ensureJournalKey(
  tx: Tx,
  id: string,
  fresh: Buffer,
  lost: Buffer | null,
): Promise<void> {
  await tx.query(
    `update accounts set journal_key_sealed = $2
     where tenant_id = tenant() and id = $1 and (journal_key_sealed is null or journal_key_sealed = $3)`,
    [id, fresh, lost],
  );
}

/** Another account that stands on the same application and Calendly user, and stays. */
export async function findSibling(
  tx: Tx,
  of: { accountId: string | null; connectionId: number; userUri: string },
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(
    `select id from accounts where tenant_id = tenant() and connection_id = $1 and calendly_user = $2
       and id is distinct from $3 and state in ('connected', 'error') and disconnecting_since is null
     order by id limit 1 for no key update`,
    [of.connectionId, of.userUri, of.accountId],
  );
  return row?.id;
}

/** An account that was never consented to and that another row of the same end user took the place of. */
export async function deleteUnclaimed(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from accounts where tenant_id = tenant() and id = $1 and calendly_user is null', [
    id,
  ]);
}

export function countByConnection(
  tx: Tx,
): Promise<{ connectionId: number; kind: AccountRow['kind']; state: State; count: number }[]> {
  return tx.query(
    `select a.connection_id as "connectionId", u.kind, a.state, count(*)::integer as count
     from ${joined} group by 1, 2, 3`,
  );
}

/** The operator's own account of a connection: the one that is live, or the newest. */
export function findOwnAccount(tx: Tx, connectionId: number): Promise<AccountRow | undefined> {
  return tx.maybe<AccountRow>(
    `select ${columns} from ${joined} and u.kind = 'operator' and u.user_id = $1
     order by a.state in ('connected', 'error') desc, a.id desc limit 1`,
    [String(connectionId)],
  );
}

/** The application's end user's account: the one that is live and stays, or the newest. */
export function findAccountOf(tx: Tx, userId: string): Promise<AccountRow | undefined> {
  return tx.maybe<AccountRow>(
    `select ${columns} from ${joined} and u.kind = 'application' and u.user_id = $1
     order by a.state in ('connected', 'error') and a.disconnecting_since is null desc,
       a.state in ('connected', 'error') desc, a.id desc limit 1`,
    [userId],
  );
}

/** The operators' own accounts. */
export function listOwnAccounts(tx: Tx): Promise<AccountRow[]> {
  return tx.query<AccountRow>(`select ${columns} from ${joined} and u.kind = 'operator' order by a.id desc`);
}

export function listNamed(tx: Tx, ids: readonly string[]): Promise<AccountRow[]> {
  return tx.query<AccountRow>(`select ${columns} from ${joined} and a.id = any($1::uuid[])`, [ids]);
}
