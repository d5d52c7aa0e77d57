/** Bookings (calendly-api.md §3.6 to §3.8). */
import { cancellation, invitee, inviteeNoShow, scheduledEvent } from '../resources/bookings.ts';
import { may, needed, nothing, one, operation, pages, type Sort } from './operation.ts';

const read = 'scheduled_events:read';
const write = 'scheduled_events:write';

export const bookings = {
  scheduledEvents: {
    /**
     * By start time. `user` alone: one's own, in organizations that one left too. `organization`, with or without a
     * `user` of it: for its owners and admins. With a `group`: also for who leads that. Otherwise `forbidden`. Scope
     * `scheduled_events:read`; §3.6.
     */
    list: operation({
      method: 'GET',
      path: '/scheduled_events',
      scope: read,
      query: {
        user: may(),
        organization: may(),
        group: may(),
        invitee_email: may(),
        status: may<'active' | 'canceled'>(),
        sort: may<Sort<'start_time'>>(),
        min_start_time: may(),
        max_start_time: may(),
      },
      answers: pages(scheduledEvent),
    }),
    /**
     * One scheduled event. `forbidden` when others host it and whoever asks administers nothing. Scope
     * `scheduled_events:read`; §3.6.
     */
    get: operation({
      method: 'GET',
      path: '/scheduled_events/{uuid}',
      scope: read,
      answers: one(scheduledEvent),
    }),
    /**
     * Cancels it with all its invitees; there is no way to cancel one of several. `forbidden` when it is past,
     * canceled already, or not one's own. Scope `scheduled_events:write`; §3.6.
     */
    cancel: operation({
      method: 'POST',
      path: '/scheduled_events/{uuid}/cancellation',
      scope: write,
      body: {
        /** Up to 10,000 characters. */
        reason: may(),
      },
      answers: one(cancellation),
    }),
    /**
     * Its invitees, oldest first, canceled ones too. `forbidden` as for the event. Scope `scheduled_events:read`;
     * §3.6.
     */
    invitees: operation({
      method: 'GET',
      path: '/scheduled_events/{uuid}/invitees',
      scope: read,
      query: { status: may<'active' | 'canceled'>(), sort: may<Sort<'created_at'>>(), email: may() },
      answers: pages(invitee),
    }),
    /** One invitee of a scheduled event. `forbidden` as for the event. Scope `scheduled_events:read`; §3.6. */
    invitee: operation({
      method: 'GET',
      path: '/scheduled_events/{event_uuid}/invitees/{invitee_uuid}',
      scope: read,
      answers: one(invitee),
    }),
  },
  invitees: {
    /**
     * Books as a person on the page does, mails and webhooks included, within limits of its own. `invalid` with the
     * code `already_filled` for a slot that is taken. There is no way to say that a second request is the same as the
     * first: `Calendly.book` does what can be done about a lost answer. Scope `scheduled_events:write`; §3.7.
     */
    create: operation({
      method: 'POST',
      path: '/invitees',
      scope: write,
      books: true,
      body: {
        event_type: needed(),
        /** In UTC, of a slot that is free. */
        start_time: needed(),
        /** `name`, or else `first_name`. */
        invitee: needed<{
          email: string;
          timezone: string;
          name?: string;
          first_name?: string;
          last_name?: string;
          text_reminder_number?: string;
        }>(),
        /** Of a kind that the event type offers; left out for round robin. */
        location: may<{ kind: string; location?: string }>(),
        /** Questions as they are worded, to the letter. */
        questions_and_answers: may<{ question: string; answer: string; position: number }[]>(),
        tracking:
          may<
            Record<
              'utm_campaign' | 'utm_source' | 'utm_medium' | 'utm_content' | 'utm_term' | 'salesforce_uuid',
              string | null
            >
          >(),
        /** Up to ten addresses. */
        event_guests: may<string[]>(),
      },
      answers: one(invitee),
    }),
  },
  inviteeNoShows: {
    /** Says that an invitee did not come. `invalid` for one who canceled. Scope `scheduled_events:write`; §3.8. */
    create: operation({
      method: 'POST',
      path: '/invitee_no_shows',
      scope: write,
      body: { invitee: needed() },
      answers: one(inviteeNoShow),
    }),
    /** One no-show. Scope `scheduled_events:read`; §3.8. */
    get: operation({
      method: 'GET',
      path: '/invitee_no_shows/{uuid}',
      scope: read,
      answers: one(inviteeNoShow),
    }),
    /** Takes it back. Scope `scheduled_events:write`; §3.8. */
    delete: operation({
      method: 'DELETE',
      path: '/invitee_no_shows/{uuid}',
      scope: write,
      answers: nothing,
    }),
  },
};
