/** What can be booked, when, and the links that lead there (calendly-api.md §3.4, §3.5, §3.9). */
import { z } from 'zod';
import {
  flag,
  moment,
  momentOrNull,
  object,
  oneOf,
  shown,
  shownOrNull,
  text,
  textOrEmpty,
  textOrNull,
  timestamp,
  uri,
  whole,
} from './fields.ts';
import { calendlyUser } from './people.ts';

/** Discriminated by `kind`, unlike the location of a scheduled event, which has a `type`. */
const locationConfiguration = object({
  kind: oneOf(
    'physical',
    'outbound_call',
    'inbound_call',
    'google_conference',
    'zoom_conference',
    'gotomeeting_conference',
    'microsoft_teams_conference',
    'webex_conference',
    'custom',
    'ask_invitee',
  ),
  location: textOrNull,
  additional_info: textOrNull,
  phone_number: textOrNull,
});

const customQuestion = object({
  name: z.string(),
  type: shown(oneOf('string', 'text', 'phone_number', 'single_select', 'multi_select')),
  position: whole,
  enabled: flag,
  required: flag,
  answer_choices: shownOrNull(z.array(z.string())),
  include_other: flag,
});

/** `kind` and `pooling_type` say who shares a slot; `duration` is in minutes; `deleted_at` is set once it is deleted. */
export const eventType = object({
  uri: uri('eventType'),
  name: textOrNull,
  slug: textOrNull,
  scheduling_url: text,
  active: z.boolean(),
  secret: flag,
  admin_managed: flag,
  is_paid: flag,
  booking_method: shown(oneOf('instant', 'poll')),
  kind: oneOf('solo', 'group'),
  pooling_type: oneOf('round_robin', 'collective', 'multi_pool').nullish(),
  type: shown(oneOf('StandardEventType', 'AdhocEventType')),
  duration: whole,
  duration_options: shownOrNull(z.array(z.int())),
  color: text,
  description_plain: textOrNull,
  description_html: textOrNull,
  internal_note: textOrNull,
  profile: shownOrNull(object({ type: shown(oneOf('User', 'Team')), name: text, owner: text })),
  custom_questions: shown(z.array(customQuestion)),
  locations: shownOrNull(z.array(locationConfiguration)),
  position: whole,
  locale: text,
  created_at: moment,
  updated_at: moment,
  deleted_at: momentOrNull,
});
export type EventType = z.output<typeof eventType>;

export const availableTime = object({
  status: oneOf('available'),
  invitees_remaining: whole,
  start_time: timestamp,
  scheduling_url: text,
});

/** A host of an event type that several share. */
export const eventTypeMembership = object({
  uri: uri('eventTypeMembership'),
  event_type: uri('eventType'),
  member: calendlyUser,
  created_at: moment,
  updated_at: moment,
});

const interval = object({ from: z.string(), to: z.string() });
/** Of a weekday or of a date; the times of day are in the schedule's own zone. */
const availabilityRule = object({
  type: oneOf('wday', 'date'),
  wday: text,
  date: text,
  intervals: z.array(interval),
});

export const eventTypeAvailabilitySchedule = object({
  event_type: uri('eventType'),
  availability_setting: oneOf('host'),
  availability_rule: object({
    uri: text,
    name: textOrNull,
    user: text,
    timezone: textOrEmpty,
    rules: z.array(availabilityRule),
  }),
});

export const availabilitySchedule = object({
  uri: uri('availabilitySchedule'),
  default: flag,
  name: textOrNull,
  user: text,
  timezone: textOrEmpty,
  rules: z.array(availabilityRule),
});

/** `event` is there for Calendly's own. */
export const busyTime = object({
  type: oneOf('calendly', 'reserved', 'external'),
  start_time: timestamp,
  end_time: timestamp,
  buffered_start_time: moment,
  buffered_end_time: moment,
  event: shown(object({ uri: text })),
});

const limit = z.int().nullish();
/** How many meetings the person hosts at most; null: no limit. */
export const meetingLimits = object({ daily_limit: limit, weekly_limit: limit, monthly_limit: limit });

export const userLocation = object({ kind: z.string(), connected: flag });

export const schedulingLink = object({
  booking_url: z.string(),
  owner: text,
  owner_type: text,
});

/** `share_override` tells what differs from the event type. */
export const share = object({
  scheduling_links: z.array(schedulingLink),
  share_override: shown(z.record(z.string(), z.unknown())),
});
