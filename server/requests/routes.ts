/** The log of an account's requests over HTTP. */
import { z } from 'zod';
import type { CalendlyRequest, Page } from '../../sdk/types.ts';
import { describeFailure } from '../calendly/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { byId, cursorOf, idAddress, pageOf, pageQuery, type Route, route, toPage } from '../http/index.ts';
import { toWireId } from '../ids.ts';
import { calendlyRequest } from './answers.ts';
import type { Requests } from './requests.ts';
import type { RequestRow } from './store.ts';

const requestsQuery = z.strictObject({
  /** Only those that failed. */
  failed: z.enum(['true', 'false']).default('false'),
  ...pageQuery(100, 500),
});

export function requestRoutes(deps: {
  database: Database;
  requests: Pick<Requests, 'list' | 'keptFrom'>;
  findAccount(tx: Tx, accountId: string): Promise<unknown>;
}): Route[] {
  const { database, requests, findAccount } = deps;
  return [
    route({
      method: 'GET',
      path: '/api/v1/accounts/{id}/requests',
      summary: 'What Calendly was asked for an account in the last 30 days, newest first',
      access: 'viewer',
      scope: 'accounts:read',
      params: idAddress('account'),
      query: requestsQuery,
      answers: 200,
      answer: pageOf(calendlyRequest),
      handler: async ({ principal, params, query }): Promise<Page<CalendlyRequest>> => {
        const { cursor, limit, failed } = query;
        const which = {
          failed: failed === 'true',
          from: requests.keptFrom(),
          before: cursorOf('calendlyRequest', cursor),
        };
        const rows = await database.tenantTransaction(
          principal.tenantId,
          async (tx) => {
            if (!(await findAccount(tx, params.id))) throw new Failure('not_found');
            return requests.list(tx, params.id, which, limit + 1);
          },
          { endUserId: principal.endUserId },
        );
        return toPage(rows.map(present), limit, byId);
      },
    }),
  ];
}

function present({ id, took, failure, ...row }: RequestRow): CalendlyRequest {
  return {
    id: toWireId('calendlyRequest', id),
    ...row,
    milliseconds: took,
    failure: failure && { kind: failure, ...describeFailure(failure, row) },
  };
}
