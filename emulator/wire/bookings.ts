/** Meetings and who comes. What differs between an answer and a delivery stands here and nowhere else. */
import type { Cancellation, Invitee, ScheduledEvent } from '../entities.ts';
import { eventAsOf } from '../location.ts';
import { type Json, trackingOf, type WireParts } from './json.ts';

export function bookingsWire({ state, uris, clock }: WireParts) {
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
      event_type: uris.eventType(type.sharedFrom ?? type.id),
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

  function submissionOf(row: Invitee): string | null {
    const [found] = state.submissions.where(`invitee_id = ?`, row.id);
    return found ? uris.submission(found.id) : null;
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
      routing_form_submission: submissionOf(row),
      ...(embedded ? { scheduled_event: scheduledEvent(embedded, 'delivery') } : {}),
      scheduling_method: row.schedulingMethod,
      status: row.status,
      text_reminder_number: row.textReminderNumber,
      timezone: row.timezone,
      tracking: trackingOf(row.tracking),
      updated_at: row.updatedAt,
      uri: uris.invitee(row.eventId, row.id),
    };
  }

  const noShow = (row: Invitee): Json => ({
    created_at: row.noShow!.createdAt,
    invitee: uris.invitee(row.eventId, row.id),
    uri: uris.noShow(row.noShow!.id),
  });

  return {
    cancellation,
    scheduledEvent: (row: ScheduledEvent) => scheduledEvent(row, 'answer'),
    invitee: (row: Invitee) => invitee(row),
    inviteePayload: (row: Invitee, event: ScheduledEvent) => invitee(row, event),
    noShow,
  };
}
