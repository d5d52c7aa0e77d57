/**
 * A small Calendly in memory: bookings as plain rows, what it would deliver about them, what it would answer, and
 * what anybody would say the meetings are. It shares no code with the service, so that it can judge it.
 */
import { createHash } from 'node:crypto';

export interface WorldEvent {
  uuid: string;
  name: string;
  start: string;
  end: string;
  hosts: string[];
  seats: number;
  canceled: boolean;
  cancellation: object | null;
  location: { type: string; status?: string; join_url?: string; location?: string | null };
  createdAt: string;
  updatedAt: string;
}

export interface WorldInvitee {
  uuid: string;
  event: string;
  name: string;
  email: string;
  answer: string;
  canceled: boolean;
  rescheduled: boolean;
  older: string | null;
  newer: string | null;
  noShow: { uri: string; created_at: string } | null;
  cancellation: object | null;
  createdAt: string;
  updatedAt: string;
}

export interface Sent {
  topic: string;
  createdAt: string;
  payload: Record<string, unknown>;
}

export interface ExpectedMeeting {
  id: string;
  status: 'scheduled' | 'canceled';
  noShow: boolean;
  start: string;
  invitee: string;
  email: string;
  moves: number;
  joinUrl: string | null;
}

export interface World {
  events: Map<string, WorldEvent>;
  invitees: Map<string, WorldInvitee>;
  /** Everything that was delivered about it, in order. */
  sent: Sent[];
  book(options?: { event?: string; hosts?: string[]; seats?: number; pending?: boolean }): WorldInvitee;
  cancel(invitee: string): void;
  cancelEvent(event: string): void;
  reschedule(invitee: string): WorldInvitee;
  setNoShow(invitee: string, on: boolean): void;
  pushLink(event: string): void;
  /** Another place for everybody; told with the next delivery about anybody in it. */
  moveRoom(event: string): void;
  /** A late word about somebody who canceled, as if they had not: newer by its version, and wrong. */
  echo(invitee: string): void;
  eventResource(uuid: string): Record<string, unknown>;
  inviteeResource(uuid: string): Record<string, unknown>;
  /** The meetings, told from the rows alone. */
  expected(accountId: string): ExpectedMeeting[];
}

const api = 'https://api.calendly.com';
export const userUri = (uuid: string) => `${api}/users/${uuid}`;
const eventUri = (uuid: string) => `${api}/scheduled_events/${uuid}`;

export function createWorld(options: {
  host: string;
  /** From 0 up to 1. */
  random: () => number;
  /** Milliseconds since 1970 when it begins. */
  begins?: number;
  /** Whether marking a no-show moves an invitee's `updated_at`; nobody knows whether Calendly does. */
  noShowMoves?: boolean;
}): World {
  const { host, random, noShowMoves = true } = options;
  let ticks = 0;
  const begins = options.begins ?? Date.parse('2026-11-24T09:00:00Z');
  const events = new Map<string, WorldEvent>();
  const invitees = new Map<string, WorldInvitee>();
  const sent: Sent[] = [];

  const moment = (): string => {
    ticks += 1 + Math.floor(random() * 5);
    return `${new Date(begins + ticks).toISOString().slice(0, -1)}${String(ticks % 1000).padStart(3, '0')}Z`;
  };
  const uuid = (): string => {
    const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };

  function openEvent(hosts: string[], seats: number, pending: boolean): WorldEvent {
    const at = moment();
    const start = begins + 86_400_000 + Math.floor(random() * 20_000) * 900_000;
    const event: WorldEvent = {
      uuid: uuid(),
      name: seats > 1 ? 'Group class' : 'Intro call',
      start: micros(start),
      end: micros(start + 1_800_000),
      hosts,
      seats,
      canceled: false,
      cancellation: null,
      location: pending
        ? { type: 'zoom', status: 'processing' }
        : { type: 'custom', location: `Room ${Math.floor(random() * 9)}` },
      createdAt: at,
      updatedAt: at,
    };
    events.set(event.uuid, event);
    return event;
  }

  function enter(event: WorldEvent, like: Partial<WorldInvitee> = {}): WorldInvitee {
    const at = moment();
    const id = uuid();
    const invitee: WorldInvitee = {
      uuid: id,
      event: event.uuid,
      name: `Invitee ${id.slice(0, 4)}`,
      email: `${id.slice(0, 8)}@example.com`,
      answer: `Answer ${id.slice(0, 4)}`,
      canceled: false,
      rescheduled: false,
      older: null,
      newer: null,
      noShow: null,
      cancellation: null,
      createdAt: at,
      updatedAt: at,
      ...like,
    };
    invitees.set(id, invitee);
    return invitee;
  }

  function leave(invitee: WorldInvitee, rescheduled: boolean): void {
    const event = events.get(invitee.event)!;
    const at = moment();
    const cancellation = {
      canceled_by: invitee.name,
      canceler_type: 'invitee',
      reason: rescheduled ? 'Moved' : null,
      created_at: at,
    };
    Object.assign(invitee, { canceled: true, rescheduled, cancellation, updatedAt: at });
    const left = [...invitees.values()].some((other) => other.event === event.uuid && !other.canceled);
    if (!left && event.seats === 1) Object.assign(event, { canceled: true, cancellation, updatedAt: at });
  }

  function deliver(topic: string, invitee: WorldInvitee): void {
    const createdAt = `${micros(begins + ticks).slice(0, 19)}.000000Z`;
    const payload = {
      ...inviteeResource(invitee.uuid),
      scheduled_event: eventResource(invitee.event),
    };
    sent.push({ topic, createdAt, payload: JSON.parse(JSON.stringify(payload)) });
  }

  function eventResource(id: string): Record<string, unknown> {
    const event = events.get(id)!;
    const all = [...invitees.values()].filter((one) => one.event === id);
    return {
      ...(event.cancellation ? { cancellation: event.cancellation } : {}),
      created_at: event.createdAt,
      end_time: event.end,
      event_guests: [],
      event_memberships: event.hosts.map((user) => ({
        user: userUri(user),
        user_email: `${user.slice(0, 8)}@example.com`,
        user_name: `Host ${user.slice(0, 4)}`,
      })),
      event_type: `${api}/event_types/${event.hosts[0]}`,
      invitees_counter: {
        total: all.length,
        active: all.filter((one) => !one.canceled).length,
        limit: event.seats,
      },
      location: event.location,
      meeting_notes_html: null,
      meeting_notes_plain: null,
      name: event.name,
      start_time: event.start,
      status: event.canceled ? 'canceled' : 'active',
      updated_at: event.updatedAt,
      uri: eventUri(id),
    };
  }

  function inviteeResource(id: string): Record<string, unknown> {
    const one = invitees.get(id)!;
    const uriOf = (other: string | null) =>
      other && `${eventUri(invitees.get(other)!.event)}/invitees/${other}`;
    return {
      cancel_url: `https://calendly.com/cancellations/${id}`,
      ...(one.cancellation ? { cancellation: one.cancellation } : {}),
      created_at: one.createdAt,
      email: one.email,
      event: eventUri(one.event),
      first_name: null,
      invitee_scheduled_by: null,
      last_name: null,
      name: one.name,
      new_invitee: uriOf(one.newer),
      no_show: one.noShow,
      old_invitee: uriOf(one.older),
      payment: null,
      questions_and_answers: [{ answer: one.answer, position: 0, question: 'What is it about?' }],
      reconfirmation: null,
      reschedule_url: `https://calendly.com/reschedulings/${id}`,
      rescheduled: one.rescheduled,
      routing_form_submission: null,
      scheduling_method: null,
      status: one.canceled ? 'canceled' : 'active',
      text_reminder_number: null,
      timezone: 'Europe/Berlin',
      tracking: {
        utm_campaign: null,
        utm_source: null,
        utm_medium: null,
        utm_content: null,
        utm_term: null,
        salesforce_uuid: null,
      },
      updated_at: one.updatedAt,
      uri: uriOf(id),
    };
  }

  return {
    events,
    invitees,
    sent,
    book({ event, hosts = [host], seats = 1, pending = false } = {}) {
      const invitee = enter(event ? events.get(event)! : openEvent(hosts, seats, pending));
      deliver('invitee.created', invitee);
      return invitee;
    },
    cancel(id) {
      const invitee = invitees.get(id)!;
      leave(invitee, false);
      deliver('invitee.canceled', invitee);
    },
    cancelEvent(id) {
      const event = events.get(id)!;
      const leaving = [...invitees.values()].filter((one) => one.event === id && !one.canceled);
      for (const one of leaving) leave(one, false);
      const at = moment();
      const cancellation = { canceled_by: 'Host', canceler_type: 'host', reason: '', created_at: at };
      Object.assign(event, { canceled: true, cancellation, updatedAt: at });
      for (const one of leaving) deliver('invitee.canceled', one);
    },
    reschedule(id) {
      const old = invitees.get(id)!;
      const before = events.get(old.event)!;
      const event = openEvent(before.hosts, before.seats, false);
      const { name, email, answer } = old;
      const fresh = enter(event, { name, email, answer, older: id });
      old.newer = fresh.uuid;
      leave(old, true);
      deliver('invitee.canceled', old);
      deliver('invitee.created', fresh);
      return fresh;
    },
    setNoShow(id, on) {
      const invitee = invitees.get(id)!;
      const at = moment();
      invitee.noShow = on ? { uri: `${api}/invitee_no_shows/${uuid()}`, created_at: at } : null;
      if (noShowMoves) invitee.updatedAt = at;
      deliver(on ? 'invitee_no_show.created' : 'invitee_no_show.deleted', invitee);
    },
    pushLink(id) {
      const event = events.get(id)!;
      event.location = { type: 'zoom', status: 'pushed', join_url: `https://zoom.example/j/${id}` };
      // Nobody knows whether Calendly moves the version then.
      if (random() < 0.5) event.updatedAt = moment();
    },
    moveRoom(id) {
      const event = events.get(id)!;
      event.location = { type: 'custom', location: 'Room', join_url: `https://rooms.example/${uuid()}` };
      event.updatedAt = moment();
    },
    echo(id) {
      const { payload } = sent.findLast(({ payload }) => String(payload.uri).endsWith(id))!;
      const { cancellation, ...rest } = payload;
      const wrong = {
        ...rest,
        status: 'active',
        rescheduled: false,
        new_invitee: null,
        updated_at: moment(),
      };
      sent.push({ topic: 'invitee.created', createdAt: wrong.updated_at, payload: wrong });
    },
    eventResource,
    inviteeResource,
    expected(accountId) {
      return [...invitees.values()]
        .filter((one) => one.newer === null)
        .map((tail) => {
          let oldest = tail;
          let moves = 0;
          for (; oldest.older; moves++) oldest = invitees.get(oldest.older)!;
          const event = events.get(tail.event)!;
          return {
            id: idFrom(accountId, oldest.uuid),
            status: tail.canceled ? ('canceled' as const) : ('scheduled' as const),
            noShow: tail.noShow !== null,
            start: event.start,
            invitee: tail.uuid,
            email: tail.email,
            moves,
            joinUrl: event.location.join_url ?? null,
          };
        })
        .sort((one, other) => (one.id < other.id ? -1 : 1));
    },
  };
}

/** The id rule, written out once more: SHA-256 of account and oldest invitee, cut to a UUIDv8. */
function idFrom(accountId: string, oldest: string): string {
  const bytes = createHash('sha256').update(`${accountId}\n${oldest}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function micros(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
}

/** The bytes of a delivery, as Calendly writes them. */
export function bodyOf(sent: Sent, createdBy: string): Buffer {
  const { createdAt: created_at, topic: event, payload } = sent;
  return Buffer.from(JSON.stringify({ created_at, created_by: userUri(createdBy), event, payload }));
}
