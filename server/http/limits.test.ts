import type { FastifyReply } from 'fastify';
import { expect, test } from 'vitest';
import { clockFrom } from '../clock.ts';
import { createLimit } from './limits.ts';

function limited(perMinute: number) {
  const time = { now: 1_000_000_020_000 };
  const limit = createLimit({ clock: clockFrom(() => time.now), perMinute });
  const ask = (callerId: string) => {
    const headers: Record<string, unknown> = {};
    const reply = { header: (name: string, value: unknown) => (headers[name] = value) };
    let failure: unknown;
    try {
      limit(callerId, reply as unknown as FastifyReply);
    } catch (error) {
      failure = error;
    }
    return { headers, failure };
  };
  return { time, ask };
}

test('each caller has so many a minute, told with every answer', () => {
  const { ask } = limited(2);
  expect(ask('one').headers).toEqual({
    'ratelimit-policy': '"minute";q=2;w=60',
    ratelimit: '"minute";r=1;t=60',
  });
  expect(ask('one').failure).toBeUndefined();
  const refused = ask('one');
  expect(refused.headers.ratelimit).toBe('"minute";r=0;t=60');
  expect(refused.failure).toMatchObject({ code: 'too_many_requests', facts: { retryAfter: 60 } });
  expect(ask('other').failure).toBeUndefined();
});

test('after as many seconds as were told it goes on', () => {
  const { time, ask } = limited(1);
  time.now += 41_500;
  ask('one');
  expect(ask('one').failure).toMatchObject({ facts: { retryAfter: 19 } });
  time.now += 18_499;
  expect(ask('one').failure).toBeDefined();
  time.now += 1;
  expect(ask('one').failure).toBeUndefined();
});
