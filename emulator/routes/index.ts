/**
 * Calendly's REST paths. Each call: who is it, has their minute calls left, may the token do this, then the act
 * in one transaction. Every answer to a known caller tells the limit.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Access, type Caller, missingScope } from '../access.ts';
import { type Answer, tooMany } from '../answers.ts';
import { isObject } from '../body.ts';
import type { Edge } from '../edge.ts';
import type { Allowance } from '../limits.ts';
import { eventTypeOperations } from './event-types.ts';
import { inviteeOperations } from './invitees.ts';
import { noShowOperations } from './no-shows.ts';
import type { Operation, Parts } from './operation.ts';
import { organizationOperations } from './organizations.ts';
import { scheduledEventOperations } from './scheduled-events.ts';
import { userOperations } from './users.ts';
import { webhookSubscriptionOperations } from './webhook-subscriptions.ts';

const windowSeconds = 60;

export function addApiRoutes(app: FastifyInstance, deps: Parts & { access: Access; edge: Edge }): void {
  const { access, edge, state, limits } = deps;
  const operations = [
    userOperations(deps),
    organizationOperations(deps),
    eventTypeOperations(deps),
    scheduledEventOperations(deps),
    inviteeOperations(deps),
    noShowOperations(deps),
    webhookSubscriptionOperations(deps),
  ].flat();

  for (const operation of operations) {
    app.route({
      method: operation.method,
      url: operation.path,
      handler: (request, reply) => answer(operation, request, reply),
    });
  }

  function answer(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    return edge.serve(operation.name, reply, () => {
      const known = access.authenticate(request.headers.authorization);
      if (!known.ok) return known.answer;
      const { caller } = known;
      const stage = state.organizations.get(caller.user.organizationId)!.stage;
      const key = `oauth:${caller.clientId}:${caller.user.id}`;
      const allowance = limits.take(key, { most: stage === 'free' ? 50 : 500, seconds: windowSeconds });
      const told = { ...limitHeaders(allowance), 'x-ratelimit-tier': stage, 'x-ratelimit-key': key };
      const given = allowance.allowed ? act(operation, caller, request) : tooMany;
      return { ...given, headers: { ...told, ...given.headers } };
    });
  }

  function act(operation: Operation, caller: Caller, request: FastifyRequest): Answer {
    const missing = missingScope(caller, operation.scope);
    if (missing) return missing;
    return state.transaction(() =>
      operation.act({
        caller,
        params: request.params as Record<string, string>,
        query: request.query as Record<string, string>,
        body: isObject(request.body) && !(request.body instanceof URLSearchParams) ? request.body : {},
      }),
    );
  }
}

/** Live answers always say 60; the true seconds count once nothing is left. */
function limitHeaders({ limit, remaining, reset }: Allowance): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(remaining === 0 ? reset : windowSeconds),
  };
}
