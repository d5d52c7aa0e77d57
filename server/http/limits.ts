/**
 * How many requests one caller may send in a minute: counted in this process, from one full minute of the clock to the
 * next, so that what was counted is forgotten all at once.
 * The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
 */
import type { FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';

const windowSeconds = 60;

/** Counts one request of this caller and tells what is left. @throws Failure `too_many_requests` */
export type Limit = (callerId: string, reply: FastifyReply) => void;

export function createLimit({ clock, perMinute }: { clock: Clock; perMinute: number }): Limit {
  let counted = { window: 0, of: new Map<string, number>() };

  return (callerId, reply) => {
    const seconds = clock.now() / 1000;
    const window = Math.floor(seconds / windowSeconds);
    if (window !== counted.window) counted = { window, of: new Map() };
    const count = (counted.of.get(callerId) ?? 0) + 1;
    counted.of.set(callerId, count);

    const retryAfter = Math.ceil((window + 1) * windowSeconds - seconds);
    reply.header('ratelimit-policy', `"minute";q=${perMinute};w=${windowSeconds}`);
    reply.header('ratelimit', `"minute";r=${Math.max(0, perMinute - count)};t=${retryAfter}`);
    if (count > perMinute) throw new Failure('too_many_requests', { facts: { retryAfter } });
  };
}
