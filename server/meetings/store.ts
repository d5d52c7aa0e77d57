/** All SQL on scheduled events, invitees, links, meetings and aliases. */
import type { Tx } from '../db/index.ts';
import type { MeetingRow } from './advance.ts';
import type { EventDetails, EventFacts, InviteeDetails, InviteeFacts } from './facts.ts';

export interface Account {
  tenantId: string;
  accountId: string;
  endUserId: string;
}

/** Until the transaction ends nobody else applies to these accounts. In one order for all, so that none waits in a ring. */
export async function lock(tx: Tx, accountIds: readonly string[]): Promise<void> {
  await tx.query({ name: 'meetings-lock', text: `select pg_advisory_xact_lock(${lockKey}) ${eachAccount}` }, [
    accountIds.toSorted(),
  ]);
}

/** Those of the accounts to which nobody else applies just now; nobody does until the transaction ends. */
export async function tryLock(tx: Tx, accountIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ accountId: string; locked: boolean }>(
    {
      name: 'meetings-try-lock',
      text: `select a.id as "accountId", pg_try_advisory_xact_lock(${lockKey}) as locked ${eachAccount}`,
    },
    [accountIds],
  );
  return rows.filter(({ locked }) => locked).map(({ accountId }) => accountId);
}

const lockKey = "hashtextextended('meetings ' || a.id, 0)";
const eachAccount = 'from unnest($1::text[]) as a(id)';

/** What is asked for, account by account. */
export type Wanted = ReadonlyMap<string, readonly string[]>;
type Held<Facts> = Map<string, Map<string, Facts>>;

/** As two columns that `unnest` makes pairs of. */
function columnsOf(wanted: Wanted): [accounts: string[], ids: string[]] {
  const pairs = [...wanted].flatMap(([accountId, ids]) => ids.map((id) => [accountId, id] as const));
  return [pairs.map(([accountId]) => accountId), pairs.map(([, id]) => id)];
}

/**
 * The rows of what is wanted, found one by one through an index: the offset keeps it a subquery, so that a plan that
 * was made while the table was empty is as good when it is full.
 */
function byKey(table: string, key: string): string {
  return `lateral (select * from ${table} where tenant_id = tenant() and account_id = w.account and ${key} offset 0)`;
}

/** Every account that was asked for has its part, be it empty. */
function byAccount<Row extends { accountId: string }, Facts>(
  wanted: Wanted,
  rows: readonly Row[],
  of: (row: Row) => [id: string, facts: Facts],
): Held<Facts> {
  const held: Held<Facts> = new Map([...wanted.keys()].map((accountId) => [accountId, new Map()]));
  for (const row of rows) held.get(row.accountId)!.set(...of(row));
  return held;
}

interface EventRow extends EventDetails {
  accountId: string;
  uuid: string;
  status: string;
  cancellation: EventFacts['state']['value']['cancellation'];
  location: EventFacts['location']['value'];
  gone: boolean;
  marks: Record<keyof EventFacts, string>;
}

interface InviteeRow extends InviteeDetails {
  accountId: string;
  uuid: string;
  status: string;
  rescheduled: boolean;
  cancellation: InviteeFacts['state']['value']['cancellation'];
  noShow: InviteeFacts['noShow']['value'];
  marks: Record<keyof InviteeFacts, string>;
}

export async function loadEvents(tx: Tx, wanted: Wanted): Promise<Held<EventFacts>> {
  const rows = await tx.query<EventRow>(
    {
      name: 'meetings-load-events',
      text: `select e.account_id as "accountId", e.uuid, e.name, e.status, e.start_time as "startTime",
               e.end_time as "endTime", e.event_type as "eventType", e.location, e.hosts, e.guests, e.seats,
               e.cancellation, e.gone, e.marks
             from unnest($1::uuid[], $2::text[]) as w(account, uuid),
               ${byKey('scheduled_events', 'uuid = w.uuid')} e`,
    },
    columnsOf(wanted),
  );
  return byAccount(wanted, rows, (row) => [row.uuid, toEventFacts(row)]);
}

function toEventFacts(row: EventRow): EventFacts {
  const { accountId, uuid, status, cancellation, location, gone, marks, ...details } = row;
  return {
    state: { mark: marks.state, value: { canceled: status === 'canceled', cancellation } },
    details: { mark: marks.details, value: details },
    location: { mark: marks.location, value: location },
    gone: { mark: marks.gone, value: gone },
  };
}

export async function loadInvitees(tx: Tx, wanted: Wanted): Promise<Held<InviteeFacts>> {
  const rows = await tx.query<InviteeRow>(
    {
      name: 'meetings-load-invitees',
      text: `select i.account_id as "accountId", i.uuid, i.event_uuid as "eventUuid", i.status, i.rescheduled, i.name,
               i.email, i.timezone, i.answers, i.tracking, i.payment, i.no_show as "noShow", i.cancellation,
               i.cancel_url as "cancelUrl", i.reschedule_url as "rescheduleUrl", i.booked_at as "bookedAt", i.marks
             from unnest($1::uuid[], $2::text[]) as w(account, uuid), ${byKey('invitees', 'uuid = w.uuid')} i`,
    },
    columnsOf(wanted),
  );
  return byAccount(wanted, rows, (row) => [row.uuid, toInviteeFacts(row)]);
}

function toInviteeFacts(row: InviteeRow): InviteeFacts {
  const { accountId, uuid, status, rescheduled, cancellation, noShow, marks, ...details } = row;
  return {
    state: { mark: marks.state, value: { canceled: status === 'canceled', rescheduled, cancellation } },
    details: { mark: marks.details, value: details },
    noShow: { mark: marks.noShow, value: noShow },
  };
}

export interface Chains {
  members: string[];
  links: Set<string>;
}

/** The whole chains that the invitees, and every invitee of the events, belong to. */
export async function loadChains(
  tx: Tx,
  of: { invitees: Wanted; events: Wanted },
): Promise<Map<string, Chains>> {
  const rows = await tx.query<{ accountId: string; uuid: string; newer: string | null }>(
    {
      name: 'meetings-load-chains',
      text: `with recursive chain(account, uuid) as (
               (select * from unnest($1::uuid[], $2::text[])
                union
                select i.account_id, i.uuid from unnest($3::uuid[], $4::text[]) as w(account, uuid),
                  ${byKey('invitees', 'event_uuid = w.uuid')} i)
               union
               select chain.account, next.uuid from chain, lateral (
                 select new_uuid as uuid from invitee_links
                 where tenant_id = tenant() and account_id = chain.account and old_uuid = chain.uuid
                 union all
                 select old_uuid from invitee_links
                 where tenant_id = tenant() and account_id = chain.account and new_uuid = chain.uuid) next)
             select chain.account as "accountId", chain.uuid, l.new_uuid as newer from chain left join invitee_links l
               on l.tenant_id = tenant() and l.account_id = chain.account and l.old_uuid = chain.uuid`,
    },
    [...columnsOf(of.invitees), ...columnsOf(of.events)],
  );
  const accounts = [...new Set([...of.invitees.keys(), ...of.events.keys()])];
  const chains = new Map(
    accounts.map((id) => [id, { members: new Set<string>(), links: new Set<string>() }]),
  );
  for (const { accountId, uuid, newer } of rows) {
    const { members, links } = chains.get(accountId)!;
    members.add(uuid);
    if (newer !== null) links.add(`${uuid} ${newer}`);
  }
  return new Map([...chains].map(([id, { members, links }]) => [id, { members: [...members], links }]));
}

export const meetingColumns = `m.id, m.tail_invitee as "tailInvitee", m.event_uuid as "eventUuid", m.status,
  m.no_show as "noShow", m.start_time as "startTime", m.end_time as "endTime", m.name, m.event_type as "eventType",
  m.invitee_name as "inviteeName", m.invitee_email as "inviteeEmail", m.invitee_zone as "inviteeZone", m.location,
  m.moves, m.source, m.version, m.created_at as "createdAt", m.updated_at as "updatedAt"`;

export async function loadMeetings(tx: Tx, wanted: Wanted): Promise<Held<MeetingRow>> {
  const rows = await tx.query<MeetingRow & { accountId: string }>(
    {
      name: 'meetings-load-meetings',
      text: `select m.account_id as "accountId", ${meetingColumns}
             from unnest($1::uuid[], $2::uuid[]) as w(account, id), ${byKey('meetings', 'id = w.id')} m`,
    },
    columnsOf(wanted),
  );
  return byAccount(wanted, rows, ({ accountId, ...row }) => [row.id, row]);
}

/** Which of these invitees we know more of than the name. */
export async function knownInvitees(tx: Tx, wanted: Wanted): Promise<Map<string, Set<string>>> {
  const rows = await tx.query<{ accountId: string; uuid: string }>(
    `select i.account_id as "accountId", i.uuid
     from unnest($1::uuid[], $2::text[]) as w(account, uuid), ${byKey('invitees', 'uuid = w.uuid')} i`,
    columnsOf(wanted),
  );
  const known = byAccount(wanted, rows, ({ uuid }) => [uuid, true]);
  return new Map([...known].map(([accountId, uuids]) => [accountId, new Set(uuids.keys())]));
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
