/**
 * Where answers leave: every operation is counted, and the faults that were asked for strike here, outside of what
 * the operation does. In `lost_before` and `status` nothing was done; in the others everything was.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Answer, answerOf } from './answers.ts';
import { answerFaults, type Faults } from './faults.ts';

const slowMs = 5000;

export type Edge = ReturnType<typeof createEdge>;

export function createEdge(deps: { faults: Faults; sleep: (milliseconds: number) => Promise<void> }) {
  const operations = new Map<string, number>();
  const refreshes = new Map<string, number>();
  const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

  return {
    async serve(operation: string, reply: FastifyReply, act: () => Answer): Promise<FastifyReply> {
      count(operations, operation);
      const fault = deps.faults.take(operation, answerFaults);
      if (fault?.kind === 'lost_before') return drop(reply);
      if (fault?.kind === 'status') return send(reply, answerOf(fault.status ?? 503));
      const answer = act();
      if (fault?.kind === 'lost_after') return drop(reply);
      if (fault?.kind === 'cut') return cut(reply, answer);
      if (fault?.kind === 'malformed') return malformed(reply, answer);
      if (fault?.kind === 'slow') await deps.sleep(fault.milliseconds ?? slowMs);
      return send(reply, answer);
    },
    countRefresh: (tokenHash: string) => count(refreshes, tokenHash),
    counters: () => ({
      operations: [...operations].map(([operation, requests]) => ({ operation, count: requests })),
      refreshTokens: [...refreshes].map(([hash, uses]) => ({ hash, count: uses })),
    }),
    clear() {
      operations.clear();
      refreshes.clear();
    },
  };
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
