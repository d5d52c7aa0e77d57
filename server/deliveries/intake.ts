/**
 * The address that Calendly posts to. Every body is taken as bytes, whatever it calls itself, up to a size that
 * depends on whether anybody has the address; what is longer than is held passes through. Never a redirect, and never
 * a 5xx for what stands in a body.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../errors.ts';
import type { Metrics } from '../metrics.ts';
import { roundTripHeader, type Subscriptions } from '../subscriptions/index.ts';
import type { OpenSubscription } from './arrival.ts';
import type { Passing, Receive } from './receive.ts';

/** Held at once; what is longer is only looked at while it passes. */
const heldBytes = 4 * 1024 * 1024;
/** Nothing of Calendly's is as long; without an end somebody could keep us hashing. */
const knownLimit = 64 * 1024 * 1024;
const unknownLimit = 64 * 1024;

/** Of our own asking whether the address leads here. */
const roundTripWord = /^[A-Za-z0-9_-]{43}$/;

type Found = Awaited<ReturnType<Subscriptions['findByToken']>>;

export interface IntakeDeps {
  receive: Receive;
  findByToken: Subscriptions['findByToken'];
  metrics: Metrics;
  noteSender(to: { tenantId: string; accountId: string }, address: string): void;
}

/**
 * All is done in the first hook, and a delivery that was taken in is answered on Node's own response: parsers, hooks of
 * the answer and headers that are for pages cost more than the signature. What is refused is thrown, as anywhere.
 */
export function registerIntake(app: FastifyInstance, deps: IntakeDeps): void {
  app.route<{ Params: { token: string } }>({
    method: 'POST',
    url: '/api/calendly/webhook/:token',
    helmet: false,
    onRequest: async (request, reply) => {
      const said = await takeIn(request, reply, deps);
      reply.hijack();
      reply.raw.writeHead(200, { ...accepted, 'content-length': said.length }).end(said);
    },
    handler: () => undefined,
  });
}

const accepted = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** Comes back once it is committed, with what to answer. @throws Failure why it was not taken in */
async function takeIn(
  { raw, headers, params, ip }: FastifyRequest<{ Params: { token: string } }>,
  reply: FastifyReply,
  { receive, findByToken, metrics, noteSender }: IntakeDeps,
): Promise<string> {
  const length = Number(headers['content-length']);
  // What passes by is seen once, so it is judged by nothing that may be outdated.
  const found = await findByToken(params.token, { anew: !(length <= heldBytes) });
  if (length > limitOf(found)) throw tooLarge(reply);
  const body = await readBody(raw, found, () => tooLarge(reply), receive);
  let to = openOf(found, metrics);
  const word = headers[roundTripHeader];
  if (typeof word === 'string' && roundTripWord.test(word)) return word;
  const judge = () => (Buffer.isBuffer(body) ? receive.whole(to, headers, body) : body.end());
  let received = await judge();
  if (!received.ok && received.reason === 'outdated') {
    to = openOf(await findByToken(params.token, { anew: true }), metrics);
    received = await judge();
  }
  if (!received.ok) throw new Failure('wrong_signature');
  if (received.signed) noteSender(to, ip);
  return '{}';
}

/** @throws Failure that nobody is at the address, or no longer */
function openOf(found: Found, metrics: Metrics): OpenSubscription {
  if (found?.kind === 'open') return found;
  const reason = found ? 'subscription_ended' : 'unknown_subscription';
  metrics.refused.inc({ reason });
  throw new Failure(reason);
}

/** Nothing more is read; the connection is closed when that was answered. */
function tooLarge(reply: FastifyReply): Failure {
  reply.header('connection', 'close');
  return new Failure('too_large');
}

function limitOf(to: Found): number {
  return to?.kind === 'open' ? knownLimit : unknownLimit;
}

/** Beyond the limit nothing more is taken in. */
function readBody(
  payload: IncomingMessage,
  to: Found,
  tooLarge: () => Failure,
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
        reject(tooLarge());
      } else if (passing) passing.update(chunk);
      else chunks.push(chunk);
      if (length <= heldBytes || passing || to?.kind !== 'open') return;
      passing = receive.passing(to, payload.headers, Buffer.concat(chunks));
      chunks = [];
    });
    payload.once('end', () => resolve(passing ?? (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))));
    payload.once('error', (cause) => reject(new Failure('malformed_request', { cause })));
  });
}
