/**
 * The rows of the emulated Calendly, and what can be done to its bookings.
 * Everything is plain data in Calendly's own words; how a row looks on the wire is `wire.ts`.
 * Times are ISO 8601 UTC with six decimals, as Calendly writes them; ids are bare uuids, never URIs.
 */

export type Plan = 'basic' | 'essentials' | 'standard' | 'professional' | 'teams' | 'enterprise';
export type Stage = 'trial' | 'free' | 'paid';
export type Role = 'owner' | 'admin' | 'user';

export interface Organization {
  id: string;
  name: string;
  kind: 'single' | 'multiple';
  plan: Plan;
  stage: Stage;
  createdAt: string;
  updatedAt: string;
}

export interface User {
  id: string;
  organizationId: string;
  role: Role;
  membershipId: string;
  name: string;
  email: string;
  slug: string;
  timezone: string;
  locale: string;
  timeNotation: '12h' | '24h';
  avatarUrl: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Question {
  name: string;
  type: 'string' | 'text' | 'phone_number' | 'single_select' | 'multi_select';
  position: number;
  enabled: boolean;
  required: boolean;
  answerChoices: string[];
  includeOther: boolean;
}

/** A place an event type offers (`kind`, as in event types). */
export interface LocationChoice {
  kind:
    | 'physical'
    | 'outbound_call'
    | 'inbound_call'
    | 'google_conference'
    | 'zoom_conference'
    | 'gotomeeting_conference'
    | 'microsoft_teams_conference'
    | 'webex_conference'
    | 'custom'
    | 'ask_invitee';
  location?: string;
  additionalInfo?: string;
  phoneNumber?: string;
}

/** Opening hours, in the host's own zone: weekday 0 (Sunday) to 6, minutes from midnight. */
export interface OpeningHours {
  weekday: number;
  from: number;
  to: number;
}

export interface EventType {
  id: string;
  ownerId: string;
  /** Every host; the owner alone for a solo type, several for a collective one. */
  hostIds: string[];
  name: string;
  slug: string;
  active: boolean;
  /** Place among its owner's types, from 0. */
  position: number;
  kind: 'solo' | 'group';
  poolingType: 'round_robin' | 'collective' | null;
  /** Seats of one scheduled event: 1 unless the kind is `group`. */
  seats: number;
  durationMinutes: number;
  color: string;
  description: string | null;
  questions: Question[];
  locations: LocationChoice[];
  hours: OpeningHours[];
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
}

export interface Cancellation {
  canceledBy: string;
  cancelerType: 'host' | 'invitee';
  reason: string | null;
  createdAt: string;
}

export interface ScheduledEvent {
  id: string;
  eventTypeId: string;
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

/** An OAuth application registered with Calendly. */
export interface Application {
  clientId: string;
  clientSecretHash: string;
  name: string;
  kind: 'web' | 'native';
  environment: 'sandbox' | 'production';
  redirectUris: string[];
  scopes: string[];
  /** Signs deliveries of subscriptions that brought no key of their own. */
  webhookSigningKey: string;
  createdAt: string;
}

/** What the consent page hands out; `id` is the SHA-256 of the code. */
export interface AuthorizationCode {
  id: string;
  clientId: string;
  userId: string;
  redirectUri: string;
  scopes: string[];
  codeChallenge: string | null;
  expiresAt: string;
  usedAt: string | null;
}

/** One consent: everything issued from one code is one family. */
export interface Grant {
  id: string;
  clientId: string;
  userId: string;
  scopes: string[];
  createdAt: string;
  endedAt: string | null;
}

/** What one answer of the token endpoint issued; tokens are kept as SHA-256 in hex. */
export interface TokenPair {
  id: string;
  grantId: string;
  accessHash: string;
  refreshHash: string;
  createdAt: string;
  expiresAt: string;
  refreshUsedAt: string | null;
  revokedAt: string | null;
}

export interface WebhookSubscription {
  id: string;
  callbackUrl: string;
  events: string[];
  scope: 'user' | 'organization' | 'group';
  organizationId: string;
  userId: string | null;
  groupId: string | null;
  creatorId: string;
  /** The application whose token made it; null for a personal access token. */
  clientId: string | null;
  signingKey: string | null;
  state: 'active' | 'disabled';
  retryStartedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** One message for one subscription, with its tries. */
export interface Delivery {
  id: string;
  subscriptionId: string;
  event: string;
  body: Uint8Array;
  createdAt: string;
  attempts: Attempt[];
  state: 'waiting' | 'delivered' | 'dropped';
  nextAttemptAt: string | null;
  /** Waits until a later one of the same subscription was tried (fault `reorder`). */
  held: boolean;
}

export interface Attempt {
  at: string;
  /** `t` of the signature it carried; null without a signature. */
  signedAt: number | null;
  status: number | null;
  error: string | null;
  milliseconds: number;
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
    | 'in_the_past';
  parameter?: string;
  message: string;
}

export type BookingResult = { ok: true; event: ScheduledEvent; invitee: Invitee } | BookingRefusal;

/**
 * Everything that moves a booking, one method each. Every method commits its state and queues the
 * deliveries it causes in one transaction; pages, REST routes and the control interface all call these.
 */
export interface Bookings {
  /** Free start times of an event type in [from, to), ascending, with the seats left at each. */
  slots(eventTypeId: string, from: string, to: string): { startTime: string; seatsLeft: number }[];
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
