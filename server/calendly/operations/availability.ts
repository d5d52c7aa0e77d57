/** When people have time, and where they meet (calendly-api.md §3.5). */
import { availabilitySchedule, busyTime, meetingLimits, userLocation } from '../resources/offers.ts';
import { list, may, needed, one, operation, sole } from './operation.ts';

const scope = 'availability:read';
/** Of the person; any of the three may be a number from 1 to 9999, or null for none. */
const limit = may<number | null>();

export const availability = {
  userAvailabilitySchedules: {
    /**
     * The hours that a user keeps, each set with its zone. Not paged. `forbidden` beyond one's own organization.
     * Scope `availability:read`; §3.5.
     */
    list: operation({
      method: 'GET',
      path: '/user_availability_schedules',
      scope,
      query: { user: needed() },
      answers: list(availabilitySchedule),
    }),
    /** One set of hours. Scope `availability:read`; §3.5. */
    get: operation({
      method: 'GET',
      path: '/user_availability_schedules/{uuid}',
      scope,
      answers: one(availabilitySchedule),
    }),
  },
  userBusyTimes: {
    /**
     * When a user is taken, earliest first: within 7 days that lie ahead. Not paged. `invalid` for another span;
     * `unavailable` (424) when Calendly cannot read the person's own calendar. Scope `availability:read`; §3.5.
     */
    list: operation({
      method: 'GET',
      path: '/user_busy_times',
      scope,
      query: { user: needed(), start_time: needed(), end_time: needed() },
      answers: list(busyTime),
    }),
  },
  userMeetingLimits: {
    /**
     * How many meetings a day, week and month one hosts at most; null: no limit. `forbidden` for anybody else's.
     * Scope `availability:read`; §3.5.
     */
    get: operation({
      method: 'GET',
      path: '/user_meeting_limits',
      scope,
      query: { user: needed() },
      answers: sole(meetingLimits),
    }),
    /**
     * Changes what is named. `invalid` without any, and for 0; `forbidden` for anybody else's. Scope
     * `availability:write`; §3.5.
     */
    update: operation({
      method: 'PATCH',
      path: '/user_meeting_limits',
      scope: 'availability:write',
      query: { user: needed() },
      body: { daily_limit: limit, weekly_limit: limit, monthly_limit: limit },
      answers: sole(meetingLimits),
    }),
  },
  locations: {
    /** The kinds of places that a user has set up. Not paged. Scope `locations:read`; §3.5. */
    list: operation({
      method: 'GET',
      path: '/locations',
      scope: 'locations:read',
      query: { user: needed() },
      answers: list(userLocation),
    }),
  },
};
