/** Bookings as invitees and hosts make them, without a browser. */
import { isObject } from '../body.ts';
import { isoMicros } from '../clock.ts';
import type { BookingRequest, BookingResult, EventType, Invitee } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { type Control, type ControlAnswer, type ControlParts, done, wrong } from './control.ts';
import { findEventType, findUser } from './find.ts';

const soonestMs = 5 * 60_000;
const lookAheadMs = 60 * 24 * 60 * 60_000;
const stepMs = 3 * 24 * 60 * 60_000;

export function bookingControls(parts: ControlParts): Control[] {
  const { state, bookings, clock, uris } = parts;

  function present(result: BookingResult): ControlAnswer {
    if (!result.ok) return wrong(`${result.reason}: ${result.message}`, 422);
    const { event, invitee } = result;
    return done({
      event: { id: event.id, uri: uris.event(event.id), status: event.status, start_time: event.startTime },
      invitee: {
        id: invitee.id,
        uri: uris.invitee(event.id, invitee.id),
        status: invitee.status,
        updated_at: invitee.updatedAt,
      },
      no_show: invitee.noShow === null ? null : { id: invitee.noShow.id },
    });
  }

  /** Not so soon that it is over before it can be moved. Looks a few days at a time, since the first is usually near. */
  function nextFree(type: EventType): string | undefined {
    const now = clock.now() + soonestMs;
    for (let from = now; from < now + lookAheadMs; from += stepMs) {
      const [slot] = bookings.slots(type.id, isoMicros(from), isoMicros(from + stepMs));
      if (slot) return slot.startTime;
    }
    return undefined;
  }

  function who(body: Record<string, unknown>, invitee: Invitee) {
    if (body.by !== 'host') return { type: 'invitee' as const, name: invitee.name };
    const host = state.users.get(state.events.get(invitee.eventId)!.hostIds[0]!)!;
    return { type: 'host' as const, name: host.name, id: host.id };
  }

  function book(body: Record<string, unknown>): ControlAnswer {
    const type = findEventType(state, body.event_type);
    if (!type) return wrong('“event_type” names none; give a URI, an id, or `person/type`.');
    const startTime = textOf(body.start_time) ?? nextFree(type);
    if (startTime === undefined) return wrong('There is no free time in the next 60 days.', 422);
    return present(
      bookings.book({
        eventTypeId: type.id,
        startTime,
        name: textOf(body.name) ?? 'Ivy Invitee',
        firstName: textOf(body.first_name) ?? null,
        lastName: textOf(body.last_name) ?? null,
        email: textOf(body.email) ?? 'ivy@example.com',
        timezone: textOf(body.timezone) ?? 'Europe/Berlin',
        ...(isObject(body.location)
          ? { location: body.location as BookingRequest['location'] & object }
          : {}),
        textReminderNumber: textOf(body.text_reminder_number) ?? null,
        answers: Array.isArray(body.answers)
          ? body.answers
          : type.questions
              .filter(({ required }) => required)
              .map(({ name, answerChoices }) => ({ question: name, answer: answerChoices[0] ?? 'Yes' })),
        guests: Array.isArray(body.guests) ? body.guests.map(String) : [],
        tracking: (body.tracking as object | undefined) ?? {},
      }),
    );
  }

  function cancel(body: Record<string, unknown>): ControlAnswer {
    const reason = textOf(body.reason) ?? null;
    if (body.event !== undefined) {
      const [first] = state.inviteesOf(idFrom(body.event));
      if (!first) return wrong('“event” names none.');
      return present(bookings.cancelEvent(first.eventId, who({ by: 'host', ...body }, first), reason));
    }
    const invitee = state.invitees.get(idFrom(body.invitee));
    if (!invitee) return wrong('“invitee” or “event” must name one.');
    return present(bookings.cancelInvitee(invitee.id, who(body, invitee), reason));
  }

  function reschedule(body: Record<string, unknown>): ControlAnswer {
    const invitee = state.invitees.get(idFrom(body.invitee));
    if (!invitee) return wrong('“invitee” names none.');
    const type = state.eventTypes.get(state.events.get(invitee.eventId)!.eventTypeId)!;
    const startTime = textOf(body.start_time) ?? nextFree(type);
    if (startTime === undefined) return wrong('There is no free time in the next 60 days.', 422);
    return present(
      bookings.reschedule(invitee.id, startTime, who(body, invitee), textOf(body.reason) ?? null),
    );
  }

  /** Another person takes an event over; the host before does not see it any more. */
  function reassign(body: Record<string, unknown>): ControlAnswer {
    const event = state.events.get(idFrom(body.event));
    const user = findUser(state, body.user);
    if (!event || !user) return wrong('“event” and “user” must name one each.');
    const { id, organizationId } = user;
    state.events.put({ ...event, organizationId, hostIds: [id], updatedAt: isoMicros(clock.now()) });
    return done({ event: { id: event.id, host: user.id } });
  }

  /** `marked: false` takes the mark off again. */
  function noShow(body: Record<string, unknown>): ControlAnswer {
    const invitee = state.invitees.get(idFrom(body.invitee));
    if (!invitee) return wrong('“invitee” names none.');
    if (body.marked !== false) return present(bookings.markNoShow(invitee.id));
    if (!invitee.noShow) return wrong('The invitee is not marked as a no-show.', 422);
    return present(bookings.unmarkNoShow(invitee.noShow.id));
  }

  return [
    { method: 'POST', path: '/book', act: ({ body }) => book(body) },
    { method: 'POST', path: '/cancel', act: ({ body }) => cancel(body) },
    { method: 'POST', path: '/reschedule', act: ({ body }) => reschedule(body) },
    { method: 'POST', path: '/reassign', act: ({ body }) => reassign(body) },
    { method: 'POST', path: '/no-show', act: ({ body }) => noShow(body) },
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
