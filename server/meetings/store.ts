/** All SQL on scheduled events, invitees, links, meetings and aliases. */
import type { Tx } from '../db/index.ts';
import type { MeetingRow } from './advance.ts';
import type { EventDetails, EventFacts, InviteeDetails, InviteeFacts } from './facts.ts';

export interface Account {
  tenantId: string;
  accountId: string;
  endUserId: string;
}

/** Until the transaction ends nobody else applies to this account. */
export async function lock(tx: Tx, accountId: string): Promise<void> {
  await tx.query({ name: 'meetings-lock', text: `select pg_advisory_xact_lock(${lockKey})` }, [accountId]);
}

/** False when somebody else does just now. */
export async function tryLock(tx: Tx, accountId: string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(
    { name: 'meetings-try-lock', text: `select pg_try_advisory_xact_lock(${lockKey}) as locked` },
    [accountId],
  );
  return locked;
}

const lockKey = "hashtextextended('meetings ' || $1::text, 0)";

interface EventRow extends EventDetails {
  uuid: string;
  status: string;
  cancellation: EventFacts['state']['value']['cancellation'];
  location: EventFacts['location']['value'];
  gone: boolean;
  marks: Record<keyof EventFacts, string>;
}

interface InviteeRow extends InviteeDetails {
  uuid: string;
  status: string;
  rescheduled: boolean;
  cancellation: InviteeFacts['state']['value']['cancellation'];
  noShow: InviteeFacts['noShow']['value'];
  marks: Record<keyof InviteeFacts, string>;
}

export async function loadEvents(tx: Tx, accountId: string, uuids: readonly string[]) {
  const rows = await tx.query<EventRow>(
    {
      name: 'meetings-load-events',
      text: `select uuid, name, status, start_time as "startTime", end_time as "endTime",
               event_type as "eventType", location, hosts, guests, seats, cancellation, gone, marks
             from scheduled_events where tenant_id = tenant() and account_id = $1 and uuid = any($2::text[])`,
    },
    [accountId, uuids],
  );
  return new Map(rows.map((row) => [row.uuid, toEventFacts(row)]));
}

function toEventFacts(row: EventRow): EventFacts {
  const { uuid, status, cancellation, location, gone, marks, ...details } = row;
  return {
    state: { mark: marks.state, value: { canceled: status === 'canceled', cancellation } },
    details: { mark: marks.details, value: details },
    location: { mark: marks.location, value: location },
    gone: { mark: marks.gone, value: gone },
  };
}

export async function loadInvitees(tx: Tx, accountId: string, uuids: readonly string[]) {
  const rows = await tx.query<InviteeRow>(
    {
      name: 'meetings-load-invitees',
      text: `select uuid, event_uuid as "eventUuid", status, rescheduled, name, email, timezone, answers, tracking,
               payment, no_show as "noShow", cancellation, cancel_url as "cancelUrl",
               reschedule_url as "rescheduleUrl", booked_at as "bookedAt", marks
             from invitees where tenant_id = tenant() and account_id = $1 and uuid = any($2::text[])`,
    },
    [accountId, uuids],
  );
  return new Map(rows.map((row) => [row.uuid, toInviteeFacts(row)]));
}

function toInviteeFacts(row: InviteeRow): InviteeFacts {
  const { uuid, status, rescheduled, cancellation, noShow, marks, ...details } = row;
  return {
    state: { mark: marks.state, value: { canceled: status === 'canceled', rescheduled, cancellation } },
    details: { mark: marks.details, value: details },
    noShow: { mark: marks.noShow, value: noShow },
  };
}

/** The whole chains that the invitees, and every invitee of the events, belong to. */
export async function loadChains(
  tx: Tx,
  accountId: string,
  of: { invitees: readonly string[]; events: readonly string[] },
): Promise<{ members: string[]; links: Set<string> }> {
  const rows = await tx.query<{ uuid: string; newer: string | null }>(
    {
      name: 'meetings-load-chains',
      text: `with recursive chain(uuid) as (
               (select unnest($2::text[]) union select uuid from invitees
                where tenant_id = tenant() and account_id = $1 and event_uuid = any($3::text[]))
               union
               select next.uuid from chain, lateral (
                 select new_uuid as uuid from invitee_links
                 where tenant_id = tenant() and account_id = $1 and old_uuid = chain.uuid
                 union all
                 select old_uuid from invitee_links
                 where tenant_id = tenant() and account_id = $1 and new_uuid = chain.uuid) next)
             select chain.uuid, l.new_uuid as newer from chain left join invitee_links l
               on l.tenant_id = tenant() and l.account_id = $1 and l.old_uuid = chain.uuid`,
    },
    [accountId, of.invitees, of.events],
  );
  return {
    members: [...new Set(rows.map(({ uuid }) => uuid))],
    links: new Set(rows.flatMap(({ uuid, newer }) => (newer === null ? [] : [`${uuid} ${newer}`]))),
  };
}

export const meetingColumns = `m.id, m.tail_invitee as "tailInvitee", m.event_uuid as "eventUuid", m.status,
  m.no_show as "noShow", m.start_time as "startTime", m.end_time as "endTime", m.name, m.event_type as "eventType",
  m.invitee_name as "inviteeName", m.invitee_email as "inviteeEmail", m.invitee_zone as "inviteeZone", m.location,
  m.moves, m.source, m.version, m.created_at as "createdAt", m.updated_at as "updatedAt"`;

export async function loadMeetings(tx: Tx, accountId: string, ids: readonly string[]) {
  const rows = await tx.query<MeetingRow>(
    {
      name: 'meetings-load-meetings',
      text: `select ${meetingColumns} from meetings m
             where m.tenant_id = tenant() and m.account_id = $1 and m.id = any($2::uuid[])`,
    },
    [accountId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Which of these invitees we know more of than the name. */
export async function knownInvitees(tx: Tx, accountId: string, uuids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ uuid: string }>(
    'select uuid from invitees where tenant_id = tenant() and account_id = $1 and uuid = any($2::text[])',
    [accountId, uuids],
  );
  return rows.map(({ uuid }) => uuid);
}

/** Numbers a look at a scheduled event, when it begins. One that is not known yet has had none. */
export async function beginLook(tx: Tx, accountId: string, eventUuid: string): Promise<number> {
  const row = await tx.maybe<{ fence: number }>(
    `update scheduled_events set fence = fence + 1
     where tenant_id = tenant() and account_id = $1 and uuid = $2 returning fence`,
    [accountId, eventUuid],
  );
  return row?.fence ?? 1;
}

/** Whether a later look has begun meanwhile. */
export async function isOvertaken(
  tx: Tx,
  accountId: string,
  eventUuid: string,
  fence: number,
): Promise<boolean> {
  const row = await tx.maybe<{ fence: number }>(
    'select fence from scheduled_events where tenant_id = tenant() and account_id = $1 and uuid = $2 for update',
    [accountId, eventUuid],
  );
  return row !== undefined && row.fence > fence;
}
