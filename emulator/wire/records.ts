/** Forms, contacts, recaps, and the records of what was done. */
import type {
  Communication,
  Contact,
  CustomField,
  FormResult,
  FormSubmission,
  LogEntry,
  Recap,
  RoutingForm,
} from '../entities.ts';
import { type Json, trackingOf, type WireParts } from './json.ts';

export function recordsWire(parts: WireParts) {
  return { ...formsWire(parts), ...contactsWire(parts), ...recapsWire(parts), ...tracesWire(parts) };
}

function formsWire({ state, uris }: WireParts) {
  const form = (row: RoutingForm): Json => ({
    created_at: row.createdAt,
    name: row.name,
    organization: uris.organization(row.organizationId),
    questions: row.questions.map((question) => ({
      answer_choices: question.answerChoices,
      name: question.name,
      required: question.required,
      type: question.type,
      uuid: question.id,
    })),
    status: row.status,
    updated_at: row.updatedAt,
    uri: uris.form(row.id),
  });

  function result(row: FormResult): Json {
    if (row.type === 'event_type') return { type: row.type, value: uris.eventType(row.eventTypeId) };
    if (row.type === 'external_url') return { type: row.type, value: row.url };
    return { type: row.type, value: { body: row.body, headline: row.headline } };
  }

  function submission(row: FormSubmission): Json {
    const invitee = row.inviteeId === null ? undefined : state.invitees.get(row.inviteeId);
    return {
      created_at: row.createdAt,
      questions_and_answers: row.answers.map(({ answer, question, questionId }) => ({
        answer,
        question,
        question_uuid: questionId,
      })),
      result: row.result && result(row.result),
      routing_form: uris.form(row.formId),
      submitter: invitee ? uris.invitee(invitee.eventId, invitee.id) : null,
      submitter_type: invitee ? 'Invitee' : null,
      tracking: trackingOf(row.tracking),
      updated_at: row.updatedAt,
      uri: uris.submission(row.id),
    };
  }

  return { form, submission };
}

function contactsWire({ state, uris }: WireParts) {
  const customField = (row: CustomField): Json => ({
    created_at: row.createdAt,
    currency: null,
    field_type: row.fieldType,
    label: row.label,
    options: row.options,
    source: null,
    updated_at: row.updatedAt,
    uri: uris.customField(row.id),
  });

  function contact(row: Contact): Json {
    const { city, company, country, job_title, linkedin, state: region, timezone } = row.details;
    return {
      city,
      company,
      country,
      created_at: row.createdAt,
      creation_source: 'api',
      custom_fields: row.customFields.map(({ id, value }) => ({
        label: state.customFields.get(id)!.label,
        uri: uris.customField(id),
        value,
      })),
      emails: row.emails,
      first_email_date: null,
      job_title,
      last_email_date: null,
      last_interaction_date: null,
      last_meeting_date: null,
      linkedin,
      name: row.name,
      next_meeting_date: null,
      phone_numbers: row.phoneNumbers,
      state: region,
      timezone,
      updated_at: row.updatedAt,
      uri: uris.contact(row.id),
    };
  }

  return {
    customField,
    contact,
    contactPayload: (row: Contact): Json => ({ contact: contact(row), user_uuid: row.userId }),
    contactDeleted: (row: Contact, deletedAt: string): Json => ({
      contact: { deleted_at: deletedAt, uri: uris.contact(row.id) },
      user_uuid: row.userId,
    }),
  };
}

function recapsWire({ state, uris }: WireParts) {
  /** The words of a recap, as a delivery has them. */
  const words = (row: Recap): Json => ({
    action_items_md: row.actionItems,
    created_at: row.createdAt,
    discussion_md: row.discussion,
    share_link: uris.page(`recaps/${row.id}`),
    summary_md: row.summary,
    transcript: `${uris.recap(row.id)}/transcript`,
    updated_at: row.updatedAt,
    uri: uris.recap(row.id),
  });

  function about(row: Recap): Json {
    const event = state.events.get(row.eventId)!;
    const hosts = event.hostIds.map((id) => state.users.get(id)!);
    const attendee = (host: boolean) => (person: { email: string; name: string }) => ({
      host,
      user_email: person.email,
      user_name: person.name,
    });
    return {
      attendees: [...hosts.map(attendee(true)), ...state.inviteesOf(event.id).map(attendee(false))],
      end_time: event.endTime,
      location: event.location.type,
      name: event.name,
      start_time: event.startTime,
      uri: uris.event(event.id),
    };
  }

  function recap(row: Recap): Json {
    const { attendees, end_time, location, name, start_time, uri } = about(row);
    const { action_items_md, created_at, discussion_md, share_link, summary_md, transcript, updated_at } =
      words(row);
    return {
      action_items_md,
      app_url: uris.page(`recaps/${row.id}`),
      attendees,
      created_at,
      discussion_md,
      end_time,
      event: uri,
      location,
      name,
      share_link,
      start_time,
      status: row.status,
      summary_md,
      transcript,
      updated_at,
      uri: uris.recap(row.id),
    };
  }

  return {
    recap,
    transcript: (row: Recap): Json => ({ text: row.transcript, uri: `${uris.recap(row.id)}/transcript` }),
    recapCreated: (row: Recap): Json => ({ created_at: row.createdAt, event: about(row), recap: words(row) }),
    recapUpdated: (row: Recap): Json => ({ event: about(row), recap: words(row) }),
    recapDeleted: (row: Recap, deletedAt: string): Json => ({
      event: { uri: uris.event(row.eventId) },
      recap: { deleted_at: deletedAt, uri: uris.recap(row.id) },
    }),
  };
}

function tracesWire({ state, uris }: WireParts) {
  function logEntry(row: LogEntry): Json {
    const actor = state.users.get(row.actorId)!;
    return {
      action: row.action,
      actor: {
        alternative_identifier: actor.email,
        display_name: actor.name,
        group: null,
        organization: { role: actor.role, uri: uris.organization(row.organizationId) },
        type: 'User',
        uri: uris.user(actor.id),
      },
      details: row.details,
      fully_qualified_name: `${row.namespace}.${row.action}`,
      namespace: row.namespace,
      occurred_at: row.occurredAt,
      organization: uris.organization(row.organizationId),
      uri: uris.logEntry(row.id),
    };
  }

  function communication(row: Communication): Json {
    const event = state.events.get(row.eventId);
    const type = event && state.eventTypes.get(event.eventTypeId);
    const sender = state.users.get(row.senderId)!;
    return {
      body: row.body,
      created_at: row.createdAt,
      event_type_uri: type ? uris.eventType(type.id) : null,
      event_uri: uris.event(row.eventId),
      from: 'notifications@example.com',
      scheduling_url: uris.page(type ? `${sender.slug}/${type.slug}` : sender.slug),
      sender_email: sender.email,
      sender_uri: uris.user(sender.id),
      sent_at: row.createdAt,
      subject: row.subject,
      to: row.to,
      type: row.type,
    };
  }

  return { logEntry, communication };
}
