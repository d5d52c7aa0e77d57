/** `/event_type_memberships`: the hosts of an event type. */
import { isColleague } from '../access.ts';
import { type Answer, denied, notFound } from '../answers.ts';
import type { User } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function eventTypeMembershipOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, query }: Call): Answer {
    const type = state.eventTypes.get(idFrom(query.event_type));
    if (!type) return notFound;
    if (!isColleague(caller, state.users.get(type.ownerId))) return denied();
    return listPage<User>(parts, {
      path: '/event_type_memberships',
      query,
      table: 'users',
      where: [['id in (select value from json_each(?))', JSON.stringify(type.hostIds)]],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: (host) => wire.eventTypeMembership(type, wire.user(host), host),
    });
  }

  return [
    {
      name: 'eventTypeMemberships.list',
      method: 'GET',
      path: '/event_type_memberships',
      scope: 'event_types:read',
      query: { event_type: needed(uri) },
      act: list,
    },
  ];
}
