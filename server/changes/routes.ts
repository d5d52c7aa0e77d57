/** The feed and the live stream. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Change, Page } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { pageOf, type Route, route } from '../http/index.ts';
import { change } from './answers.ts';
import { readerFor } from './cursors.ts';
import { latestNumber, listChanges } from './feed.ts';
import type { Live } from './live.ts';

/** Below the shortest patience that proxies are known for. */
const longestWaitSeconds = 25;

export function changeRoutes(deps: {
  database: Database;
  live: Live;
  /** Fails once whoever sent the request may not any more. */
  authenticate(request: FastifyRequest): Promise<unknown>;
}): Route[] {
  const { database, live, authenticate } = deps;
  return [
    route({
      method: 'GET',
      path: '/api/v1/changes',
      summary: 'What moved, in order, after a cursor',
      access: 'viewer',
      scope: 'changes:read',
      query: z.strictObject({
        after: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      answers: 200,
      answer: pageOf(change),
      handler: async ({ query, principal }): Promise<Page<Change>> => {
        const reader = await readerFor(database, principal);
        const after = reader.cursors.read(query.after);
        const items = await database.tenantTransaction(
          reader.tenantId,
          (tx) => listChanges(tx, after, query.limit, reader.cursors),
          reader,
        );
        return { items, nextCursor: items.at(-1)?.cursor ?? query.after ?? null };
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/live/next',
      summary: 'The same one answer after the other: waits until something moved after the cursor',
      access: 'viewer',
      scope: 'changes:read',
      query: z.strictObject({
        after: z.string().optional(),
        waitSeconds: z.coerce.number().int().min(0).max(longestWaitSeconds).default(longestWaitSeconds),
      }),
      answers: 200,
      answer: pageOf(change),
      handler: async ({ query, principal, request }): Promise<Page<Change>> => {
        const gone = new AbortController();
        request.raw.once('close', () => gone.abort());
        const reader = await readerFor(database, principal);
        if (query.after === undefined) {
          const latest = await database.tenantTransaction(reader.tenantId, latestNumber, reader);
          return { items: [], nextCursor: reader.cursors.of(latest) };
        }
        const after = reader.cursors.read(query.after);
        const items = await live.next(reader, after, query.waitSeconds * 1000, gone.signal);
        // They were not to be told any more if what they showed ended while they waited.
        await authenticate(request);
        return { items, nextCursor: items.at(-1)?.cursor ?? query.after };
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/live',
      summary: 'The same as a stream of server-sent events',
      access: 'viewer',
      scope: 'changes:read',
      query: z.strictObject({ after: z.string().optional() }),
      answers: 200,
      answer: z.string(),
      media: 'text/event-stream',
      handler: async ({ query, principal, request, reply }) => {
        const header = request.headers['last-event-id'];
        const resume = typeof header === 'string' && header !== '' ? header : query.after;
        const reader = await readerFor(database, principal);
        const after = resume === undefined ? undefined : reader.cursors.read(resume);
        reply.hijack();
        reply.raw.writeHead(200, {
          ...(reply.getHeaders() as Record<string, string>),
          'content-type': 'text/event-stream',
          'x-accel-buffering': 'no',
        });
        const stillMay = () =>
          authenticate(request).then(
            () => true,
            () => false,
          );
        await live.stream(reader, after, reply.raw, stillMay);
        return reply;
      },
    }),
  ];
}
