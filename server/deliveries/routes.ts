/** What Calendly posted to us, over HTTP: a page, how many, one with its bytes, and the effect once more. */
import { z } from 'zod';
import type { Count, Delivery, DeliveryDetail, Page } from '../../sdk/types.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import {
  cursorOf,
  givenId,
  idAddress,
  moment,
  type Principal,
  pageOf,
  pageQuery,
  type Route,
  route,
  typed,
} from '../http/index.ts';
import { toWireId } from '../ids.ts';
import type { Meetings } from '../meetings/index.ts';
import type { Vault } from '../vault/index.ts';
import { count, delivery, deliveryDetail, outcome, verifiedOutcomes } from './answers.ts';
import type { Deliveries } from './deliveries.ts';
import { createDescribe } from './detail.ts';
import * as read from './read.ts';

const topic = typed('Send text, or leave it out.').max(100);
const filters = {
  accountId: givenId('account').optional(),
  outcome: outcome.optional(),
  topic: topic.optional(),
  from: moment.optional(),
  to: moment.optional(),
  search: typed('Send text, or leave it out.').max(500).optional(),
};
const deliveryAddress = idAddress('delivery');

export function deliveryRoutes(deps: {
  database: Database;
  vault: Vault;
  meetings: Meetings;
  deliveries: Pick<Deliveries, 'replay'>;
}): Route[] {
  const { database, deliveries } = deps;
  const { detail, raw } = createDescribe(deps);
  const reading = <T>({ tenantId, endUserId }: Principal, work: (tx: Tx) => Promise<T>) =>
    database.tenantTransaction(tenantId, work, { endUserId });
  /** What `find` says of the delivery with this id; there may be none. */
  const find = async <T>(
    principal: Principal,
    id: string,
    of: (tx: Tx, tenantId: string, id: string) => Promise<T | undefined>,
  ): Promise<T> => {
    const found = await reading(principal, (tx) => of(tx, principal.tenantId, id));
    if (!found) throw new Failure('not_found');
    return found;
  };
  return [
    route({
      method: 'GET',
      path: '/api/v1/deliveries',
      summary: 'What Calendly sent, newest first',
      access: 'viewer',
      scope: 'deliveries:read',
      query: z.strictObject({
        ...filters,
        ...pageQuery(100, 500),
      }),
      answers: 200,
      answer: pageOf(delivery),
      handler: async ({ query: { cursor, limit, ...filter }, principal }): Promise<Page<Delivery>> => {
        const before = cursorOf('delivery', cursor);
        const rows = await reading(principal, (tx) => read.listDeliveries(tx, filter, before, limit + 1));
        // A page begins with what its cursor names, so that a list can be held where it is while more comes.
        const next = rows[limit];
        return {
          items: rows.slice(0, limit).map(read.present),
          nextCursor: next ? toWireId('delivery', next.id) : null,
        };
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/deliveries/count',
      summary: 'How many they are: estimated where they are many, or exactly',
      access: 'viewer',
      scope: 'deliveries:read',
      query: z.strictObject({ ...filters, exactly: z.enum(['true', 'false']).default('false') }),
      answers: 200,
      answer: count,
      handler: ({ query: { exactly, ...filter }, principal }): Promise<Count> =>
        reading(principal, (tx) => read.countDeliveries(tx, filter, exactly === 'true')),
    }),
    route({
      method: 'GET',
      path: '/api/v1/deliveries/{id}',
      summary: 'One delivery: what it did, how it was verified, its bytes',
      access: 'viewer',
      scope: 'deliveries:read',
      params: deliveryAddress,
      answers: 200,
      answer: deliveryDetail,
      handler: ({ params, principal }): Promise<DeliveryDetail> => find(principal, params.id, detail),
    }),
    route({
      method: 'GET',
      path: '/api/v1/deliveries/{id}/raw',
      summary: 'The bytes as they came',
      access: 'viewer',
      scope: 'deliveries:read',
      reveals: true,
      params: deliveryAddress,
      answers: 200,
      answer: z.string(),
      media: 'application/octet-stream',
      handler: async ({ params, principal, reply }) => {
        const bytes = await find(principal, params.id, raw);
        return reply
          .type('application/octet-stream')
          .header('content-disposition', `attachment; filename="${toWireId('delivery', params.id)}.bin"`)
          .send(bytes);
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/deliveries/replay',
      summary: 'Give deliveries their effect again: some by id, or all of a time',
      access: 'operator',
      scope: 'deliveries:replay',
      body: z.strictObject({
        ids: z.array(givenId('delivery')).min(1).max(1000).optional(),
        accountId: givenId('account').optional(),
        outcome: z.enum(verifiedOutcomes).optional(),
        topic: topic.optional(),
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
