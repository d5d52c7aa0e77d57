/** The rows that a booking makes, and the request that a move makes of a booking. */
import { isoMicros } from './clock.ts';
import type { BookingRequest, Bookings, EventType, Invitee, ScheduledEvent, Tracking } from './entities.ts';
import { askedLocation } from './location.ts';
import type { Slot } from './slots.ts';

export const untracked: Tracking = {
  utm_campaign: null,
  utm_source: null,
  utm_medium: null,
  utm_content: null,
  utm_term: null,
  salesforce_uuid: null,
};

/** The lengths that an invitee may choose from, its own among them. */
export function lengthsOf({ durationMinutes, durationOptions }: EventType): number[] {
  return [...new Set([durationMinutes, ...(durationOptions ?? [])])].sort((a, b) => a - b);
}

/** The event type as one of its lengths has it; as it is where the length is none of them. */
export function ofLength(type: EventType, minutes: number | undefined): EventType {
  return minutes !== undefined && lengthsOf(type).includes(minutes)
    ? { ...type, durationMinutes: minutes, durationOptions: type.durationOptions && lengthsOf(type) }
    : type;
}

export function newEvent(
  type: EventType,
  slot: Slot,
  guests: string[],
  placed: Pick<ScheduledEvent, 'id' | 'organizationId' | 'location'> & { now: string },
): ScheduledEvent {
  const { now, ...known } = placed;
  return {
    ...known,
    eventTypeId: type.id,
    hostIds: slot.hostIds,
    name: type.name,
    status: 'active',
    startTime: slot.startTime,
    endTime: isoMicros(Date.parse(slot.startTime) + type.durationMinutes * 60_000),
    guests: guests.map((email) => ({ email, createdAt: now, updatedAt: now })),
    cancellation: null,
    createdAt: now,
    updatedAt: now,
  };
}

export function newInvitee(
  event: ScheduledEvent,
  request: BookingRequest,
  { id, now }: { id: string; now: string },
): Invitee {
  return {
    id,
    eventId: event.id,
    name: request.name,
    firstName: request.firstName ?? null,
    lastName: request.lastName ?? null,
    email: request.email,
    status: 'active',
    timezone: request.timezone,
    textReminderNumber: request.textReminderNumber ?? null,
    answers: (request.answers ?? []).map((given, index) => ({ position: index, ...given })),
    tracking: { ...untracked, ...request.tracking },
    rescheduled: false,
    oldInviteeId: null,
    newInviteeId: null,
    cancellation: null,
    noShow: null,
    schedulingMethod: request.method ?? null,
    scheduledById: request.scheduledById ?? null,
    createdAt: now,
    updatedAt: now,
  };
}

/** What the same person would ask for at another time; a host who moves a meeting gives no answers. */
export function requestAgain(
  { event, invitee }: { event: ScheduledEvent; invitee: Invitee },
  startTime: string,
  by: Parameters<Bookings['reschedule']>[2],
): BookingRequest {
  const { name, firstName, lastName, email, timezone, textReminderNumber, tracking } = invitee;
  const byHost = by.type === 'host';
  return {
    eventTypeId: event.eventTypeId,
    startTime,
    name,
    firstName,
    lastName,
    email,
    timezone,
    textReminderNumber,
    tracking,
    location: askedLocation(event),
    durationMinutes: (Date.parse(event.endTime) - Date.parse(event.startTime)) / 60_000,
    answers: byHost ? [] : invitee.answers,
    guests: event.guests.map((guest) => guest.email),
    method: invitee.schedulingMethod,
    scheduledById: byHost ? (by.id ?? null) : null,
  };
}
