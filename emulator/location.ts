/**
 * Where a booking takes place: the choice an event type offers → the location an event shows.
 * A conference's link is made by the other service a moment after the booking: until then the location says
 * `processing`, and when it is there the event's `updated_at` moves. That is a fact of row and time, not an act.
 */
import { isoMicros } from './clock.ts';
import type { BookingRequest, EventType, LocationChoice, ScheduledEvent } from './entities.ts';

/** How long the other service takes to make the conference. */
const conferenceMs = 2000;

export type ChosenLocation = { ok: true; location: Record<string, unknown> } | { ok: false; message: string };

/** @param eventId names the conference, so that its link is the event's own. */
export function chooseLocation(
  type: EventType,
  asked: BookingRequest['location'],
  phone: string | null,
  eventId: string,
): ChosenLocation {
  const choice = asked
    ? type.locations.find(({ kind }) => kind === asked.kind)
    : (type.locations[0] ?? { kind: 'custom' as const });
  if (!choice)
    return { ok: false, message: 'Specified location kind is not configured for this event type.' };
  return { ok: true, location: locationOf(choice, asked?.location ?? phone, eventId) };
}

function locationOf(choice: LocationChoice, typed: string | null, eventId: string): Record<string, unknown> {
  const number = Number.parseInt(eventId.replaceAll('-', '').slice(0, 8), 16);
  const said = typed ?? choice.location ?? null;
  const details = choice.additionalInfo === undefined ? {} : { additional_info: choice.additionalInfo };
  switch (choice.kind) {
    case 'physical':
      return { ...details, location: choice.location ?? said, type: 'physical' };
    case 'inbound_call':
      return { ...details, location: choice.phoneNumber ?? said, type: 'inbound_call' };
    case 'google_conference':
      return {
        join_url: `https://calendly.com/events/${eventId}/google_meet`,
        status: 'pushed',
        type: 'google_conference',
      };
    case 'zoom_conference':
      return {
        data: {
          id: 80_000_000_000 + number,
          settings: { global_dial_in_numbers: [] },
          password: eventId.slice(0, 6),
          extra: null,
        },
        join_url: `https://zoom.us/j/${80_000_000_000 + number}`,
        status: 'pushed',
        type: 'zoom',
      };
    case 'microsoft_teams_conference':
      return {
        data: {
          audioConferencing: { conferenceId: String(number), dialinUrl: null, tollNumber: null },
          id: eventId,
        },
        join_url: `https://teams.microsoft.com/l/meetup-join/${eventId}`,
        status: 'pushed',
        type: 'microsoft_teams_conference',
      };
    case 'webex_conference':
      return {
        data: { id: eventId, password: eventId.slice(0, 6), telephony: { callInNumbers: [] } },
        join_url: `https://webex.com/meet/${eventId}`,
        status: 'pushed',
        type: 'webex_conference',
      };
    case 'gotomeeting_conference':
      return {
        data: { conferenceCallInfo: null, uniqueMeetingId: number },
        join_url: `https://meet.goto.com/${number}`,
        status: 'pushed',
        type: 'gotomeeting',
      };
    default:
      return { location: said, type: choice.kind };
  }
}

/** What would be asked for to be at the same place again. */
export function askedLocation(event: ScheduledEvent): NonNullable<BookingRequest['location']> {
  const type = String(event.location.type);
  const kind = (
    type === 'zoom' || type === 'gotomeeting' ? `${type}_conference` : type
  ) as LocationChoice['kind'];
  const said = event.location.location;
  return typeof said === 'string' ? { kind, location: said } : { kind };
}

/** The event as it stands at `now`: its conference may not be there yet, or have come since. */
export function eventAsOf(event: ScheduledEvent, now: number): ScheduledEvent {
  if (event.location.status !== 'pushed') return event;
  const readyAt = Date.parse(event.createdAt) + conferenceMs;
  const ready = isoMicros(readyAt);
  if (now >= readyAt && (event.status === 'active' || event.updatedAt > ready))
    return event.updatedAt < ready ? { ...event, updatedAt: ready } : event;
  const { type, join_url: link } = event.location;
  const early = type === 'google_conference' ? link : null;
  return { ...event, location: { join_url: early, status: 'processing', type } };
}
