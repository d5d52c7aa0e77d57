/** `/event_types` and `/event_type_available_times`. */
import { type Answer, denied, invalid, notFound, resource } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import type { EventType } from '../entities.ts';
import { idFrom } from '../uris.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

const widestRangeMs = 31 * 24 * 60 * 60_000;

export function eventTypeOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, query }: Call): Answer {
    const user = query.user ? idFrom(query.user) : undefined;
    const organization = query.organization ? idFrom(query.organization) : undefined;
    if (user === undefined && organization === undefined)
      return invalid({ parameter: 'user', message: 'organization or user is missing' });
    const owner = user === undefined ? undefined : state.users.get(user);
    const asked = organization ?? owner?.organizationId;
    if (asked !== caller.user.organizationId) return denied();
    return listPage<EventType>(parts, {
      path: '/event_types',
      query,
      table: 'event_types',
      condition: `row ->> '$.deletedAt' is null and owner_id in (select id from users where organization_id = ?)
        and owner_id = coalesce(?, owner_id) and row ->> '$.active' = coalesce(?, row ->> '$.active')`,
      values: [asked, user ?? null, flagOf(query.active)],
      sorts: {
        name: `row ->> '$.name'`,
        position: `row ->> '$.position'`,
        created_at: `row ->> '$.createdAt'`,
        updated_at: `row ->> '$.updatedAt'`,
      },
      present: wire.eventType,
    });
  }

  function get({ caller, params }: Call): Answer {
    const type = state.eventTypes.get(params.uuid!);
    if (!type) return notFound;
    const owner = state.users.get(type.ownerId)!;
    return owner.organizationId === caller.user.organizationId ? resource(wire.eventType(type)) : denied();
  }

  function availableTimes({ query }: Call): Answer {
    const missing = ['event_type', 'start_time', 'end_time'].filter((name) => !query[name]);
    if (missing.length > 0)
      return invalid(...missing.map((parameter) => ({ parameter, message: 'is missing' })));
    const type = state.eventTypes.get(idFrom(query.event_type));
    if (!type) return notFound;
    const from = Date.parse(query.start_time!);
    const to = Date.parse(query.end_time!);
    if (!(from > parts.clock.now()))
      return invalid({ parameter: 'start_time', message: 'start_time must be in the future' });
    if (!(to > from)) return invalid({ parameter: 'end_time', message: 'end_time must be after start_time' });
    if (to - from > widestRangeMs)
      return invalid({ parameter: 'end_time', message: 'the range must not be greater than 31 days' });
    const { scheduling_url: page } = wire.eventType(type);
    const slots = parts.bookings.slots(type.id, isoMicros(from), isoMicros(to));
    return {
      status: 200,
      body: {
        collection: slots.map(({ startTime, seatsLeft }) => {
          const start = `${startTime.slice(0, 19)}Z`;
          const [date, month] = [start.slice(0, 10), start.slice(0, 7)];
          return {
            invitees_remaining: seatsLeft,
            scheduling_url: `${page}/${start}?month=${month}&date=${date}`,
            start_time: startTime,
            status: 'available',
          };
        }),
      },
    };
  }

  return [
    {
      name: 'eventTypes.list',
      method: 'GET',
      path: '/event_types',
      scope: 'event_types:read',
      act: list,
    },
    {
      name: 'eventTypes.get',
      method: 'GET',
      path: '/event_types/:uuid',
      scope: 'event_types:read',
      act: get,
    },
    {
      name: 'eventTypeAvailableTimes.list',
      method: 'GET',
      path: '/event_type_available_times',
      scope: 'availability:read',
      act: availableTimes,
    },
  ];
}

function flagOf(given: string | undefined): number | null {
  return given === 'true' ? 1 : given === 'false' ? 0 : null;
}
