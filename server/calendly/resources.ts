/**
 * Calendly's resources as they come over the wire, with Calendly's own field names (calendly-api.md §3 and §4).
 * Unknown fields are kept where a resource is stored whole; enum values stay open, since Calendly adds some.
 */

/** GET /users/me, scope `users:read`. */
export interface CalendlyUser {
  uri: string;
  name: string;
  email: string;
  slug: string;
  scheduling_url: string;
  timezone: string;
  locale?: string;
  time_notation?: string;
  avatar_url?: string | null;
  current_organization: string;
  created_at: string;
  updated_at: string;
}

export interface Cancellation {
  canceled_by: string;
  reason?: string | null;
  canceler_type: string;
  created_at?: string;
}

/** Discriminated by `type` (`zoom`, `physical`, …); `join_url` only once `status` is `pushed`. */
export interface EventLocation {
  type: string;
  location?: string | null;
  additional_info?: string | null;
  status?: string | null;
  join_url?: string | null;
  data?: unknown;
}

/** A scheduled event as a GET shows it; a delivery embeds the same without `calendar_event` and `buffered_*`. */
export interface ScheduledEvent {
  uri: string;
  name?: string | null;
  status: string;
  start_time: string;
  end_time: string;
  event_type?: string | null;
  location?: EventLocation | null;
  invitees_counter?: { total: number; active: number; limit: number };
  event_memberships?: { user: string; user_email?: string; user_name?: string }[];
  event_guests?: { email: string; created_at?: string; updated_at?: string }[];
  meeting_notes_plain?: string | null;
  cancellation?: Cancellation;
  created_at: string;
  updated_at: string;
}

export interface Invitee {
  uri: string;
  event: string;
  email: string;
  name: string;
  first_name?: string | null;
  last_name?: string | null;
  status: string;
  timezone?: string | null;
  text_reminder_number?: string | null;
  questions_and_answers?: { question: string; answer: string; position?: number }[];
  tracking?: Record<string, string | null>;
  rescheduled: boolean;
  old_invitee?: string | null;
  new_invitee?: string | null;
  cancel_url?: string;
  reschedule_url?: string;
  cancellation?: Cancellation;
  payment?: Record<string, unknown> | null;
  no_show?: { uri: string; created_at?: string } | null;
  reconfirmation?: { created_at: string; confirmed_at?: string | null } | null;
  scheduling_method?: string | null;
  invitee_scheduled_by?: string | null;
  routing_form_submission?: string | null;
  created_at: string;
  updated_at: string;
}

/** What the four invitee topics deliver. */
export interface InviteePayload extends Invitee {
  scheduled_event: ScheduledEvent;
}

export interface WebhookSubscriptionResource {
  uri: string;
  callback_url: string;
  created_at: string;
  updated_at: string;
  retry_started_at: string | null;
  state: string;
  events: string[];
  scope: string;
  organization: string;
  user: string | null;
  group: string | null;
  creator: string | null;
}
