/** Forms, contacts, recaps, and the traces of an organization (calendly-api.md §3.10, §3.12 to §3.14). */
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

const list = <Shape extends z.ZodType>(shape: Shape) => shown(z.array(shape));
const fields = z.record(z.string(), z.unknown());

const formQuestion = object({
  uuid: z.string(),
  name: textOrEmpty,
  type: shown(oneOf('name', 'text', 'email', 'phone', 'textarea', 'select', 'radios')),
  required: flag,
  answer_choices: shownOrNull(z.array(z.string())),
});

export const routingForm = object({
  uri: uri('routingForm'),
  organization: text,
  name: textOrEmpty,
  status: oneOf('draft', 'published'),
  questions: list(formQuestion),
  created_at: moment,
  updated_at: moment,
});

/** `submitter` is the invitee when it led to a booking. `result.value` is a URI, an address or a message. */
export const routingFormSubmission = object({
  uri: uri('routingFormSubmission'),
  routing_form: uri('routingForm'),
  questions_and_answers: list(object({ question_uuid: text, question: textOrEmpty, answer: textOrNull })),
  tracking: shown(z.record(z.string(), z.string().nullable())),
  result: shownOrNull(
    object({ type: oneOf('event_type', 'external_url', 'custom_message'), value: z.unknown().optional() }),
  ),
  submitter: textOrNull,
  submitter_type: textOrNull,
  created_at: moment,
  updated_at: moment,
});

/** Whoever acted; Calendly tells it in depth for users, groups and organizations. */
const actor = object({
  uri: textOrNull,
  type: text,
  display_name: textOrNull,
  alternative_identifier: textOrNull,
  organization: shownOrNull(fields),
  group: shownOrNull(fields),
});

export const activityLogEntry = object({
  uri: text,
  occurred_at: timestamp,
  namespace: z.string(),
  action: z.string(),
  fully_qualified_name: text,
  organization: text,
  actor: shownOrNull(actor),
  details: z.unknown().optional(),
});

/** What stands beside a page of the activity log: `total_count` ends at a number that `exceeds_max_total_count` tells of. */
export const activityLogTotals = z.object({
  last_event_time: momentOrNull,
  total_count: whole,
  exceeds_max_total_count: flag,
});

export const outgoingCommunication = object({
  type: oneOf('email', 'sms'),
  to: text,
  from: text,
  subject: textOrNull,
  body: textOrNull,
  sender_uri: textOrNull,
  sender_email: textOrNull,
  event_type_uri: textOrNull,
  event_uri: textOrNull,
  scheduling_url: textOrNull,
  sent_at: momentOrNull,
  created_at: moment,
});

export const outgoingCommunicationTotals = z.object({ total_count: whole });

export const contact = object({
  uri: uri('contact'),
  name: textOrEmpty,
  emails: list(object({ email: z.string(), is_primary: flag })),
  phone_numbers: list(object({ phone_number: z.string() })),
  timezone: textOrNull,
  job_title: textOrNull,
  company: textOrNull,
  country: textOrNull,
  state: textOrNull,
  city: textOrNull,
  linkedin: textOrNull,
  custom_fields: list(object({ uri: text, label: text, value: z.unknown().optional() })),
  creation_source: text,
  first_email_date: momentOrNull,
  last_email_date: momentOrNull,
  next_meeting_date: momentOrNull,
  last_meeting_date: momentOrNull,
  last_interaction_date: momentOrNull,
  created_at: moment,
  updated_at: moment,
});

export const customFieldDefinition = object({
  uri: uri('customFieldDefinition'),
  label: textOrEmpty,
  field_type: oneOf('text', 'number', 'currency', 'tags', 'date', 'single_select', 'invitee_question'),
  options: shownOrNull(z.array(z.unknown())),
  currency: textOrNull,
  source: shownOrNull(fields),
  created_at: moment,
  updated_at: moment,
});

/** `transcript` leads to the text of what was said. The status is written in capitals here, in small letters in a query. */
export const meetingRecap = object({
  uri: uri('meetingRecap'),
  app_url: text,
  event: textOrNull,
  status: oneOf('Available', 'Processing', 'Unavailable'),
  name: textOrNull,
  location: z.unknown().optional(),
  start_time: moment,
  end_time: moment,
  attendees: list(object({ host: flag, user_email: textOrNull, user_name: textOrNull })),
  summary_md: textOrNull,
  action_items_md: textOrNull,
  discussion_md: textOrNull,
  transcript: textOrNull,
  share_link: textOrNull,
  created_at: moment,
  updated_at: moment,
});

export const transcript = object({ uri: text, text: textOrEmpty });
