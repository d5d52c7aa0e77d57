/** What Calendly posted to us, over HTTP: a page, newest first, and the effect once more of one or of many. */
import { z } from 'zod';
import type { Delivery, Page } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { noCursor, pageOf, type Route, route } from '../http/index.ts';
import { fromWireId, type IdKind, toWireId } from '../ids.ts';
import { delivery, outcomes } from './answers.ts';
import type { Deliveries } from './deliveries.ts';
import * as store from './store.ts';

const moment = z.iso.datetime({ offset: true });

export function deliveryRoutes(deps: {
  database: Database;
  deliveries: Pick<Deliveries, 'replay'>;
}): Route[] {
  const { database, deliveries } = deps;
  return [
    route({
      method: 'GET',
      path: '/api/v1/deliveries',
      summary: 'What Calendly sent, newest first',
      access: 'viewer',
      scope: 'deliveries:read',
      query: z.strictObject({
        accountId: idOf('account').optional(),
        outcome: z.enum(outcomes).optional(),
        cursor: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answers: 200,
      answer: pageOf(delivery),
      handler: async ({ query: { cursor, limit, ...filter }, principal }): Promise<Page<Delivery>> => {
        const before = cursor === undefined ? undefined : fromWireId('delivery', cursor);
        if (cursor !== undefined && before === undefined) throw noCursor('cursor');
        const rows = await database.tenantTransaction(
          principal.tenantId,
          (tx) => store.listDeliveries(tx, { ...filter, before }, limit + 1),
          { endUserId: principal.endUserId },
        );
        const last = rows.length > limit ? rows[limit - 1] : undefined;
        return {
          items: rows.slice(0, limit).map(present),
          nextCursor: last ? toWireId('delivery', last.id) : null,
        };
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/deliveries/replay',
      summary: 'Give deliveries their effect again: some by id, or all of a time',
      access: 'operator',
      scope: 'deliveries:replay',
      body: z.strictObject({
        ids: z.array(idOf('delivery')).min(1).max(1000).optional(),
        accountId: idOf('account').optional(),
        from: moment.optional(),
        to: moment.optional(),
      }),
      answers: 202,
      answer: z.strictObject({ replayed: z.int() }),
      handler: async ({ tx, body, principal: { tenantId } }) => {
        if (!body.ids && !body.from) {
          const message = 'Say which: `ids`, or from when on.';
          throw new Failure('wrong_fields', { fields: [{ path: 'ids', message }] });
        }
        return { replayed: await deliveries.replay(tx, tenantId, body) };
      },
    }),
  ];
}

function idOf(kind: IdKind) {
  return z.string().transform((wire, context) => {
    const id = fromWireId(kind, wire);
    if (id) return id;
    context.addIssue({ code: 'custom', message: `This is no id of ours for this: ${kind}.` });
    return z.NEVER;
  });
}

function present(row: store.ListedDelivery): Delivery {
  return {
    id: toWireId('delivery', row.id),
    accountId: toWireId('account', row.accountId),
    receivedAt: row.receivedAt,
    topic: row.topic,
    outcome: row.outcome,
    reason: row.reason,
    meetingId: row.meetingId && toWireId('meeting', row.meetingId),
  };
}
