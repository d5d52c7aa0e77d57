/** `/scheduled_events`: who may see whose, all filters, and the cancellation of a whole event. */
import type { SQLInputValue } from 'node:sqlite';
import { administers, type Caller } from '../access.ts';
import { type Answer, denied, invalid, notFound, resource } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import type { ScheduledEvent } from '../entities.ts';
import type { State } from '../state.ts';
import { idFrom } from '../uris.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function scheduledEventOperations(parts: Parts): Operation[] {
  const { state, wire, bookings } = parts;

  function list(call: Call): Answer {
    const { caller, query } = call;
    const user = query.user ? idFrom(query.user) : undefined;
    const organization = query.organization ? idFrom(query.organization) : undefined;
    if (user === undefined && organization === undefined)
      return invalid({ parameter: 'user', message: 'organization, user or group is missing' });
    const refused = refuseList(state, caller, user, organization, query.group);
    if (refused) return refused;
    const filters = readFilters(query);
    if (!filters.ok) return filters.answer;
    const byUser = user !== undefined;
    return listPage<ScheduledEvent>(parts, {
      path: '/scheduled_events',
      query,
      table: byUser ? 'event_hosts join events on events.id = event_id' : 'events',
      condition: `${
        byUser
          ? 'user_id = ?'
          : 'id in (select event_id from event_hosts join users on users.id = user_id where organization_id = ?)'
      } and ${filters.condition}`,
      values: [byUser ? user : organization!, ...filters.values],
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
    const reason = call.body.reason ?? null;
    if (reason !== null && (typeof reason !== 'string' || reason.length > 10_000))
      return invalid({ parameter: 'reason', message: 'must be at most 10000 characters' });
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
      act: cancel,
    },
  ];
}

/** A host of it, or who administers the organization of a host. */
export function maySee(state: State, caller: Caller, event: ScheduledEvent): boolean {
  return event.hostIds.some(
    (id) => id === caller.user.id || administers(caller, state.users.get(id)!.organizationId),
  );
}

function refuseList(
  state: State,
  caller: Caller,
  user: string | undefined,
  organization: string | undefined,
  group: string | undefined,
): Answer | undefined {
  if (group) return denied('You do not have permission');
  if (user === caller.user.id && (organization === undefined || organization === caller.user.organizationId))
    return undefined;
  if (organization !== undefined) {
    if (!administers(caller, organization)) return denied('You do not have permission');
    const member = user === undefined || state.users.get(user)?.organizationId === organization;
    return member ? undefined : denied('This user is not in your organization');
  }
  const colleague = state.users.get(user!)?.organizationId === caller.user.organizationId;
  return colleague
    ? denied('Please also specify organization when requesting events for a user within your organization.')
    : denied('This user is not in your organization');
}

type Filters = { ok: true; condition: string; values: SQLInputValue[] } | { ok: false; answer: Answer };

function readFilters(query: Record<string, string>): Filters {
  const wrong = (parameter: string, message: string): Filters => ({
    ok: false,
    answer: invalid({ parameter, message }),
  });
  const status = query.status;
  if (status && status !== 'active' && status !== 'canceled')
    return wrong('status', 'must be one of: active, canceled');
  const bounds = [
    ['min_start_time', '>='],
    ['max_start_time', '<='],
  ] as const;
  const conditions = [`status = coalesce(?, status)`];
  const values: SQLInputValue[] = [status || null];
  for (const [name, comparison] of bounds) {
    const given = query[name];
    if (!given) continue;
    const moment = Date.parse(given);
    if (Number.isNaN(moment)) return wrong(name, 'is not a valid date-time');
    conditions.push(`events.start_time ${comparison} ?`);
    values.push(isoMicros(moment));
  }
  if (query.invitee_email) {
    conditions.push('events.id in (select event_id from invitees where email = ?)');
    values.push(query.invitee_email);
  }
  return { ok: true, condition: conditions.join(' and '), values };
}
