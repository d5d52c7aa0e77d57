/** Who is calling: a program by its key where it shows one, else a member by their session. */
import type { Authenticate, Limit, Principal } from '../http/index.ts';
import type { ApiKeys } from './api-keys.ts';
import type { Sessions } from './sessions.ts';

/** Guessing is slowed down by address; what is right is answered however much was guessed from beside it. */
export function createAuthenticate(deps: {
  sessions: Sessions;
  apiKeys: ApiKeys;
  limitFailed: Limit;
  /** A program showed its key from this address. */
  noteCaller(principal: Principal, address: string): void;
}): Authenticate {
  const { sessions, apiKeys, limitFailed, noteCaller } = deps;
  return async (request, reply) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return sessions.authenticate(request, reply);
    const principal = await apiKeys.authenticate(authorization).catch((error) => {
      if (reply) limitFailed(request.ip, reply);
      throw error;
    });
    noteCaller(principal, request.ip);
    return principal;
  };
}
