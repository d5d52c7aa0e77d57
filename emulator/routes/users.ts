/** `/users/{uuid}`, of which `me` is one. */
import { denied, notFound, resource } from '../answers.ts';
import type { Operation, Parts } from './operation.ts';

export function userOperations({ state, wire }: Parts): Operation[] {
  return [
    {
      name: 'users.me',
      method: 'GET',
      path: '/users/me',
      scope: 'users:read',
      act: ({ caller }) => resource(wire.user(caller.user)),
    },
    {
      name: 'users.get',
      method: 'GET',
      path: '/users/:uuid',
      scope: 'users:read',
      act({ caller, params }) {
        const user = state.users.get(params.uuid!);
        if (!user) return notFound;
        return user.organizationId === caller.user.organizationId ? resource(wire.user(user)) : denied();
      },
    },
  ];
}
