/**
 * What each topic carries, made by really doing what causes it. Only ever called inside a rehearsal: nothing of it
 * stays, and what it queues for subscriptions is taken back with it.
 */

import { untracked } from './booking-rows.ts';
import { isoMicros } from './clock.ts';
import type { Contact, EventType, FormSubmission, RoutingForm, User } from './entities.ts';
import { newEventType } from './people.ts';
import { newRecap, noDetails } from './record-rows.ts';
import type { Parts } from './routes/operation.ts';
import type { Json } from './wire.ts';

const weekMs = 7 * 24 * 60 * 60_000;

export function samplePayload(parts: Parts, topic: string, user: User): Json {
  const [family] = topic.split('.');
  if (family === 'event_type') return eventTypeSample(parts, topic, user);
  if (family === 'contact') return contactSample(parts, topic, user);
  if (family === 'routing_form_submission') return parts.wire.submission(submissionSample(parts, user));
  if (family === 'meeting_recap') return recapSample(parts, topic, user);
  return inviteeSample(parts, topic, user);
}

function typeSample({ state, ids }: Parts, user: User): EventType {
  const type = { ...newEventType(ids, user, [], 'intro', 0), slug: 'sample' };
  state.eventTypes.put(type);
  return type;
}

function book(parts: Parts, user: User) {
  const type = typeSample(parts, user);
  const from = parts.clock.now() + weekMs;
  const [slot] = parts.bookings.slots(type.id, isoMicros(from), isoMicros(from + 8 * weekMs));
  const booked = parts.bookings.book({
    eventTypeId: type.id,
    startTime: slot!.startTime,
    name: 'Ivy Invitee',
    email: 'ivy@example.com',
    timezone: 'America/New_York',
    answers: [{ question: type.questions[0]!.name, answer: 'Pricing' }],
  });
  if (!booked.ok) throw new Error(`A sample could not be booked: ${booked.message}`);
  return booked;
}

function inviteeSample(parts: Parts, topic: string, user: User): Json {
  const { bookings, wire } = parts;
  let now = book(parts, user) as Extract<ReturnType<typeof bookings.book>, { ok: true }>;
  const next = (result: ReturnType<typeof bookings.book>) => {
    if (result.ok) now = result;
  };
  const { id, name } = now.invitee;
  if (topic === 'invitee.canceled') next(bookings.cancelInvitee(id, { type: 'invitee', name }, 'Ill today'));
  if (topic.startsWith('invitee_no_show')) next(bookings.markNoShow(id));
  if (topic === 'invitee_no_show.deleted') next(bookings.unmarkNoShow(now.invitee.noShow!.id));
  return wire.inviteePayload(now.invitee, now.event);
}

function eventTypeSample(parts: Parts, topic: string, user: User): Json {
  const type = typeSample(parts, user);
  const deletedAt = topic === 'event_type.deleted' ? parts.clock.iso() : null;
  return parts.wire.eventType({ ...type, active: deletedAt === null, deletedAt });
}

function contactSample({ wire, ids, clock }: Parts, topic: string, user: User): Json {
  const now = clock.iso();
  const contact: Contact = {
    id: ids.uuid(),
    userId: user.id,
    name: 'Ivy Invitee',
    emails: [{ email: 'ivy@example.com', is_primary: true }],
    phoneNumbers: [],
    details: { ...noDetails, timezone: 'America/New_York' },
    customFields: [],
    createdAt: now,
    updatedAt: now,
  };
  return topic === 'contact.deleted' ? wire.contactDeleted(contact, now) : wire.contactPayload(contact);
}

function submissionSample({ state, ids, clock }: Parts, user: User): FormSubmission {
  const now = clock.iso();
  const question = {
    id: ids.uuid(),
    name: 'What is it about?',
    type: 'text' as const,
    required: true,
    answerChoices: null,
  };
  const form: RoutingForm = {
    id: ids.uuid(),
    organizationId: user.organizationId,
    name: 'Sample',
    status: 'published',
    questions: [question],
    routes: [],
    createdAt: now,
    updatedAt: now,
  };
  state.forms.put(form);
  return {
    id: ids.uuid(),
    formId: form.id,
    answers: [{ questionId: question.id, question: question.name, answer: 'Pricing' }],
    tracking: untracked,
    result: { type: 'external_url', url: 'https://example.com/pricing' },
    inviteeId: null,
    createdAt: now,
    updatedAt: now,
  };
}

function recapSample(parts: Parts, topic: string, user: User): Json {
  const { wire, ids, clock } = parts;
  const recap = newRecap(
    { id: ids.uuid(), userId: user.id, eventId: book(parts, user).event.id },
    clock.iso(),
  );
  if (topic === 'meeting_recap.deleted') return wire.recapDeleted(recap, clock.iso());
  return topic === 'meeting_recap.created' ? wire.recapCreated(recap) : wire.recapUpdated(recap);
}
