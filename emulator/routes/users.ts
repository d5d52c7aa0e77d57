/** `/users/{uuid}`, of which `me` is one. */
import { isColleague } from '../access.ts';
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
        return isColleague(caller, user) ? resource(wire.user(user)) : denied();
      },
    },
  ];
}
