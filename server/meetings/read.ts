/** SQL that only reads: lists, one meeting with its chain, counts. End users are read beside, never written here. */
import type { EndUser } from '../../sdk/types.ts';
import { inviteeIds, uuidOf } from '../calendly/index.ts';
import { anywhere, type Tx } from '../db/index.ts';
import { fromWireId } from '../ids.ts';
import type { MeetingRow } from './advance.ts';
import { meetingColumns } from './store.ts';

export interface ListedMeeting extends MeetingRow {
  accountId: string;
  endUser: EndUser;
  seats: { active: number; limit: number };
}

const endUser = `json_build_object('userId', case when u.kind = 'application' then u.user_id end, 'kind', u.kind,
  'name', u.name, 'email', u.email) as "endUser"`;
const seats = `json_build_object('limit', coalesce(e.seats, 1), 'active', (
  select count(*) from invitees i where i.tenant_id = e.tenant_id and i.account_id = e.account_id
    and i.event_uuid = e.uuid and i.status = 'active')) as seats`;
const listed = `select m.account_id as "accountId", ${meetingColumns}, ${endUser}, ${seats}
  from meetings m
  join scheduled_events e on e.tenant_id = m.tenant_id and e.account_id = m.account_id and e.uuid = m.event_uuid
  join end_users u on u.tenant_id = m.tenant_id and u.id = m.end_user_id
  where m.tenant_id = tenant()`;

export interface MeetingFilter {
  from?: string | undefined;
  to?: string | undefined;
  accountId?: string | undefined;
  endUserId?: string | undefined;
  status?: string | undefined;
  search?: string | undefined;
  /** Latest first instead of earliest. */
  order?: 'asc' | 'desc' | undefined;
  after?: { startTime: string; id: string } | undefined;
}

/** By start time, then id. */
export async function listMeetings(tx: Tx, filter: MeetingFilter, limit: number): Promise<ListedMeeting[]> {
  const { from, to, accountId, endUserId, status, search, order = 'asc', after } = filter;
  const values: unknown[] = [];
  const where: string[] = [];
  const add = (condition: (place: string) => string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    where.push(` and ${condition(`$${values.length}`)}`);
  };
  add((place) => `m.start_time >= ${place}`, from);
  add((place) => `m.start_time < ${place}`, to);
  add((place) => `m.account_id = ${place}`, accountId);
  add((place) => `m.end_user_id = ${place}`, endUserId);
  add((place) => `m.status = ${place}`, status);
  const named = search === undefined ? undefined : await findNamed(tx, search);
  add((place) => `m.id = any(${place}::uuid[])`, named);
  const called = ['m.name', 'm.invitee_name', 'm.invitee_email', 'u.name', 'u.email', 'u.user_id'];
  add(
    (place) => `(${called.map((column) => `${column} ilike ${place}`).join(' or ')})`,
    named ? undefined : search && anywhere(search),
  );
  if (after) {
    const beyond = order === 'asc' ? '>' : '<';
    values.push(after.startTime, after.id);
    where.push(` and (m.start_time, m.id) ${beyond} ($${values.length - 1}, $${values.length})`);
  }
  values.push(limit);
  return tx.query(
    `${listed}${where.join('')} order by m.start_time ${order}, m.id ${order} limit $${values.length}`,
    values,
  );
}

/**
 * The meetings that an id of ours or the URI of a scheduled event or an invitee names, also by an earlier id or place
 * of theirs. Undefined when the text is neither.
 */
async function findNamed(tx: Tx, text: string): Promise<string[] | undefined> {
  const id = fromWireId('meeting', text);
  if (id) return [(await findAlias(tx, id)) ?? id];
  const uri = text.replace(/\/$/, '');
  const invitee = inviteeIds(uri)?.inviteeUuid;
  const event = uuidOf(uri, 'scheduledEvent');
  if (invitee) return listIdsOf(tx, 'uuid', invitee);
  return event === undefined ? undefined : listIdsOf(tx, 'event_uuid', event);
}

async function findAlias(tx: Tx, id: string): Promise<string | undefined> {
  const row = await tx.maybe<{ meetingId: string }>(
    'select meeting_id as "meetingId" from meeting_aliases where tenant_id = tenant() and alias = $1',
    [id],
  );
  return row?.meetingId;
}

/** Of whoever was an invitee there, whatever they were moved to. */
async function listIdsOf(tx: Tx, column: 'uuid' | 'event_uuid', value: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `with recursive chain as (
       select account_id, uuid from invitees where tenant_id = tenant() and ${column} = $1
       union
       select c.account_id, l.new_uuid from chain c
       join invitee_links l on l.tenant_id = tenant() and l.account_id = c.account_id and l.old_uuid = c.uuid
     )
     select m.id from chain c
     join invitees i on i.tenant_id = tenant() and i.account_id = c.account_id and i.uuid = c.uuid
     join meetings m on m.tenant_id = tenant() and m.account_id = i.account_id and m.event_uuid = i.event_uuid
       and m.tail_invitee = i.uuid`,
    [value],
  );
  return rows.map(({ id }) => id);
}

/** By its id, or by one that it had before. */
export async function findMeeting(tx: Tx, id: string): Promise<ListedMeeting | undefined> {
  return tx.maybe(`${listed} and m.id = $1`, [(await findAlias(tx, id)) ?? id]);
}

export function listAliases(tx: Tx, accountId: string, meetingId: string): Promise<{ alias: string }[]> {
  return tx.query(
    'select alias from meeting_aliases where tenant_id = tenant() and account_id = $1 and meeting_id = $2',
    [accountId, meetingId],
  );
}

/** What meetings' rows do not hold, in the order asked. */
export function listBeside(
  tx: Tx,
  of: readonly { accountId: string; endUserId: string; eventUuid: string }[],
): Promise<{ endUser: EndUser; seats: { active: number; limit: number } }[]> {
  return tx.query(
    {
      name: 'meetings-beside',
      text: `select ${endUser}, ${seats}
             from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as w(account, owner, event, place)
             join lateral (select * from scheduled_events
               where tenant_id = tenant() and account_id = w.account and uuid = w.event offset 0) e on true
             join lateral (select * from end_users
               where tenant_id = tenant() and id = w.owner offset 0) u on true
             order by w.place`,
    },
    [
      of.map(({ accountId }) => accountId),
      of.map(({ endUserId }) => endUserId),
      of.map(({ eventUuid }) => eventUuid),
    ],
  );
}

export function findEndUserId(tx: Tx, userId: string): Promise<{ id: string } | undefined> {
  return tx.maybe(
    "select id from end_users where tenant_id = tenant() and kind = 'application' and user_id = $1",
    [userId],
  );
}

/** Scheduled events of meetings that stand, by start time from `from` to before `until`. */
export async function listHeld(
  tx: Tx,
  accountId: string,
  window: { from: string; until: string | undefined; movedBefore: string },
): Promise<string[]> {
  const rows = await tx.query<{ uuid: string }>(
    `select distinct event_uuid as uuid from meetings
     where tenant_id = tenant() and account_id = $1 and status = 'scheduled'
       and start_time >= $2 and ($3::timestamptz is null or start_time < $3) and updated_at < $4`,
    [accountId, window.from, window.until ?? null, window.movedBefore],
  );
  return rows.map(({ uuid }) => uuid);
}

/** How many meetings each account has from `now` on. */
export async function countAhead(tx: Tx, accountIds: string[], now: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ accountId: string; count: number }>(
    `select account_id as "accountId", count(*) as count from meetings
     where tenant_id = tenant() and account_id = any($1::uuid[]) and start_time >= $2 and status = 'scheduled'
     group by account_id`,
    [accountIds, now],
  );
  return new Map(rows.map(({ accountId, count }) => [accountId, count]));
}

/** How many there are of an account. */
export async function countOf(tx: Tx, accountId: string): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    'select count(*)::integer as count from meetings where tenant_id = tenant() and account_id = $1',
    [accountId],
  );
  return count;
}

export function findTail(
  tx: Tx,
  meetingId: string,
): Promise<{ accountId: string; invitee: string } | undefined> {
  return tx.maybe(
    `select account_id as "accountId", tail_invitee as invitee from meetings where tenant_id = tenant() and id = $1`,
    [meetingId],
  );
}

export async function findByInvitee(
  tx: Tx,
  accountId: string,
  eventUuid: string,
  uuid: string,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(
    `select id from meetings where tenant_id = tenant() and account_id = $1 and event_uuid = $2 and tail_invitee = $3`,
    [accountId, eventUuid, uuid],
  );
  return row?.id;
}
