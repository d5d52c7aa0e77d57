/** Forms, recaps, and the traces of an organization (calendly-api.md §3.10, §3.12, §3.14). */
import {
  activityLogEntry,
  activityLogTotals,
  meetingRecap,
  outgoingCommunication,
  outgoingCommunicationTotals,
  routingForm,
  routingFormSubmission,
  transcript,
} from '../resources/records.ts';
import { may, needed, nothing, one, operation, pages, type Sort } from './operation.ts';

const forms = 'routing_forms:read';
const recap = '/meeting_recaps/{uuid}';
const readRecaps = { scope: 'meeting_recaps:read', plan: 'paid' } as const;
const writeRecaps = { scope: 'meeting_recaps:write', plan: 'paid' } as const;
const comply = { method: 'POST', scope: 'data_compliance:write', plan: 'enterprise' } as const;

export const records = {
  routingForms: {
    /** The routing forms of an organization, drafts too. Scope `routing_forms:read`; §3.10. */
    list: operation({
      method: 'GET',
      path: '/routing_forms',
      scope: forms,
      query: { organization: needed(), sort: may<Sort<'created_at'>>() },
      answers: pages(routingForm),
    }),
    /** One form, with its questions. Scope `routing_forms:read`; §3.10. */
    get: operation({ method: 'GET', path: '/routing_forms/{uuid}', scope: forms, answers: one(routingForm) }),
  },
  routingFormSubmissions: {
    /** What was answered to a form, whether it led to a booking or not. Scope `routing_forms:read`; §3.10. */
    list: operation({
      method: 'GET',
      path: '/routing_form_submissions',
      scope: forms,
      query: { form: needed(), sort: may<Sort<'created_at'>>() },
      answers: pages(routingFormSubmission),
    }),
    /** One submission. Scope `routing_forms:read`; §3.10. */
    get: operation({
      method: 'GET',
      path: '/routing_form_submissions/{uuid}',
      scope: forms,
      answers: one(routingFormSubmission),
    }),
  },
  meetingRecaps: {
    /**
     * What was noted of meetings; only `available` ones unless a `status` is asked for. Scope `meeting_recaps:read`,
     * a paid plan; §3.14.
     */
    list: operation({
      ...readRecaps,
      method: 'GET',
      path: '/meeting_recaps',
      query: {
        event: may(),
        start_time: may(),
        end_time: may(),
        status: may<'available' | 'processing' | 'unavailable'>(),
        attendee: may(),
      },
      answers: pages(meetingRecap),
    }),
    /** One recap. Scope `meeting_recaps:read`, a paid plan; §3.14. */
    get: operation({ ...readRecaps, method: 'GET', path: recap, answers: one(meetingRecap) }),
    /** Words its parts anew, in Markdown. Scope `meeting_recaps:write`, a paid plan; §3.14. */
    update: operation({
      ...writeRecaps,
      method: 'PATCH',
      path: recap,
      body: { summary_md: may(), action_items_md: may(), discussion_md: may() },
      answers: one(meetingRecap),
    }),
    /** Deletes a recap. Scope `meeting_recaps:write`, a paid plan; §3.14. */
    delete: operation({ ...writeRecaps, method: 'DELETE', path: recap, answers: nothing }),
    /** What was said, as text. Scope `meeting_recaps:read`, a paid plan; §3.14. */
    transcript: operation({
      ...readRecaps,
      method: 'GET',
      path: '/meeting_recaps/{uuid}/transcript',
      answers: one(transcript),
    }),
  },
  activityLogEntries: {
    /**
     * Who did what, newest first, with totals beside each page. `search_term` knows `|`, `+`, `-`, quotes, brackets
     * and `*`. A page holds up to 1000. `forbidden` but for owners and admins. Scope `activity_log:read`, the
     * Enterprise plan; §3.12.
     */
    list: operation({
      method: 'GET',
      path: '/activity_log_entries',
      scope: 'activity_log:read',
      plan: 'enterprise',
      query: {
        organization: needed(),
        search_term: may(),
        actor: may<string | string[]>(),
        sort: may<Sort<'action' | 'actor.display_name' | 'actor.uri' | 'namespace' | 'occurred_at'>>(),
        min_occurred_at: may(),
        max_occurred_at: may(),
        namespace: may<string | string[]>(),
        action: may<string | string[]>(),
      },
      answers: pages(activityLogEntry, activityLogTotals),
    }),
  },
  dataCompliance: {
    /**
     * Erases everything of these invitees, within seven days. `forbidden` but for owners and admins. Scope
     * `data_compliance:write`, the Enterprise plan; §3.12.
     */
    deleteInvitees: operation({
      ...comply,
      path: '/data_compliance/deletion/invitees',
      body: { emails: needed<string[]>() },
      answers: nothing,
    }),
    /**
     * Erases the scheduled events of a past span of at most 24 months, within seven days. `forbidden` as above. Scope
     * `data_compliance:write`, the Enterprise plan; §3.12.
     */
    deleteEvents: operation({
      ...comply,
      path: '/data_compliance/deletion/events',
      body: { start_time: needed(), end_time: needed() },
      answers: nothing,
    }),
  },
  outgoingCommunications: {
    /**
     * Mails and text messages that Calendly sent, with their number beside each page. `forbidden` but for admins.
     * Scope `outgoing_communications:read`, the Enterprise plan; §3.12.
     */
    list: operation({
      method: 'GET',
      path: '/outgoing_communications',
      scope: 'outgoing_communications:read',
      plan: 'enterprise',
      query: { organization: needed(), min_created_at: may(), max_created_at: may() },
      answers: pages(outgoingCommunication, outgoingCommunicationTotals),
    }),
  },
};
