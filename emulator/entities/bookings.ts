/** Rows: meetings and who comes, and everything that can be done to them. */
import type { LocationChoice } from './offers.ts';

export interface Cancellation {
  canceledBy: string;
  cancelerType: 'host' | 'invitee';
  reason: string | null;
  createdAt: string;
}

export interface ScheduledEvent {
  id: string;
  eventTypeId: string;
  /** Of the host when it was booked: who leaves takes no meetings along. */
  organizationId: string;
  hostIds: string[];
  name: string;
  status: 'active' | 'canceled';
  startTime: string;
  endTime: string;
  /** The event's location as the wire shows it, discriminated by `type`. */
  location: Record<string, unknown>;
  guests: { email: string; createdAt: string; updatedAt: string }[];
  cancellation: Cancellation | null;
  createdAt: string;
  updatedAt: string;
}

export interface Invitee {
  id: string;
  eventId: string;
  name: string;
  firstName: string | null;
  lastName: string | null;
  email: string;
  status: 'active' | 'canceled';
  timezone: string;
  textReminderNumber: string | null;
  answers: { question: string; answer: string; position: number }[];
  tracking: Tracking;
  rescheduled: boolean;
  oldInviteeId: string | null;
  newInviteeId: string | null;
  cancellation: Cancellation | null;
  noShow: { id: string; createdAt: string } | null;
  schedulingMethod: null | 'instant_book' | 'api';
  scheduledById: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Tracking {
  utm_campaign: string | null;
  utm_source: string | null;
  utm_medium: string | null;
  utm_content: string | null;
  utm_term: string | null;
  salesforce_uuid: string | null;
}

/** What an invitee types on the booking page, or `POST /invitees` brings. */
export interface BookingRequest {
  eventTypeId: string;
  startTime: string;
  name: string;
  firstName?: string | null;
  lastName?: string | null;
  email: string;
  timezone: string;
  location?: { kind: LocationChoice['kind']; location?: string };
  textReminderNumber?: string | null;
  answers?: { question: string; answer: string; position?: number }[];
  guests?: string[];
  tracking?: Partial<Tracking>;
  method?: null | 'instant_book' | 'api';
  scheduledById?: string | null;
  /** One of the event type's lengths; its own without one. */
  durationMinutes?: number;
  /** The single-use link that it came by. */
  linkId?: string;
}

/** An expected no of a booking, with the code Calendly gives it where one is known. */
export interface BookingRefusal {
  ok: false;
  reason:
    | 'unknown_event_type'
    | 'already_filled'
    | 'invalid_location_choice'
    | 'required_question'
    | 'unknown_question'
    | 'invalid_email'
    | 'too_many_guests'
    | 'unknown_invitee'
    | 'already_canceled'
    | 'in_the_past'
    | 'link_used';
  parameter?: string;
  message: string;
}

export type BookingResult = { ok: true; event: ScheduledEvent; invitee: Invitee } | BookingRefusal;

/**
 * Everything that moves a booking, one method each. Every method commits its state and queues the
 * deliveries it causes in one transaction; pages, REST routes and the control interface all call these.
 */
export interface Bookings {
  /** Free start times of an event type in [from, to), ascending, with the seats left at each; of its own length unless told. */
  slots(
    eventTypeId: string,
    from: string,
    to: string,
    minutes?: number,
  ): { startTime: string; seatsLeft: number }[];
  book(request: BookingRequest): BookingResult;
  /** One invitee leaves; a one-on-one event is canceled with them. */
  cancelInvitee(
    inviteeId: string,
    by: { type: 'host' | 'invitee'; name: string },
    reason: string | null,
  ): BookingResult;
  /** The whole event with every active invitee. */
  cancelEvent(
    eventId: string,
    by: { type: 'host' | 'invitee'; name: string },
    reason: string | null,
  ): BookingResult;
  /** A new event and a new invitee, linked both ways; two messages. */
  reschedule(
    inviteeId: string,
    startTime: string,
    by: { type: 'host' | 'invitee'; name: string; id?: string },
    reason: string | null,
  ): BookingResult;
  markNoShow(inviteeId: string): BookingResult;
  unmarkNoShow(noShowId: string): BookingResult;
}
