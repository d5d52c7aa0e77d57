/**
 * The address that Calendly posts to. Every body is taken as bytes, whatever it calls itself, up to a size that
 * depends on whether anybody has the address; what is longer than is held passes through. Never a redirect, and never
 * a 5xx for what stands in a body.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../errors.ts';
import { toFailure } from '../http/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Passing, Receive } from './receive.ts';

/** Held at once; what is longer is only looked at while it passes. */
const heldBytes = 4 * 1024 * 1024;
/** Nothing of Calendly's is as long; without an end somebody could keep us hashing. */
const knownLimit = 64 * 1024 * 1024;
const unknownLimit = 64 * 1024;

type Found = Awaited<ReturnType<Subscriptions['findByToken']>>;

export interface IntakeDeps {
  receive: Receive;
  findByToken: Subscriptions['findByToken'];
  metrics: Metrics;
}

/** In a scope of its own, so that its parser is nobody else's. */
export function registerIntake(app: FastifyInstance, deps: IntakeDeps): void {
  app.register(async (scope) => {
    const found = new WeakMap<FastifyRequest, Found>();
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (request, payload, parsed) => {
      readBody(payload, found.get(request), request, deps.receive).then((body) => parsed(null, body), parsed);
    });
    scope.addHook('onError', async (_request, reply, error) => {
      if (toFailure(error).code === 'too_large') reply.header('connection', 'close');
    });
    scope.route<{ Params: { token: string } }>({
      method: 'POST',
      url: '/api/calendly/webhook/:token',
      // No page is ever made of the answer, and these headers cost as much as the signature.
      helmet: false,
      onRequest: async (request) => {
        const to = await deps.findByToken(request.params.token);
        found.set(request, to);
        if (Number(request.headers['content-length']) > limitOf(to)) throw new Failure('too_large');
      },
      handler: (request, reply) => answer(found.get(request), request, reply, deps),
    });
  });
}

function limitOf(to: Found): number {
  return to?.kind === 'open' ? knownLimit : unknownLimit;
}

async function answer(
  to: Found,
  request: FastifyRequest,
  reply: FastifyReply,
  { receive, metrics }: IntakeDeps,
): Promise<FastifyReply> {
  if (to?.kind !== 'open') {
    const reason = to ? 'subscription_ended' : 'unknown_subscription';
    metrics.refused.inc({ reason });
    throw new Failure(reason);
  }
  const body = (request.body as Buffer | Passing | undefined) ?? Buffer.alloc(0);
  const received = await (Buffer.isBuffer(body) ? receive.whole(to, request.headers, body) : body.end());
  if (!received.ok) throw new Failure('wrong_signature');
  return reply.type('application/json').send('{}');
}

/** Beyond the limit nothing more is taken in; the connection is closed when that was answered. */
function readBody(
  payload: IncomingMessage,
  to: Found,
  { headers }: FastifyRequest,
  receive: Receive,
): Promise<Buffer | Passing> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    let passing: Passing | undefined;
    payload.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitOf(to)) {
        payload.removeAllListeners('data').pause();
        reject(new Failure('too_large'));
      } else if (passing) passing.update(chunk);
      else chunks.push(chunk);
      if (length <= heldBytes || passing || to?.kind !== 'open') return;
      passing = receive.passing(to, headers, Buffer.concat(chunks));
      chunks = [];
    });
    payload.once('end', () => resolve(passing ?? (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))));
    payload.once('error', (cause) => reject(new Failure('malformed_request', { cause })));
  });
}
