/** `/organization_memberships`: who is in the organization, and taking somebody out of it. */
import { administers, mayActFor } from '../access.ts';
import { type Answer, denied, invalid, noContent, notFound, resource } from '../answers.ts';
import type { User } from '../entities.ts';
import { leaveOrganization } from '../people.ts';
import { idFrom } from '../uris.ts';
import { oneOf } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { equal, listPage } from './page.ts';

export function organizationMembershipOperations(parts: Parts): Operation[] {
  const { state, wire, clock, ids, log } = parts;

  function list({ caller, query }: Call): Answer {
    if (!query.organization && !query.user)
      return invalid({ parameter: 'organization', message: 'organization or user is missing' });
    const organization = query.organization ? idFrom(query.organization) : caller.user.organizationId;
    const user = query.user ? idFrom(query.user) : undefined;
    if (user !== caller.user.id && !administers(caller, organization)) return denied();
    return listPage<User>(parts, {
      path: '/organization_memberships',
      query,
      table: 'users',
      where: [
        ['organization_id = ?', organization],
        equal('id', user),
        equal('email', query.email),
        equal(`row ->> '$.role'`, query.role),
      ],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.membership,
    });
  }

  const find = (params: Call['params']): User | undefined =>
    state.users.where(`row ->> '$.membershipId' = ?`, params.uuid!)[0];

  function get({ caller, params }: Call): Answer {
    const member = find(params);
    if (!member) return notFound;
    return mayActFor(caller, member) ? resource(wire.membership(member)) : denied();
  }

  function remove({ caller, params }: Call): Answer {
    const member = find(params);
    if (!member) return notFound;
    if (!administers(caller, member.organizationId) || member.role === 'owner') return denied();
    log.note(caller.user, 'User', 'Remove', { email: member.email });
    leaveOrganization({ state, ids, now: clock.iso() }, member);
    return noContent;
  }

  return [
    {
      name: 'organizationMemberships.list',
      method: 'GET',
      path: '/organization_memberships',
      scope: 'organizations:read',
      query: { role: oneOf('owner', 'admin', 'user') },
      act: list,
    },
    {
      name: 'organizationMemberships.get',
      method: 'GET',
      path: '/organization_memberships/:uuid',
      scope: 'organizations:read',
      act: get,
    },
    {
      name: 'organizationMemberships.delete',
      method: 'DELETE',
      path: '/organization_memberships/:uuid',
      scope: 'organizations:write',
      act: remove,
    },
  ];
}
