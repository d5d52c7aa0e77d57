/** Bookings, as a GET shows them and deliveries embed them (calendly-api.md §3.6 to §3.8 and §4.7). */
import { z } from 'zod';
import {
  moment,
  object,
  oneOf,
  shown,
  shownOrNull,
  text,
  textOrEmpty,
  textOrNull,
  timestamp,
  uri,
} from './fields.ts';

export const cancellation = object({
  canceled_by: textOrEmpty,
  reason: textOrNull,
  canceler_type: oneOf('host', 'invitee').catch(''),
  created_at: moment,
});
export type Cancellation = z.output<typeof cancellation>;

/** Discriminated by `type` (`zoom`, `physical`, …); `join_url` only once `status` is `pushed`. */
const eventLocation = object({
  type: z.string(),
  location: textOrNull,
  additional_info: textOrNull,
  status: textOrNull,
  join_url: textOrNull,
  data: z.unknown().optional(),
});
export type EventLocation = z.output<typeof eventLocation>;

/** The buffered times stand in a GET, not in deliveries. */
const host = object({
  user: z.string(),
  user_email: text,
  user_name: text,
  buffered_start_time: text,
  buffered_end_time: text,
});
const guest = object({ email: z.string(), created_at: text, updated_at: text });
const counter = object({ total: z.int(), active: z.int(), limit: z.int() });

/** `cancellation` is there once it is canceled. */
export const scheduledEvent = object({
  uri: uri('scheduledEvent'),
  name: textOrNull,
  status: oneOf('active', 'canceled'),
  start_time: timestamp,
  end_time: timestamp,
  event_type: textOrNull,
  location: shownOrNull(eventLocation),
  invitees_counter: shown(counter),
  event_memberships: shown(z.array(host)),
  event_guests: shown(z.array(guest)),
  calendar_event: shownOrNull(object({ kind: text, external_id: text })),
  meeting_notes_plain: textOrNull,
  meeting_notes_html: textOrNull,
  cancellation: shown(cancellation),
  created_at: timestamp,
  updated_at: timestamp,
});
export type ScheduledEvent = z.output<typeof scheduledEvent>;

const answer = object({
  question: z.string(),
  answer: textOrEmpty,
  position: shown(z.int()),
});

/** One person's booking. A reschedule makes a new one: `old_invitee` and `new_invitee` lead from one to the other. */
export const invitee = object({
  uri: uri('invitee'),
  event: uri('scheduledEvent'),
  email: textOrEmpty,
  name: textOrEmpty,
  first_name: textOrNull,
  last_name: textOrNull,
  status: oneOf('active', 'canceled'),
  timezone: textOrNull,
  text_reminder_number: textOrNull,
  questions_and_answers: shown(z.array(answer)),
  tracking: shown(z.record(z.string(), z.string().nullable())),
  rescheduled: z.boolean(),
  old_invitee: uri('invitee').nullish(),
  new_invitee: uri('invitee').nullish(),
  cancel_url: text,
  reschedule_url: text,
  cancellation: shown(cancellation),
  payment: shownOrNull(z.record(z.string(), z.unknown())),
  no_show: object({ uri: z.string(), created_at: timestamp.optional() }).nullish(),
  reconfirmation: shownOrNull(object({ created_at: timestamp, confirmed_at: timestamp.nullish() })),
  scheduling_method: shownOrNull(oneOf('instant_book', 'api')),
  invitee_scheduled_by: textOrNull,
  routing_form_submission: textOrNull,
  created_at: timestamp,
  updated_at: timestamp,
});
export type Invitee = z.output<typeof invitee>;

/** What the four invitee topics deliver. */
export const inviteePayload = invitee.extend({ scheduled_event: scheduledEvent });
export type InviteePayload = z.output<typeof inviteePayload>;

export const inviteeNoShow = object({
  uri: uri('inviteeNoShow'),
  invitee: uri('invitee'),
  created_at: moment,
});
