/** Adds our routes: who calls, how often, whether they may, what they sent; then the handler, then its answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../errors.ts';
import type { Limit } from './limits.ts';
import type { Once } from './once.ts';
import type { Principal } from './principal.ts';
import { isOnce, type Route } from './route.ts';

/** Who a request is from. @throws Failure when it is from nobody. */
export type Authenticate = (request: FastifyRequest) => Promise<Principal>;

interface Edge {
  authenticate: Authenticate;
  limit: Limit;
  once: Once;
}

export function addRoutes(app: FastifyInstance, routes: Route[], edge: Edge): void {
  for (const definition of routes) {
    app.route({
      method: definition.method,
      url: definition.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: async (request, reply) => {
        const value = await answer(definition, request, reply, edge);
        return value === reply || reply.sent ? reply : reply.send(value);
      },
    });
  }
}

async function answer(
  definition: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { authenticate, limit, once }: Edge,
): Promise<unknown> {
  const principal = definition.access === 'public' ? undefined : await authenticate(request);
  if (principal) {
    limit(principal.caller.id, reply);
    checkMayCall(definition, principal, request);
  }
  const call = {
    params: definition.params?.parse(request.params),
    query: definition.query?.parse(request.query),
    body: definition.body?.parse(request.body),
    principal,
    request,
    reply,
  };
  reply.code(definition.answers);
  if (!principal || !isOnce(definition)) return definition.handler(call);
  return once({ principal, request, reply }, (tx) => definition.handler({ ...call, tx }));
}

function checkMayCall(definition: Route, principal: Principal, request: FastifyRequest): void {
  const { caller, endUserId } = principal;
  if (caller.kind === 'key') {
    checkScope(definition, caller.scopes, endUserId);
  } else {
    if (definition.access === 'operator' && caller.role === 'viewer') throw new Failure('not_allowed');
    if (definition.method !== 'GET') checkOwnPage(request);
  }
}

function checkScope({ scope }: Route, scopes: readonly string[], endUserId: string | null): void {
  if (scope !== undefined && scopes.includes(scope)) return;
  const bound = endUserId === null ? '' : ' This one is bound to one end user and may only read.';
  const detail =
    scope === 'session'
      ? `Only a member who is signed in may.${bound}`
      : `It needs the scope ${scope}.${bound}`;
  throw new Failure('api_key_not_enough', { detail });
}

/** A browser sends its cookie wherever the request came from; a write must come from our own pages. */
function checkOwnPage(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign || request.headers['x-slotwire-request'] !== '1') throw new Failure('foreign_request');
}
