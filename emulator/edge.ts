/**
 * Where answers leave: every operation is counted, and the faults that were asked for strike here, outside of what
 * the operation does. In `lost_before` and `status` nothing was done; in the others everything was.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Answer, answerOf } from './answers.ts';
import { type Clock, isoMicros } from './clock.ts';
import { answerFaults, type Fault, type Faults } from './faults.ts';
import type { Json } from './wire.ts';

const slowMs = 5000;

export type Edge = ReturnType<typeof createEdge>;

export function createEdge(deps: {
  faults: Faults;
  clock: Clock;
  sleep: (milliseconds: number) => Promise<void>;
}) {
  const operations = new Map<string, number>();
  const refreshes = new Map<string, number>();
  const calls = new Map<string, { served: number; limited: number }>();
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

  return {
    async serve(operation: string, reply: FastifyReply, act: () => Answer): Promise<FastifyReply> {
      count(operations, operation);
      const fault = deps.faults.take(operation, answerFaults);
      if (fault?.kind === 'lost_before') return drop(reply);
      if (fault?.kind === 'status') return send(reply, answerOf(fault.status ?? 503));
      const answer = lied(act(), fault, deps.clock.now());
      if (fault?.kind === 'lost_after') return drop(reply);
      if (fault?.kind === 'cut') return cut(reply, answer);
      if (fault?.kind === 'malformed') return malformed(reply, answer);
      if (fault?.kind === 'slow') await deps.sleep(fault.milliseconds ?? slowMs);
      return send(reply, answer);
    },
    countRefresh: (tokenHash: string) => count(refreshes, tokenHash),
    /** One call of the REST API within or beyond the limit that this key is for. */
    countCall(key: string, allowed: boolean) {
      const { served, limited } = calls.get(key) ?? { served: 0, limited: 0 };
      calls.set(key, { served: served + Number(allowed), limited: limited + Number(!allowed) });
    },
    counters: () => ({
      calls: [...calls].map(([key, counts]) => ({ key, ...counts })),
      operations: [...operations].map(([operation, requests]) => ({ operation, count: requests })),
      refreshTokens: [...refreshes].map(([hash, uses]) => ({ hash, count: uses })),
    }),
    clear() {
      operations.clear();
      calls.clear();
      refreshes.clear();
    },
  };
}

const behindMs = 60_000;

/** A list that says nothing, or does not know yet what was made or changed a moment ago. */
function lied(answer: Answer, fault: Fault | undefined, now: number): Answer {
  const { body } = answer;
  if (!Array.isArray(body?.collection) || (fault?.kind !== 'empty' && fault?.kind !== 'stale')) return answer;
  const known = isoMicros(now - (fault.milliseconds ?? behindMs));
  const items = body.collection as Json[];
  const collection =
    fault.kind === 'empty' ? [] : items.filter((item) => String(item.updated_at ?? '') <= known);
  const pagination = body.pagination as Json | undefined;
  const none = { next_page: null, next_page_token: null, previous_page: null, previous_page_token: null };
  const told = fault.kind === 'empty' ? { count: 0, ...none } : { ...pagination, count: collection.length };
  return { ...answer, body: { ...body, collection, ...(pagination ? { pagination: told } : {}) } };
}

export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status).headers({
    'x-request-id': randomUUID(),
    'cache-control': 'max-age=0, private, must-revalidate',
    ...answer.headers,
  });
  if (answer.body === undefined) return reply.send();
  const text = JSON.stringify(answer.body);
  const etag = `W/"${createHash('md5').update(text).digest('hex')}"`;
  return reply.header('etag', etag).type('application/json; charset=utf-8').send(text);
}

function drop(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** The head promises the whole body; half of it comes. */
function cut(reply: FastifyReply, answer: Answer): FastifyReply {
  const text = Buffer.from(JSON.stringify(answer.body ?? {}));
  reply.hijack();
  reply.raw.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': text.length,
  });
  reply.raw.write(text.subarray(0, text.length / 2), () => reply.raw.destroy());
  return reply;
}

/** A whole answer that is no JSON, as a proxy in between may write it. */
function malformed(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply
    .code(answer.status === 204 ? 200 : answer.status)
    .type('application/json; charset=utf-8')
    .send('<html><body>{"resource":</body></html>');
}
