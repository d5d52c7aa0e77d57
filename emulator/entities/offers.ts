/** Rows: what people offer, when, and the links that lead there. */

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

/** An interval of a day's wall clock, `09:00` to `17:00`. */
export interface Interval {
  from: string;
  to: string;
}

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

/** The hours of a weekday, or of one date instead of its weekday's. */
export type Rule =
  | { type: 'wday'; wday: (typeof weekdays)[number]; intervals: Interval[] }
  | { type: 'date'; date: string; intervals: Interval[] };

/** When a person can be booked, in a zone of its own. */
export interface Schedule {
  id: string;
  userId: string;
  /** The event type that alone follows it; null for one that its owner keeps under a name. */
  eventTypeId: string | null;
  isDefault: boolean;
  name: string | null;
  timezone: string;
  rules: Rule[];
}

/** Days are `2026-11-24`, both ends included; `days` counts from today. */
export type Bookable =
  | { kind: 'range'; from: string; to: string }
  | { kind: 'days'; days: number; onlyWeekdays: boolean }
  | { kind: 'spots'; spots: { from: string; to: string }[] };

/** Something of another calendar that a person is taken by. */
export interface ExternalBusyTime {
  id: string;
  userId: string;
  startTime: string;
  endTime: string;
}

/** A link that books once. */
export interface SchedulingLink {
  id: string;
  eventTypeId: string;
  usedAt: string | null;
  createdAt: string;
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
  /** When it can be booked: one of its owner's schedules, or one of its own. */
  scheduleId: string;
  type: 'StandardEventType' | 'AdhocEventType';
  locale: string;
  durationOptions: number[] | null;
  /** On no page and in no list: whoever has the link may book. */
  secret: boolean;
  /** The type that a share is a copy of; what is booked through the copy is the type's. */
  sharedFrom: string | null;
  /** The days or hours that it is open on at all; null is every day. */
  bookable: Bookable | null;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
}
