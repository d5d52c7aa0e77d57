/** `/groups`: seen by owners, admins, and who leads one. */
import { administers, type Caller } from '../access.ts';
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { Group } from '../entities.ts';
import type { State } from '../state.ts';
import { idFrom } from '../uris.ts';
import { needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function groupOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, query }: Call): Answer {
    const organization = idFrom(query.organization);
    if (organization !== caller.user.organizationId) return denied();
    const led = state.groupsOf(caller.user.id, 'admin');
    return listPage<Group>(parts, {
      path: '/groups',
      query,
      table: 'groups',
      where: [
        ['organization_id = ?', organization],
        !caller.administers ? ['id in (select value from json_each(?))', JSON.stringify(led)] : null,
      ],
      sorts: { name: `row ->> '$.name'` },
      present: wire.group,
    });
  }

  function get({ caller, params }: Call): Answer {
    const group = state.groups.get(params.uuid!);
    if (!group) return notFound;
    return mayLead(state, caller, group) ? resource(wire.group(group)) : denied();
  }

  const scope = 'groups:read';
  return [
    {
      name: 'groups.list',
      method: 'GET',
      path: '/groups',
      scope,
      query: { organization: needed(uri) },
      act: list,
    },
    { name: 'groups.get', method: 'GET', path: '/groups/:uuid', scope, act: get },
  ];
}

/** An admin of the group, or of its organization. */
export function mayLead(state: State, caller: Caller, group: Group): boolean {
  return (
    administers(caller, group.organizationId) || state.groupsOf(caller.user.id, 'admin').includes(group.id)
  );
}
