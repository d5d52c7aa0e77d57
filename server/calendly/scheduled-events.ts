/** Scheduled events in the order that whoever reads an account needs them. */
import type { Calls } from './calls.ts';
import type { Calendly } from './client.ts';

export function createScheduledEvents({ scheduledEvents }: Calls): Calendly['scheduledEvents'] {
  return {
    ...scheduledEvents,
    page(caller, { minStartTime, maxStartTime, pageToken, ...query }) {
      const window = { min_start_time: minStartTime, max_start_time: maxStartTime };
      const listing = scheduledEvents.list(caller, { sort: 'start_time:asc', ...window, ...query });
      return listing.page(pageToken);
    },
  };
}
