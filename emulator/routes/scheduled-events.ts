/** `/scheduled_events`: who may see whose, all filters, and the cancellation of a whole event. */
import { administers, type Caller, isColleague } from '../access.ts';
import { type Answer, denied, invalid, notFound, resource } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import type { ScheduledEvent } from '../entities.ts';
import type { State } from '../state.ts';
import { idFrom } from '../uris.ts';
import { moment, oneOf, text, textOf } from './fields.ts';
import { mayLead } from './groups.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';

export function scheduledEventOperations(parts: Parts): Operation[] {
  const { state, wire, bookings } = parts;

  function list(call: Call): Answer {
    const { caller, query } = call;
    const asked = {
      user: query.user ? idFrom(query.user) : undefined,
      organization: query.organization ? idFrom(query.organization) : undefined,
      group: query.group ? idFrom(query.group) : undefined,
    };
    if (Object.values(asked).every((id) => id === undefined))
      return invalid({ parameter: 'user', message: 'organization, user or group is missing' });
    const refused = refuseList(state, caller, asked);
    if (refused) return refused;
    const byUser = asked.user !== undefined;
    return listPage<ScheduledEvent>(parts, {
      path: '/scheduled_events',
      query,
      table: byUser ? 'event_hosts join events on events.id = event_id' : 'events',
      where: [
        equal('event_hosts.user_id', asked.user),
        equal('organization_id', asked.organization),
        asked.group && [
          `events.id in (select event_id from event_hosts join group_relationships
             on group_relationships.user_id = event_hosts.user_id where group_id = ?)`,
          asked.group,
        ],
        equal('status', query.status),
        query.min_start_time && ['events.start_time >= ?', isoMicros(Date.parse(query.min_start_time))],
        query.max_start_time && ['events.start_time <= ?', isoMicros(Date.parse(query.max_start_time))],
        query.invitee_email && [
          'events.id in (select event_id from invitees where email = ?)',
          query.invitee_email,
        ],
      ],
      sorts: { start_time: byUser ? 'event_hosts.start_time' : 'events.start_time' },
      present: wire.scheduledEvent,
    });
  }

  function find(call: Call, message: string): { event: ScheduledEvent } | Answer {
    const event = state.events.get(call.params.uuid!);
    if (!event) return notFound;
    return maySee(state, call.caller, event) ? { event } : denied(message);
  }

  function get(call: Call): Answer {
    const found = find(call, 'You are not allowed to view this event');
    return 'event' in found ? resource(wire.scheduledEvent(found.event)) : found;
  }

  function cancel(call: Call): Answer {
    const found = find(call, 'You are not allowed to cancel this event');
    if (!('event' in found)) return found;
    const reason = textOf(call.body.reason);
    const by = { type: 'host' as const, name: call.caller.user.name };
    const result = bookings.cancelEvent(found.event.id, by, reason);
    return result.ok ? resource(wire.cancellation(result.event.cancellation!), 201) : denied(result.message);
  }

  return [
    {
      name: 'scheduledEvents.list',
      method: 'GET',
      path: '/scheduled_events',
      scope: 'scheduled_events:read',
      query: {
        status: oneOf('active', 'canceled'),
        min_start_time: moment,
        max_start_time: moment,
      },
      act: list,
    },
    {
      name: 'scheduledEvents.get',
      method: 'GET',
      path: '/scheduled_events/:uuid',
      scope: 'scheduled_events:read',
      act: get,
    },
    {
      name: 'scheduledEvents.cancel',
      method: 'POST',
      path: '/scheduled_events/:uuid/cancellation',
      scope: 'scheduled_events:write',
      body: { reason: text(10_000) },
      act: cancel,
    },
  ];
}

/** A host of it, who administers the organization that it belongs to, or who leads a group of a host. */
export function maySee(state: State, caller: Caller, event: ScheduledEvent): boolean {
  if (event.hostIds.includes(caller.user.id) || administers(caller, event.organizationId)) return true;
  const led = state.groupsOf(caller.user.id, 'admin');
  return event.hostIds.some((id) => state.groupsOf(id, 'member').some((group) => led.includes(group)));
}

interface Asked {
  user: string | undefined;
  organization: string | undefined;
  group: string | undefined;
}

function refuseList(state: State, caller: Caller, asked: Asked): Answer | undefined {
  const noPermission = denied('You do not have permission');
  const { user, organization, group } = asked;
  if (organization === undefined) return refuseWithoutOrganization(state, caller, asked);
  if (group !== undefined) {
    const known = state.groups.get(group);
    const leads = known?.organizationId === organization && mayLead(state, caller, known);
    return leads ? undefined : noPermission;
  }
  if (user === caller.user.id && organization === caller.user.organizationId) return undefined;
  if (!administers(caller, organization)) return noPermission;
  const member = user === undefined || state.users.get(user)?.organizationId === organization;
  return member ? undefined : denied('This user is not in your organization');
}

/** One's own need no organization; others' do. */
function refuseWithoutOrganization(state: State, caller: Caller, { user, group }: Asked): Answer | undefined {
  const alsoOrganization = (what: string) =>
    denied(`Please also specify organization when requesting events for ${what} within your organization.`);
  if (group !== undefined) return alsoOrganization('a group');
  if (user === caller.user.id) return undefined;
  return isColleague(caller, state.users.get(user!))
    ? alsoOrganization('a user')
    : denied('This user is not in your organization');
}
