/** What can be booked, and the links that lead there (calendly-api.md §3.4 and §3.9). */
import type { z } from 'zod';
import {
  availableTime,
  eventType,
  eventTypeAvailabilitySchedule,
  eventTypeMembership,
  schedulingLink,
  share,
} from '../resources/offers.ts';
import { list, may, needed, one, operation, pages, type Sort, sole } from './operation.ts';

type EventType = z.output<typeof eventType>;
type Location = NonNullable<EventType['locations']>[number];
type Rules = z.output<typeof eventTypeAvailabilitySchedule>['availability_rule']['rules'];

const read = 'event_types:read';
const write = 'event_types:write';

const changeable = {
  /** Left out: not active yet. */
  active: may<boolean>(),
  description: may(),
  /** Minutes, 1 to 720. */
  duration: may<number>(),
  /** Up to four lengths in minutes to choose from. */
  duration_options: may<number[]>(),
  locations: may<Location[]>(),
  /** `#` and six small hexadecimal digits. */
  color: may(),
  locale: may<'de' | 'en' | 'es' | 'fr' | 'it' | 'nl' | 'pt' | 'uk'>(),
};

export const offers = {
  eventTypes: {
    /**
     * Of a user or an organization, one of which must be named, by name unless asked otherwise. `invalid` without.
     * Scope `event_types:read`; §3.4.
     */
    list: operation({
      method: 'GET',
      path: '/event_types',
      scope: read,
      query: {
        organization: may(),
        user: may(),
        active: may<boolean>(),
        admin_managed: may<boolean>(),
        /** Beside `user`. */
        user_availability_schedule: may(),
        sort: may<Sort<'name' | 'position' | 'created_at' | 'updated_at'>>(),
      },
      answers: pages(eventType),
    }),
    /** One event type, a deleted one too, with `deleted_at`. Scope `event_types:read`; §3.4. */
    get: operation({ method: 'GET', path: '/event_types/{uuid}', scope: read, answers: one(eventType) }),
    /**
     * A new one-on-one event type. It comes back inactive, whatever was sent; unknown fields are passed over. Scope
     * `event_types:write`; §3.4.
     */
    create: operation({
      method: 'POST',
      path: '/event_types',
      scope: write,
      body: { owner: needed(), name: needed(), ...changeable },
      answers: one(eventType),
    }),
    /**
     * Changes what is named, of a one-on-one event type. There is no way to delete one. Scope `event_types:write`;
     * §3.4.
     */
    update: operation({
      method: 'PATCH',
      path: '/event_types/{uuid}',
      scope: write,
      body: { name: may(), ...changeable },
      answers: one(eventType),
    }),
  },
  oneOffEventTypes: {
    /**
     * An event type for one meeting. `forbidden` for a host of another organization. Scope `event_types:write`; §3.4.
     */
    create: operation({
      method: 'POST',
      path: '/one_off_event_types',
      scope: write,
      body: {
        /** Up to 55 characters. */
        name: needed(),
        host: needed(),
        co_hosts: may<string[]>(),
        /** Minutes, up to 720. */
        duration: needed<number>(),
        timezone: may(),
        date_setting: needed<
          | { type: 'date_range'; start_date: string; end_date: string }
          | { type: 'days_in_future'; days: number; only_weekdays?: boolean }
          | { type: 'spots'; spots: { start_time: string; end_time: string }[] }
        >(),
        location: may<Location>(),
      },
      answers: one(eventType),
    }),
  },
  eventTypeAvailableTimes: {
    /**
     * When it can be booked: within 31 days that lie ahead. Not paged. `invalid` for another span. Scope
     * `availability:read`; §3.4.
     */
    list: operation({
      method: 'GET',
      path: '/event_type_available_times',
      scope: 'availability:read',
      query: { event_type: needed(), start_time: needed(), end_time: needed() },
      answers: list(availableTime),
    }),
  },
  eventTypeMemberships: {
    /** The hosts of an event type. Scope `event_types:read`; §3.4. */
    list: operation({
      method: 'GET',
      path: '/event_type_memberships',
      scope: read,
      query: { event_type: needed() },
      answers: pages(eventTypeMembership),
    }),
  },
  eventTypeAvailabilitySchedules: {
    /** The hours in which it can be booked. Scope `availability:read`; §3.4. */
    list: operation({
      method: 'GET',
      path: '/event_type_availability_schedules',
      scope: 'availability:read',
      query: { event_type: needed() },
      answers: pages(eventTypeAvailabilitySchedule),
    }),
    /**
     * Replaces all its hours. An admin who acts for somebody names them in `user`, or else it is `invalid`. Scope
     * `availability:write`; §3.4.
     */
    update: operation({
      method: 'PATCH',
      path: '/event_type_availability_schedules',
      scope: 'availability:write',
      query: { event_type: needed() },
      body: {
        availability_setting: may<'host'>(),
        availability_rule: needed<{ timezone: string; rules?: Rules; user?: string }>(),
      },
      answers: sole(eventTypeAvailabilitySchedule),
    }),
  },
  schedulingLinks: {
    /**
     * A link that books once; unused it ends after 90 days. `owner` is the URI of an event type. Scope
     * `scheduling_links:write`; §3.9.
     */
    create: operation({
      method: 'POST',
      path: '/scheduling_links',
      scope: 'scheduling_links:write',
      body: { max_event_count: needed<1>(), owner: needed(), owner_type: needed<'EventType'>() },
      answers: one(schedulingLink),
    }),
  },
  shares: {
    /**
     * A one-on-one event type with changes, behind a link that books once. What is left out is the event type's.
     * Scope `shares:write`; §3.9.
     */
    create: operation({
      method: 'POST',
      path: '/shares',
      scope: 'shares:write',
      body: {
        event_type: needed(),
        /** Up to 55 characters. */
        name: may(),
        /** Minutes. */
        duration: may<number>(),
        duration_options: may<number[]>(),
        period_type: may<'available_moving' | 'moving' | 'fixed' | 'unlimited'>(),
        start_date: may(),
        end_date: may(),
        max_booking_time: may<number>(),
        hide_location: may<boolean>(),
        location_configurations: may<(Location & { position?: number })[]>(),
        availability_rule: may<{ rules: Rules; timezone: string }>(),
      },
      answers: one(share),
    }),
  },
};
