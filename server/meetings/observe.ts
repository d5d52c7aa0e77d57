/** What a delivery or an answer of Calendly's says, as a picture. Pure. */
import * as calendly from '../calendly/index.ts';
import {
  type Cancellation,
  type EventFacts,
  group,
  type InviteeFacts,
  type Location,
  nothing,
  type Origin,
  type Picture,
  unversioned,
} from './facts.ts';

/** A delivery's payload: one invitee, and the scheduled event as it stood. */
export function observePayload(payload: calendly.InviteePayload): Picture {
  return observeEvent(payload.scheduled_event, [payload], 0);
}

/** A scheduled event with invitees of it, as Calendly listed or was asked. */
export function observeEvent(
  event: calendly.ScheduledEvent,
  invitees: readonly calendly.Invitee[],
  fence: number,
): Picture {
  return {
    events: new Map([[calendly.uuidOf(event.uri, 'scheduledEvent')!, eventFacts(event, fence)]]),
    invitees: new Map(invitees.map((invitee) => [inviteeOf(invitee.uri), inviteeFacts(invitee, fence)])),
    links: new Set(invitees.flatMap(linksOf)),
  };
}

function eventFacts(event: calendly.ScheduledEvent, fence: number): EventFacts {
  const origin = { version: event.updated_at, fence };
  const canceled = event.status === 'canceled';
  return {
    state: group({ canceled, cancellation: cancellationOf(event.cancellation, origin) }, origin, canceled),
    details: group(
      {
        name: event.name ?? null,
        startTime: event.start_time,
        endTime: event.end_time,
        eventType: event.event_type ?? null,
        hosts: (event.event_memberships ?? []).map((host) => ({
          user: host.user,
          email: host.user_email ?? null,
          name: host.user_name ?? null,
        })),
        guests: (event.event_guests ?? []).map(({ email }) => email).sort(),
        seats: event.invitees_counter?.limit ?? null,
      },
      origin,
    ),
    location: group(locationOf(event.location), origin),
    gone: group(false, { version: unversioned, fence }),
  };
}

/** A look found that Calendly does not show the scheduled event any more; the rest stays as it is held. */
export function observeGone(eventUuid: string, held: EventFacts, fence: number): Picture {
  const facts = { ...held, gone: group(true, { version: unversioned, fence }) };
  return { ...nothing, events: new Map([[eventUuid, facts]]) };
}

function inviteeFacts(invitee: calendly.Invitee, fence: number): InviteeFacts {
  const origin = { version: invitee.updated_at, fence };
  const canceled = invitee.status === 'canceled';
  const { no_show: noShow } = invitee;
  return {
    state: group(
      {
        canceled,
        rescheduled: invitee.rescheduled,
        cancellation: cancellationOf(invitee.cancellation, origin),
      },
      origin,
      canceled,
    ),
    details: group(
      {
        eventUuid: calendly.inviteeIds(invitee.uri)!.eventUuid,
        bookedAt: invitee.created_at,
        name: invitee.name,
        email: invitee.email,
        timezone: invitee.timezone ?? null,
        answers: answersOf(invitee),
        tracking: invitee.tracking ?? {},
        payment: invitee.payment ?? null,
        cancelUrl: invitee.cancel_url ?? null,
        rescheduleUrl: invitee.reschedule_url ?? null,
      },
      origin,
    ),
    noShow: group(noShow ? { uri: noShow.uri, at: noShow.created_at ?? null } : null, origin),
  };
}

function answersOf(invitee: calendly.Invitee): { question: string; answer: string }[] {
  return (invitee.questions_and_answers ?? [])
    .toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0))
    .map(({ question, answer }) => ({ question, answer }));
}

/** Calendly writes "no reason" as null or as nothing. */
function cancellationOf(told: calendly.Cancellation | undefined, { version }: Origin): Cancellation | null {
  if (!told) return null;
  return {
    by: told.canceled_by,
    type: told.canceler_type,
    reason: told.reason || null,
    at: told.created_at ?? version,
  };
}

function locationOf(told: calendly.EventLocation | null | undefined): Location | null {
  if (!told) return null;
  return {
    type: told.type,
    place: told.location ?? null,
    moreInfo: told.additional_info ?? null,
    status: told.status ?? null,
    joinUrl: told.join_url ?? null,
  };
}

function linksOf(invitee: calendly.Invitee): string[] {
  const uuid = inviteeOf(invitee.uri);
  return [
    ...(invitee.old_invitee ? [`${inviteeOf(invitee.old_invitee)} ${uuid}`] : []),
    ...(invitee.new_invitee ? [`${uuid} ${inviteeOf(invitee.new_invitee)}`] : []),
  ];
}

function inviteeOf(uri: string): string {
  return calendly.inviteeIds(uri)!.inviteeUuid;
}
