/** `/teams` of the caller's organization. */
import { isColleague } from '../access.ts';
import { type Answer, denied, notFound, resource } from '../answers.ts';
import type { Team } from '../entities.ts';
import { idFrom } from '../uris.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function teamOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;

  function list({ caller, query }: Call): Answer {
    const user = query.user ? state.users.get(idFrom(query.user)) : caller.user;
    if (!isColleague(caller, user)) return denied();
    return listPage<Team>(parts, {
      path: '/teams',
      query,
      table: 'teams',
      where: [
        ['organization_id = ?', caller.user.organizationId],
        query.user && [
          `exists (select 1 from json_each(row, '$.memberIds') where value = ?)`,
          idFrom(query.user),
        ],
      ],
      sorts: { name: `row ->> '$.name'` },
      present: wire.team,
    });
  }

  function get({ caller, params }: Call): Answer {
    const team = state.teams.get(params.uuid!);
    if (!team) return notFound;
    return team.organizationId === caller.user.organizationId ? resource(wire.team(team)) : denied();
  }

  const scope = 'organizations:read';
  return [
    { name: 'teams.list', method: 'GET', path: '/teams', scope, act: list },
    { name: 'teams.get', method: 'GET', path: '/teams/:uuid', scope, act: get },
  ];
}
