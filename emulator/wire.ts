/**
 * Rows → the JSON that Calendly sends, key by key in the live order: alphabetical everywhere, but for `tracking`,
 * `invitees_counter`, `no_show` inside a delivery, Zoom's `location.data`, and a membership's `user`.
 * What differs between an answer and a delivery stands here and nowhere else.
 */
import type { Clock } from './clock.ts';
import type {
  Cancellation,
  EventType,
  Invitee,
  Organization,
  ScheduledEvent,
  User,
  WebhookSubscription,
} from './entities.ts';
import { eventAsOf } from './location.ts';
import type { State } from './state.ts';
import type { Uris } from './uris.ts';

export type Json = Record<string, unknown>;
export type Wire = ReturnType<typeof createWire>;

export function createWire(deps: { state: State; uris: Uris; clock: Clock }) {
  const { state, uris, clock } = deps;

  const user = (row: User): Json => ({
    avatar_url: row.avatarUrl,
    created_at: row.createdAt,
    current_organization: uris.organization(row.organizationId),
    email: row.email,
    locale: row.locale,
    name: row.name,
    resource_type: 'User',
    scheduling_url: uris.page(row.slug),
    slug: row.slug,
    time_notation: row.timeNotation,
    timezone: row.timezone,
    updated_at: row.updatedAt,
    uri: uris.user(row.id),
  });

  const organization = (row: Organization): Json => ({
    created_at: row.createdAt,
    kind: row.kind,
    name: row.name,
    plan: row.plan,
    stage: row.stage,
    updated_at: row.updatedAt,
    uri: uris.organization(row.id),
  });

  const membership = (row: User): Json => ({
    created_at: row.createdAt,
    organization: uris.organization(row.organizationId),
    role: row.role,
    updated_at: row.updatedAt,
    uri: uris.membership(row.membershipId),
    user: {
      avatar_url: row.avatarUrl,
      created_at: row.createdAt,
      email: row.email,
      locale: row.locale,
      name: row.name,
      time_notation: row.timeNotation,
      timezone: row.timezone,
      updated_at: row.updatedAt,
      uri: uris.user(row.id),
      scheduling_url: uris.page(row.slug),
      slug: row.slug,
    },
  });

  function eventType(row: EventType): Json {
    const owner = state.users.get(row.ownerId)!;
    return {
      active: row.active,
      admin_managed: false,
      booking_method: 'instant',
      color: row.color,
      created_at: row.createdAt,
      custom_questions: row.questions.map((question) => ({
        answer_choices: question.answerChoices,
        enabled: question.enabled,
        include_other: question.includeOther,
        name: question.name,
        position: question.position,
        required: question.required,
        type: question.type,
      })),
      deleted_at: row.deletedAt,
      description_html: row.description === null ? null : `<p>${escapeHtml(row.description)}</p>`,
      description_plain: row.description,
      duration: row.durationMinutes,
      duration_options: null,
      internal_note: null,
      is_paid: false,
      kind: row.kind,
      locale: 'en',
      locations: row.locations.map((place) => ({
        ...(place.additionalInfo === undefined ? {} : { additional_info: place.additionalInfo }),
        kind: place.kind,
        ...(place.location === undefined ? {} : { location: place.location }),
        ...(place.phoneNumber === undefined ? {} : { phone_number: place.phoneNumber }),
      })),
      name: row.name,
      pooling_type: row.poolingType,
      position: row.position,
      profile: { name: owner.name, owner: uris.user(owner.id), type: 'User' },
      scheduling_url: uris.page(`${owner.slug}/${row.slug}`),
      secret: false,
      slug: row.slug,
      type: 'StandardEventType',
      updated_at: row.updatedAt,
      uri: uris.eventType(row.id),
    };
  }

  const cancellation = (row: Cancellation): Json => ({
    canceled_by: row.canceledBy,
    canceler_type: row.cancelerType,
    created_at: row.createdAt,
    reason: row.reason,
  });

  function hosts(row: ScheduledEvent, buffered: boolean): Json[] {
    return row.hostIds.map((id) => {
      const host = state.users.get(id)!;
      return {
        ...(buffered ? { buffered_end_time: row.endTime, buffered_start_time: row.startTime } : {}),
        user: uris.user(id),
        user_email: host.email,
        user_name: host.name,
      };
    });
  }

  function scheduledEvent(stored: ScheduledEvent, form: 'answer' | 'delivery'): Json {
    const row = eventAsOf(stored, clock.now());
    const type = state.eventTypes.get(row.eventTypeId)!;
    const counter = state.counterOf(row.id);
    const answer = form === 'answer';
    return {
      ...(answer ? { calendar_event: { external_id: row.id.replaceAll('-', ''), kind: 'google' } } : {}),
      ...(row.cancellation === null ? {} : { cancellation: cancellation(row.cancellation) }),
      created_at: row.createdAt,
      end_time: row.endTime,
      event_guests: row.guests.map((guest) => ({
        created_at: guest.createdAt,
        email: guest.email,
        updated_at: guest.updatedAt,
      })),
      event_memberships: hosts(row, answer),
      event_type: uris.eventType(row.eventTypeId),
      invitees_counter: { total: counter.total, active: counter.active, limit: type.seats },
      location: row.location,
      meeting_notes_html: null,
      meeting_notes_plain: null,
      name: row.name,
      start_time: row.startTime,
      status: row.status,
      updated_at: row.updatedAt,
      uri: uris.event(row.id),
    };
  }

  /** With `embedded`, the payload of the four invitee topics; without, the resource of a GET. */
  function invitee(row: Invitee, embedded?: ScheduledEvent): Json {
    const link = (id: string | null) => {
      const other = id === null ? undefined : state.invitees.get(id);
      return other ? uris.invitee(other.eventId, other.id) : null;
    };
    return {
      cancel_url: uris.page(`cancellations/${row.id}`),
      ...(row.cancellation === null ? {} : { cancellation: cancellation(row.cancellation) }),
      created_at: row.createdAt,
      email: row.email,
      event: uris.event(row.eventId),
      first_name: row.firstName,
      invitee_scheduled_by: row.scheduledById === null ? null : uris.user(row.scheduledById),
      last_name: row.lastName,
      name: row.name,
      new_invitee: link(row.newInviteeId),
      no_show:
        row.noShow === null ? null : { uri: uris.noShow(row.noShow.id), created_at: row.noShow.createdAt },
      old_invitee: link(row.oldInviteeId),
      payment: null,
      questions_and_answers: row.answers.map(({ answer, position, question }) => ({
        answer,
        position,
        question,
      })),
      reconfirmation: null,
      reschedule_url: uris.page(`reschedulings/${row.id}`),
      rescheduled: row.rescheduled,
      routing_form_submission: null,
      ...(embedded ? { scheduled_event: scheduledEvent(embedded, 'delivery') } : {}),
      scheduling_method: row.schedulingMethod,
      status: row.status,
      text_reminder_number: row.textReminderNumber,
      timezone: row.timezone,
      tracking: {
        utm_campaign: row.tracking.utm_campaign,
        utm_source: row.tracking.utm_source,
        utm_medium: row.tracking.utm_medium,
        utm_content: row.tracking.utm_content,
        utm_term: row.tracking.utm_term,
        salesforce_uuid: row.tracking.salesforce_uuid,
      },
      updated_at: row.updatedAt,
      uri: uris.invitee(row.eventId, row.id),
    };
  }

  const noShow = (row: Invitee): Json => ({
    created_at: row.noShow!.createdAt,
    invitee: uris.invitee(row.eventId, row.id),
    uri: uris.noShow(row.noShow!.id),
  });

  const subscription = (row: WebhookSubscription): Json => ({
    callback_url: row.callbackUrl,
    created_at: row.createdAt,
    creator: uris.user(row.creatorId),
    events: row.events,
    group: null,
    organization: uris.organization(row.organizationId),
    retry_started_at: row.retryStartedAt,
    scope: row.scope,
    state: row.state,
    updated_at: row.updatedAt,
    uri: uris.subscription(row.id),
    user: row.userId === null ? null : uris.user(row.userId),
  });

  /** What a subscription is sent; `seconds` since 1970, since the envelope's time has no fraction. */
  const envelope = (topic: string, creatorId: string, payload: Json, seconds: number): Json => ({
    created_at: `${new Date(seconds * 1000).toISOString().slice(0, 19)}.000000Z`,
    created_by: uris.user(creatorId),
    event: topic,
    payload,
  });

  return {
    user,
    organization,
    membership,
    eventType,
    cancellation,
    scheduledEvent: (row: ScheduledEvent) => scheduledEvent(row, 'answer'),
    invitee: (row: Invitee) => invitee(row),
    inviteePayload: (row: Invitee, event: ScheduledEvent) => invitee(row, event),
    noShow,
    subscription,
    envelope,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
