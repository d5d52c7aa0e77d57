/** `/organizations/{uuid}` and `/organization_memberships`. */
import { administers } from '../access.ts';
import { denied, invalid, notFound, resource } from '../answers.ts';
import { idFrom } from '../uris.ts';
import type { Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

export function organizationOperations(parts: Parts): Operation[] {
  const { state, wire } = parts;
  return [
    {
      name: 'organizations.get',
      method: 'GET',
      path: '/organizations/:uuid',
      scope: 'organizations:read',
      act({ caller, params }) {
        const organization = state.organizations.get(params.uuid!);
        if (!organization) return notFound;
        return organization.id === caller.user.organizationId
          ? resource(wire.organization(organization))
          : denied();
      },
    },
    {
      name: 'organizationMemberships.list',
      method: 'GET',
      path: '/organization_memberships',
      scope: 'organizations:read',
      act({ caller, query }) {
        const organization = query.organization ? idFrom(query.organization) : undefined;
        const user = query.user ? idFrom(query.user) : undefined;
        if (organization === undefined && user === undefined)
          return invalid({ parameter: 'organization', message: 'organization or user is missing' });
        const own = user === caller.user.id;
        if (!own && !administers(caller, organization ?? caller.user.organizationId)) return denied();
        return listPage(parts, {
          path: '/organization_memberships',
          query,
          table: 'users',
          condition: `organization_id = ? and id = coalesce(?, id) and email = coalesce(?, email)
            and row ->> '$.role' = coalesce(?, row ->> '$.role')`,
          values: [
            organization ?? caller.user.organizationId,
            user ?? null,
            query.email || null,
            query.role || null,
          ],
          sorts: { created_at: `row ->> '$.createdAt'` },
          present: wire.membership,
        });
      },
    },
    {
      name: 'organizationMemberships.get',
      method: 'GET',
      path: '/organization_memberships/:uuid',
      scope: 'organizations:read',
      act({ caller, params }) {
        const [member] = state.users.where(`row ->> '$.membershipId' = ?`, params.uuid!);
        if (!member) return notFound;
        const visible = member.id === caller.user.id || administers(caller, member.organizationId);
        return visible ? resource(wire.membership(member)) : denied();
      },
    },
  ];
}
