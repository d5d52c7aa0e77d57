/** `/event_types`: the list, and making and changing what one person offers to one other. */
import { isColleague, mayActFor } from '../access.ts';
import { type Answer, denied, invalid, notFound, resource } from '../answers.ts';
import type { EventType } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { newType, placesOf, readPlaces, telling } from './event-type-rows.ts';
import {
  flag,
  flagOf,
  listOf,
  matching,
  needed,
  oneOf,
  type Shape,
  text,
  textOf,
  uri,
  whole,
} from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';

const changeable: Shape = {
  name: text(),
  active: flag,
  description: text(),
  duration: whole(1, 720),
  duration_options: listOf(whole(1, 720), 4),
  locations: listOf(placesOf),
  color: matching(/^#[a-f\d]{6}$/),
  locale: oneOf('de', 'en', 'es', 'fr', 'it', 'nl', 'pt', 'uk'),
};

export function eventTypeOperations(parts: Parts): Operation[] {
  const { state, wire, clock, ids, log } = parts;
  const tell = telling(parts);

  function list({ caller, query }: Call): Answer {
    const user = query.user ? idFrom(query.user) : undefined;
    const organization = query.organization ? idFrom(query.organization) : undefined;
    if (user === undefined && organization === undefined)
      return invalid({ parameter: 'user', message: 'organization or user is missing' });
    const asked = organization ?? state.users.get(user!)?.organizationId;
    if (asked !== caller.user.organizationId) return denied();
    return listPage<EventType>(parts, {
      path: '/event_types',
      query,
      table: 'event_types',
      where: [
        [`row ->> '$.deletedAt' is null and row ->> '$.sharedFrom' is null`],
        [`owner_id in (select id from users where organization_id = ?)`, asked],
        equal('owner_id', user),
        equal(`row ->> '$.active'`, flagOf(query.active) ?? undefined),
        query.admin_managed === 'true' ? ['false'] : null,
        query.user_availability_schedule && ['schedule_id = ?', idFrom(query.user_availability_schedule)],
      ],
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
    return isColleague(caller, state.users.get(type.ownerId)) ? resource(wire.eventType(type)) : denied();
  }

  /** Inactive whatever was sent, as live ones are. */
  function create({ caller, body }: Call): Answer {
    const owner = state.users.get(idFrom(body.owner));
    if (!owner) return invalid({ parameter: 'owner', message: 'is invalid' });
    if (!mayActFor(caller, owner)) return denied();
    const made = newType({ id: ids.uuid(), owner, name: String(body.name), now: clock.iso() }, state);
    const type = { ...changed(made, body), active: false };
    state.eventTypes.put(type);
    log.note(caller.user, 'EventType', 'Add', { name: type.name });
    tell('event_type.created', type);
    return resource(wire.eventType(type), 201);
  }

  function update({ caller, params, body }: Call): Answer {
    const type = state.eventTypes.get(params.uuid!);
    if (!type || type.deletedAt !== null) return notFound;
    if (!mayActFor(caller, state.users.get(type.ownerId)!)) return denied();
    const after = { ...changed(type, body), updatedAt: clock.iso() };
    state.eventTypes.put(after);
    log.note(caller.user, 'EventType', 'Update', { name: after.name });
    tell('event_type.updated', after);
    return resource(wire.eventType(after));
  }

  return [
    {
      name: 'eventTypes.list',
      method: 'GET',
      path: '/event_types',
      scope: 'event_types:read',
      query: { active: flag, admin_managed: flag },
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
      name: 'eventTypes.create',
      method: 'POST',
      path: '/event_types',
      scope: 'event_types:write',
      body: { ...changeable, owner: needed(uri), name: needed(text()) },
      act: create,
    },
    {
      name: 'eventTypes.update',
      method: 'PATCH',
      path: '/event_types/:uuid',
      scope: 'event_types:write',
      body: changeable,
      act: update,
    },
  ];
}

/** With what the body may change; unknown and read-only fields are left alone without a word, as live. */
function changed(type: EventType, body: Record<string, unknown>): EventType {
  return {
    ...type,
    name: textOf(body.name) ?? type.name,
    active: body.active === undefined ? type.active : String(body.active) === 'true',
    description: body.description === undefined ? type.description : textOf(body.description),
    durationMinutes: body.duration === undefined ? type.durationMinutes : Number(body.duration),
    durationOptions: Array.isArray(body.duration_options)
      ? [...new Set(body.duration_options.map(Number))]
      : type.durationOptions,
    locations: body.locations === undefined ? type.locations : readPlaces(body.locations),
    color: textOf(body.color) ?? type.color,
    locale: textOf(body.locale) ?? type.locale,
  };
}
