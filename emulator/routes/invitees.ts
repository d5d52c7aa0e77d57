/** `POST /invitees`, which books as a person on the page does, within limits of its own. */
import { isColleague } from '../access.ts';
import { type Answer, type Detail, denied, invalid, resource, tooMany } from '../answers.ts';
import { isObject } from '../body.ts';
import { untracked } from '../booking-rows.ts';
import type { BookingRequest, EventType, LocationChoice, Organization, Tracking } from '../entities.ts';
import type { Limit } from '../limits.ts';
import { idFrom } from '../uris.ts';
import { isZone } from '../zones.ts';
import { listOf, moment, needed, object, type Shape, text, textOf, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const typedPlaces = ['physical', 'outbound_call', 'ask_invitee', 'custom'];

const shape: Shape = {
  event_type: needed(uri),
  start_time: needed(moment),
  invitee: needed(
    object(
      {
        email: needed(text()),
        timezone: needed(text()),
        name: text(),
        first_name: text(),
        last_name: text(),
        text_reminder_number: text(),
      },
      ({ name, first_name: first }) =>
        (textOf(name) ?? textOf(first)) ? [] : [{ parameter: 'name', message: 'is missing' }],
    ),
  ),
  location: object({ kind: needed(text()), location: text() }),
  questions_and_answers: listOf(object({ question: needed(text()), answer: text() })),
  tracking: object({}),
  event_guests: listOf(text()),
};

export function inviteeOperations({ state, wire, bookings, limits, modes }: Parts): Operation[] {
  function create({ caller, body }: Call): Answer {
    const allowance = limits.take(
      `invitees:${caller.user.id}`,
      ...limitsOf(caller.organization, modes.get('free_invitees_limit')),
    );
    if (!allowance.allowed) return { ...tooMany, headers: { 'x-ratelimit-reset': String(allowance.reset) } };
    const type = state.eventTypes.get(idFrom(body.event_type));
    if (!type) return invalid({ parameter: 'event_type', message: 'is invalid' });
    if (!isColleague(caller, state.users.get(type.ownerId))) return denied();
    const details = wrongFor(type, body);
    if (details.length > 0) return invalid(...details);
    const result = bookings.book(readBooking(body, type));
    if (result.ok) return resource(wire.invitee(result.invitee), 201);
    return invalid({
      ...(result.parameter === undefined ? {} : { parameter: result.parameter }),
      message: result.message,
      code: result.reason,
    });
  }

  return [
    {
      name: 'invitees.create',
      method: 'POST',
      path: '/invitees',
      scope: 'scheduled_events:write',
      body: shape,
      act: create,
    },
  ];
}

function limitsOf({ stage, plan }: Organization, free: 'trial' | 'paid'): Limit[] {
  if (plan === 'enterprise') return [{ most: 500, seconds: 60 }];
  if (stage === 'trial' || (stage === 'free' && free === 'trial')) return [{ most: 5, seconds: 86_400 }];
  return [
    { most: 10, seconds: 60 },
    { most: 50, seconds: 3600 },
    { most: 100, seconds: 86_400 },
  ];
}

function wrongFor(type: EventType, body: Record<string, unknown>): Detail[] {
  const missing = (parameter: string, message = 'is missing'): Detail => ({ parameter, message });
  const details: Detail[] = [];
  const invitee = body.invitee as Record<string, unknown>;
  if (!isZone(String(invitee.timezone)))
    details.push(missing('invitee.timezone', 'is not a valid time zone'));
  const location = body.location as Record<string, unknown> | undefined;
  if (type.locations.length > 0 && type.poolingType !== 'round_robin') {
    if (!location) details.push(missing('location.kind'));
    else if (typedPlaces.includes(String(location.kind)) && textOf(location.location) === null)
      details.push(missing('location.location'));
  }
  if (isObject(body.tracking))
    for (const key of Object.keys(untracked))
      if (!Object.hasOwn(body.tracking, key)) details.push(missing(`tracking.${key}`));
  return details;
}

function readBooking(body: Record<string, unknown>, type: EventType): BookingRequest {
  const invitee = body.invitee as Record<string, unknown>;
  const [firstName, lastName] = [textOf(invitee.first_name), textOf(invitee.last_name)];
  const location = body.location as { kind: LocationChoice['kind']; location?: string } | undefined;
  const answers = (body.questions_and_answers as Record<string, unknown>[] | undefined) ?? [];
  return {
    eventTypeId: type.id,
    startTime: String(body.start_time),
    name: textOf(invitee.name) ?? [firstName, lastName].filter(Boolean).join(' '),
    firstName,
    lastName,
    email: String(invitee.email),
    timezone: String(invitee.timezone),
    textReminderNumber: textOf(invitee.text_reminder_number),
    answers: answers.map(readAnswer),
    guests: Array.isArray(body.event_guests) ? body.event_guests.map(String) : [],
    tracking: (body.tracking ?? {}) as Partial<Tracking>,
    method: 'api',
    scheduledById: null,
    ...(location ? { location: readPlace(location) } : {}),
  };
}

function readPlace(given: { kind: LocationChoice['kind']; location?: string }) {
  const said = textOf(given.location);
  return { kind: given.kind, ...(said === null ? {} : { location: said }) };
}

function readAnswer(given: Record<string, unknown>, index: number) {
  return {
    question: String(given.question ?? ''),
    answer: String(given.answer ?? ''),
    position: typeof given.position === 'number' ? given.position : index,
  };
}
