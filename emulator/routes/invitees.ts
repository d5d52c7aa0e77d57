/** `/scheduled_events/{uuid}/invitees`, and `POST /invitees`, which books. */
import { type Answer, type Detail, denied, invalid, notFound, resource, tooMany } from '../answers.ts';
import { isObject } from '../body.ts';
import type {
  BookingRequest,
  EventType,
  Invitee,
  LocationChoice,
  Organization,
  Tracking,
} from '../entities.ts';
import type { Limit } from '../limits.ts';
import { idFrom } from '../uris.ts';
import { isZone } from '../zones.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';
import { maySee } from './scheduled-events.ts';

export function inviteeOperations(parts: Parts): Operation[] {
  const { state, wire, bookings, limits } = parts;

  function list({ caller, params, query }: Call): Answer {
    const event = state.events.get(params.uuid!);
    if (!event) return notFound;
    if (!maySee(state, caller, event)) return denied('You are not allowed to view this event');
    return listPage<Invitee>(parts, {
      path: `/scheduled_events/${event.id}/invitees`,
      query,
      table: 'invitees',
      condition: 'event_id = ? and status = coalesce(?, status) and email = coalesce(?, email)',
      values: [event.id, query.status || null, query.email || null],
      sorts: { created_at: 'created_at' },
      present: wire.invitee,
    });
  }

  function get({ caller, params }: Call): Answer {
    const invitee = state.invitees.get(params.invitee!);
    if (!invitee || invitee.eventId !== params.uuid) return notFound;
    const event = state.events.get(invitee.eventId)!;
    if (!maySee(state, caller, event)) return denied('You are not allowed to view this event');
    return resource(wire.invitee(invitee));
  }

  function create({ caller, body }: Call): Answer {
    const organization = state.organizations.get(caller.user.organizationId)!;
    const allowance = limits.take(`invitees:${caller.user.id}`, ...limitsOf(organization));
    if (!allowance.allowed) return { ...tooMany, headers: { 'x-ratelimit-reset': String(allowance.reset) } };
    const type = state.eventTypes.get(idFrom(body.event_type));
    if (!type) return invalid({ parameter: 'event_type', message: 'is invalid' });
    if (state.users.get(type.ownerId)!.organizationId !== organization.id) return denied();
    const read = readBooking(body, type);
    if (!read.ok) return invalid(...read.details);
    const result = bookings.book({ ...read.request, scheduledById: null });
    if (result.ok) return resource(wire.invitee(result.invitee), 201);
    return invalid({
      ...(result.parameter === undefined ? {} : { parameter: result.parameter }),
      message: result.message,
      code: result.reason,
    });
  }

  return [
    {
      name: 'invitees.list',
      method: 'GET',
      path: '/scheduled_events/:uuid/invitees',
      scope: 'scheduled_events:read',
      act: list,
    },
    {
      name: 'invitees.get',
      method: 'GET',
      path: '/scheduled_events/:uuid/invitees/:invitee',
      scope: 'scheduled_events:read',
      act: get,
    },
    {
      name: 'invitees.create',
      method: 'POST',
      path: '/invitees',
      scope: 'scheduled_events:write',
      act: create,
    },
  ];
}

/** The free plan's number is not known; it gets the trial's. */
function limitsOf({ stage, plan }: Organization): Limit[] {
  if (plan === 'enterprise') return [{ most: 500, seconds: 60 }];
  if (stage !== 'paid') return [{ most: 5, seconds: 86_400 }];
  return [
    { most: 10, seconds: 60 },
    { most: 50, seconds: 3600 },
    { most: 100, seconds: 86_400 },
  ];
}

type Read = { ok: true; request: BookingRequest } | { ok: false; details: Detail[] };

const typedPlaces: LocationChoice['kind'][] = ['physical', 'outbound_call', 'ask_invitee', 'custom'];

function readBooking(body: Record<string, unknown>, type: EventType): Read {
  const details: Detail[] = [];
  const need = (parameter: string, value: unknown): string => {
    if (typeof value === 'string' && value !== '') return value;
    details.push({ parameter, message: 'is missing' });
    return '';
  };
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const invitee = isObject(body.invitee) ? body.invitee : {};
  const firstName = text(invitee.first_name);
  const lastName = text(invitee.last_name);
  const fullName = text(invitee.name) ?? [firstName, lastName].filter(Boolean).join(' ');
  const timezone = need('invitee.timezone', invitee.timezone);
  if (timezone !== '' && !isZone(timezone))
    details.push({ parameter: 'invitee.timezone', message: 'is not a valid time zone' });
  const location = isObject(body.location) ? body.location : undefined;
  if (type.locations.length > 0 && type.poolingType !== 'round_robin') {
    const kind = need('location.kind', location?.kind) as LocationChoice['kind'];
    if (typedPlaces.includes(kind)) need('location.location', location?.location);
  }
  const request: BookingRequest = {
    eventTypeId: type.id,
    startTime: need('start_time', body.start_time),
    name: need('invitee.name', fullName),
    firstName,
    lastName,
    email: need('invitee.email', invitee.email),
    timezone,
    textReminderNumber: text(invitee.text_reminder_number),
    answers: listOf(body.questions_and_answers).map(readAnswer),
    guests: Array.isArray(body.event_guests) ? body.event_guests.map(String) : [],
    tracking: isObject(body.tracking) ? (body.tracking as Partial<Tracking>) : {},
    method: 'api',
  };
  if (location) {
    const said = text(location.location);
    request.location = {
      kind: String(location.kind) as LocationChoice['kind'],
      ...(said === null ? {} : { location: said }),
    };
  }
  return details.length === 0 ? { ok: true, request } : { ok: false, details };
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function readAnswer(given: Record<string, unknown>, index: number) {
  return {
    question: String(given.question ?? ''),
    answer: String(given.answer ?? ''),
    position: typeof given.position === 'number' ? given.position : index,
  };
}
