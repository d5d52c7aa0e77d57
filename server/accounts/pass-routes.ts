/**
 * Calls of Calendly's API with an account's access, worded by the application: same budget, same pinned host; whoever
 * calls sees neither token nor any header but those of the limit. What Calendly refuses comes out as Calendly said it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Calendly, isCalendlyError, type PassedAnswer, type PassedCall } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Principal, type Route, route } from '../http/index.ts';
import type { Accounts } from './accounts.ts';
import { accountAddress } from './routes.ts';

const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
const piece = /^[A-Za-z0-9_-]{1,64}$/;

const address = accountAddress.extend({
  '*': z.string().transform((path) => {
    const pieces = path.split('/');
    if (pieces.length > 8 || !pieces.every((one) => piece.test(one))) throw new Failure('not_found');
    return pieces;
  }),
});

export function passRoutes(deps: {
  database: Database;
  accounts: Pick<Accounts, 'find' | 'caller' | 'refused'>;
  calendly: Pick<Calendly, 'pass'>;
}): Route[] {
  const { database, accounts, calendly } = deps;

  async function pass(principal: Principal, accountId: string, call: PassedCall): Promise<PassedAnswer> {
    const { tenantId, endUserId } = principal;
    const account = await database.tenantTransaction(tenantId, (tx) => accounts.find(tx, accountId), {
      endUserId,
    });
    if (!account) throw new Failure('not_found');
    const found = await accounts.caller(tenantId, accountId, 'live');
    if (!found.ok) throw new Failure(unreachable[found.reason]);
    const answer = await calendly.pass(found.caller, call).catch((error) => {
      throw named(error);
    });
    if (answer.status === 401) {
      await accounts.refused(tenantId, accountId, found.caller);
      throw new Failure('calendly_refused_access');
    }
    return answer;
  }

  return methods.map((method) =>
    route({
      method,
      path: '/api/v1/accounts/{id}/calendly/*',
      summary: 'Any call of Calendly’s API with this account’s access',
      access: 'operator',
      scope: 'calendly:call',
      callsOut: true,
      params: address,
      body: z.unknown(),
      answers: 200,
      media: 'application/json',
      handler: async ({ principal, params, body, request, reply }) => {
        const json = method === 'POST' || method === 'PATCH' ? (body ?? {}) : undefined;
        const call = { method, path: params['*'], query: queryOf(request), json };
        return present(reply, await pass(principal, params.id, call));
      },
    }),
  );
}

const unreachable = {
  not_connected: 'account_not_connected',
  access_ended: 'account_not_connected',
  unavailable: 'calendly_unreachable',
} as const;

/** As it was written, so that a name that stands twice goes on twice. */
function queryOf({ url }: FastifyRequest): URLSearchParams {
  return new URL(url, 'http://slotwire').searchParams;
}

function present(reply: FastifyReply, { status, body, rate }: PassedAnswer): FastifyReply {
  if (body === undefined) throw new Failure('calendly_unreadable');
  const { limit, remaining, resetSeconds } = rate;
  const told = { limit, remaining, reset: resetSeconds };
  for (const [name, value] of Object.entries(told)) {
    if (value !== undefined) reply.header(`x-ratelimit-${name}`, value);
  }
  reply.code(status);
  return status === 204 ? reply.send() : reply.send(body);
}

function named(error: unknown): unknown {
  if (!isCalendlyError(error)) return error;
  const { facts, kind } = error;
  if (kind === 'limited') {
    const seconds = Math.ceil((facts.retryAfterMs ?? 60_000) / 1000);
    return new Failure('calendly_limits', { detail: `Again after ${seconds} seconds.`, cause: error });
  }
  return new Failure(facts.mayHaveActed ? 'calendly_unreadable' : 'calendly_unreachable', { cause: error });
}
