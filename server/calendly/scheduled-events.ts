/** Scheduled events and their invitees, as the account can read them. */
import type { Api } from './api.ts';
import type { Calendly } from './client.ts';
import { invitee, scheduledEvent } from './resources.ts';
import { segment } from './uri.ts';

const path = '/scheduled_events';
const pageSize = 100;

export function createScheduledEvents(api: Api): Calendly['scheduledEvents'] {
  return {
    async get(caller, uuid) {
      const operation = 'scheduledEvents.get';
      const one = `${path}/${segment(uuid)}`;
      return api.resource(caller, { operation, method: 'GET', path: one }, scheduledEvent);
    },
    page(caller, asked) {
      const operation = 'scheduledEvents.page';
      const query = {
        user: asked.user,
        organization: asked.organization,
        status: asked.status,
        min_start_time: asked.minStartTime,
        max_start_time: asked.maxStartTime,
        sort: 'start_time:asc',
        count: asked.count ?? pageSize,
        page_token: asked.pageToken,
      };
      return api.page(caller, { operation, method: 'GET', path, query }, scheduledEvent);
    },
    invitees(caller, eventUuid) {
      const operation = 'scheduledEvents.invitees';
      const all = `${path}/${segment(eventUuid)}/invitees`;
      return api.items(caller, { operation, method: 'GET', path: all, query: { count: pageSize } }, invitee);
    },
    async invitee(caller, eventUuid, inviteeUuid) {
      const operation = 'scheduledEvents.invitee';
      const one = `${path}/${segment(eventUuid)}/invitees/${segment(inviteeUuid)}`;
      return api.resource(caller, { operation, method: 'GET', path: one }, invitee);
    },
  };
}
