/** `/organizations/{uuid}`. */
import { denied, notFound, resource } from '../answers.ts';
import type { Operation, Parts } from './operation.ts';

export function organizationOperations({ state, wire }: Parts): Operation[] {
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
  ];
}
