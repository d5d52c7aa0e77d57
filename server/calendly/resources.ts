/**
 * Calendly's resources as they come over the wire, with Calendly's own field names (calendly-api.md §3 and §4):
 * each shape once, as its check and as its type. What identifies a resource or decides its state must be right.
 * Any other field that is not as described counts as absent, so that a change at Calendly loses no booking.
 * Unknown fields are left out, enum values stay open, and time stamps come out with six decimals.
 */
import { z } from 'zod';
import { type ResourceKind, uuidOf } from './uri.ts';

const uri = (kind: ResourceKind) =>
  z.string().refine((value) => uuidOf(value, kind) !== undefined, `not the URI of a resource: ${kind}`);

const utc = /^((?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;

/** Comparable as text: one form, and a moment that exists. */
export const timestamp = z.string().transform((value, context) => {
  const [, seconds, fraction = ''] = utc.exec(value) ?? [];
  const moment = new Date(`${seconds}Z`);
  if (seconds && !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(seconds)) {
    return `${seconds}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
  }
  context.addIssue({ code: 'custom', message: 'not a moment in UTC' });
  return z.NEVER;
});

/** A field that is for show: absent when it is not as described. */
const shown = <Shape extends z.ZodType>(shape: Shape) => shape.optional().catch(undefined);
const shownOrNull = <Shape extends z.ZodType>(shape: Shape) => shape.nullish().catch(undefined);
const text = shown(z.string());
const textOrEmpty = z.string().catch('');
const textOrNull = shownOrNull(z.string());

/** GET /users/me, scope `users:read`. */
export const calendlyUser = z.object({
  uri: uri('user'),
  name: textOrEmpty,
  email: textOrEmpty,
  slug: textOrEmpty,
  scheduling_url: textOrEmpty,
  timezone: textOrEmpty,
  locale: text,
  time_notation: text,
  avatar_url: textOrNull,
  current_organization: uri('organization'),
  created_at: timestamp,
  updated_at: timestamp,
});
export type CalendlyUser = z.output<typeof calendlyUser>;

const cancellation = z.object({
  canceled_by: textOrEmpty,
  reason: textOrNull,
  canceler_type: textOrEmpty,
  created_at: shown(timestamp),
});
export type Cancellation = z.output<typeof cancellation>;

/** Discriminated by `type` (`zoom`, `physical`, …); `join_url` only once `status` is `pushed`. */
const eventLocation = z.object({
  type: z.string(),
  location: textOrNull,
  additional_info: textOrNull,
  status: textOrNull,
  join_url: textOrNull,
  data: z.unknown().optional(),
});
export type EventLocation = z.output<typeof eventLocation>;

const person = z.object({ user: z.string(), user_email: text, user_name: text });
const guest = z.object({ email: z.string(), created_at: text, updated_at: text });
const counter = z.object({ total: z.int(), active: z.int(), limit: z.int() });

/** A scheduled event as a GET shows it; a delivery embeds the same. */
export const scheduledEvent = z.object({
  uri: uri('scheduledEvent'),
  name: textOrNull,
  status: z.string(),
  start_time: timestamp,
  end_time: timestamp,
  event_type: textOrNull,
  location: shownOrNull(eventLocation),
  invitees_counter: shown(counter),
  event_memberships: shown(z.array(person)),
  event_guests: shown(z.array(guest)),
  meeting_notes_plain: textOrNull,
  cancellation: shown(cancellation),
  created_at: timestamp,
  updated_at: timestamp,
});
export type ScheduledEvent = z.output<typeof scheduledEvent>;

const answer = z.object({
  question: z.string(),
  answer: textOrEmpty,
  position: shown(z.int()),
});

export const invitee = z.object({
  uri: uri('invitee'),
  event: uri('scheduledEvent'),
  email: textOrEmpty,
  name: textOrEmpty,
  first_name: textOrNull,
  last_name: textOrNull,
  status: z.string(),
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
  no_show: z.object({ uri: z.string(), created_at: timestamp.optional() }).nullish(),
  reconfirmation: shownOrNull(z.object({ created_at: timestamp, confirmed_at: timestamp.nullish() })),
  scheduling_method: textOrNull,
  invitee_scheduled_by: textOrNull,
  routing_form_submission: textOrNull,
  created_at: timestamp,
  updated_at: timestamp,
});
export type Invitee = z.output<typeof invitee>;

/** What the four invitee topics deliver. */
export const inviteePayload = invitee.extend({ scheduled_event: scheduledEvent });
export type InviteePayload = z.output<typeof inviteePayload>;

export const webhookSubscription = z.object({
  uri: uri('webhookSubscription'),
  callback_url: z.string(),
  created_at: timestamp,
  updated_at: timestamp,
  retry_started_at: timestamp.nullable().catch(null),
  state: z.string(),
  events: z.array(z.string()),
  scope: z.string(),
  organization: z.string(),
  user: z.string().nullable().catch(null),
  group: z.string().nullable().catch(null),
  creator: z.string().nullable().catch(null),
});
export type WebhookSubscriptionResource = z.output<typeof webhookSubscription>;
