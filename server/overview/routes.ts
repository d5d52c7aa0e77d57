/** The overview over HTTP: one call for figures, one for what they were over time. */
import { z } from 'zod';
import type { Overview, OverviewSeries } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { type Route, route } from '../http/index.ts';
import { overview, overviewSeries } from './answers.ts';
import type { Overviews } from './overview.ts';

const query = z.strictObject({ range: z.enum(['1h', '24h', '7d', '30d']).default('24h') });

export function overviewRoutes({
  database,
  overviews,
}: {
  database: Database;
  overviews: Overviews;
}): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/overview',
      summary: 'Everything by numbers: deliveries, accounts, what needs attention, the latest changes',
      access: 'viewer',
      scope: 'session',
      query,
      answers: 200,
      answer: overview,
      handler: ({ query: { range }, principal }): Promise<Overview> =>
        database.tenantTransaction(principal.tenantId, (tx) => overviews.figures(tx, range), {
          endUserId: principal.endUserId,
        }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/overview/series',
      summary: 'How many deliveries arrived over time, and how long they took to have their effect',
      access: 'viewer',
      scope: 'session',
      query,
      answers: 200,
      answer: overviewSeries,
      handler: ({ query: { range }, principal }): Promise<OverviewSeries> =>
        database.tenantTransaction(principal.tenantId, (tx) => overviews.series(tx, range), {
          endUserId: principal.endUserId,
        }),
    }),
  ];
}
