/** Who the token belongs to. */
import type { Api } from './api.ts';
import type { Calendly } from './client.ts';
import { calendlyUser } from './resources.ts';

export function createCurrentUser(api: Api): Calendly['currentUser'] {
  return (caller) =>
    api.resource(caller, { operation: 'users.me', method: 'GET', path: '/users/me' }, calendlyUser);
}
