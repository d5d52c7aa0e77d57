/** Adds our routes: who calls, how often, whether they may, what they sent; then the handler, then its answer. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Enter, entryOf, leavesEntry, type Moved } from './entry.ts';
import type { Limit } from './limits.ts';
import type { Once } from './once.ts';
import type { Principal } from './principal.ts';
import { type Access, isOnce, type Route } from './route.ts';

/**
 * Who a request is from; without a reply it is only asked whether they still may. @throws Failure when it is from
 * nobody.
 */
export type Authenticate = (request: FastifyRequest, reply?: FastifyReply) => Promise<Principal>;

interface Edge {
  database: Database;
  authenticate: Authenticate;
  limit: Limit;
  once: Once;
  enter: Enter;
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
  edge: Edge,
): Promise<unknown> {
  const principal = definition.access === 'public' ? undefined : await edge.authenticate(request, reply);
  if (principal) {
    edge.limit(principal.caller.id, reply);
    checkMayCall(definition, principal, request);
  }
  const moved: Moved[] = [];
  const call = {
    params: definition.params?.parse(request.params),
    query: definition.query?.parse(withoutTenant(request.query)),
    body: definition.body?.parse(request.body),
    principal,
    request,
    reply,
    note: (...more: Moved[]) => void moved.push(...more),
  };
  reply.code(definition.answers);
  if (!principal || !leavesEntry(definition)) return definition.handler(call);
  const { tenantId, endUserId } = principal;
  const inTransaction = <T>(work: (tx: Tx) => Promise<T>) =>
    edge.database.tenantTransaction(tenantId, work, { endUserId });
  const enter = (tx: Tx) => edge.enter(tx, tenantId, entryOf(definition, principal, request, moved));
  // Nothing is waited for inside a transaction, so that it was asked for is entered first. The log is the tenant's.
  if (definition.callsOut || definition.method === 'GET') {
    await edge.database.tenantTransaction(tenantId, enter);
    return definition.handler(call);
  }
  const work = async (tx: Tx) => {
    const value = await definition.handler({ ...call, tx });
    await enter(tx);
    return value;
  };
  return isOnce(definition) ? edge.once({ principal, request, reply }, work) : inTransaction(work);
}

/** Which tenant a browser means where it cannot send a header; read by whoever authenticates. */
function withoutTenant(query: unknown): unknown {
  const { tenant: _meant, ...rest } = query as Record<string, unknown>;
  return rest;
}

function checkMayCall(definition: Route, principal: Principal, request: FastifyRequest): void {
  const { caller, endUserId } = principal;
  if (caller.kind === 'key') {
    checkScope(definition, caller.scopes, endUserId);
  } else {
    if (!mayRole[definition.access].includes(caller.role)) {
      const detail = definition.access === 'owner' ? 'It needs an owner.' : 'It needs an operator.';
      throw new Failure('not_allowed', { detail });
    }
    if (definition.method !== 'GET') checkOwnPage(request);
  }
}

const mayRole: Record<Access, readonly string[]> = {
  public: ['owner', 'operator', 'viewer'],
  viewer: ['owner', 'operator', 'viewer'],
  operator: ['owner', 'operator'],
  owner: ['owner'],
};

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
