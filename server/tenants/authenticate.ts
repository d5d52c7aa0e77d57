/** Who is calling: a program by its key where it shows one, else a member by their session. */
import type { Authenticate } from '../http/index.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Sessions } from './sessions.ts';

export function createAuthenticate(deps: { sessions: Sessions; apiKeys: ApiKeys }): Authenticate {
  const { sessions, apiKeys } = deps;
  return (request) => {
    const { authorization } = request.headers;
    return authorization === undefined ? sessions.authenticate(request) : apiKeys.authenticate(authorization);
  };
}
