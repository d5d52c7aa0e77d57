/** The client of the REST API against a real HTTP server: what it asks, and what it makes of any answer. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CalendlyErrorKind, Caller } from '../../server/calendly/index.ts';
import { Secret } from '../../server/secret.ts';
import {
  connectCalendly,
  cut,
  empty,
  failureOf,
  half,
  html,
  json,
  silence,
  startAnsweringServer,
} from '../support/answering-server.ts';
import { freePort } from '../support/program.ts';

let server: Awaited<ReturnType<typeof startAnsweringServer>>;
let client: ReturnType<typeof connectCalendly>;
const skews: number[] = [];

beforeAll(async () => {
  server = await startAnsweringServer();
  client = connectCalendly(server.address, { onSkew: (milliseconds) => skews.push(milliseconds) });
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const base = 'https://api.calendly.com';
const userUri = `${base}/users/u1`;
const caller: Caller = { accessToken: new Secret('at-canary'), clientId: 'c-1_2', userUri, purpose: 'live' };
const at = '2026-11-24T09:00:00.000000Z';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const user = {
  uri: userUri,
  name: 'Ada Host',
  email: 'ada@example.com',
  slug: 'ada',
  scheduling_url: 'https://calendly.com/ada',
  timezone: 'Europe/Berlin',
  current_organization: `${base}/organizations/o1`,
  created_at: at,
  updated_at: at,
};
const subscription = {
  uri: `${base}/webhook_subscriptions/w1`,
  callback_url: 'https://hooks.example.com/t/1',
  created_at: at,
  updated_at: at,
  retry_started_at: null,
  state: 'active',
  events: ['invitee.created'],
  scope: 'user',
  organization: `${base}/organizations/o1`,
  user: userUri,
  group: null,
  creator: userUri,
};
const scheduledEvent = (id: string) => ({
  uri: `${base}/scheduled_events/${id}`,
  name: 'Intro',
  status: 'active',
  start_time: at,
  end_time: at,
  created_at: at,
  updated_at: at,
});
const wanted = {
  url: new Secret('https://hooks.example.com/t/1'),
  events: ['invitee.created'],
  organization: `${base}/organizations/o1`,
  scope: 'user' as const,
  user: userUri,
  signingKey: new Secret('sk-canary'),
};
const create = (as = caller) => client.webhookSubscriptions.create(as, wanted);

test('a call carries the token, a name of ours and nothing that was not asked for', async () => {
  server.answer(json(200, { resource: user }));
  expect(await client.currentUser(caller)).toEqual(user);
  expect(server.asked[0]).toMatchObject({
    method: 'GET',
    headers: { authorization: 'Bearer at-canary', 'user-agent': 'Slotwire', accept: 'application/json' },
  });
  expect(server.asked[0]!.url.pathname).toBe('/users/me');
});

test('a subscription is asked for with its signing key, and deleting one that is gone is fine', async () => {
  server.answer(json(201, { resource: subscription }));
  expect(await create()).toEqual(subscription);
  const { url, signingKey, ...plain } = wanted;
  const revealed = { url: url.reveal(), signing_key: signingKey.reveal() };
  expect(JSON.parse(server.asked[0]!.body)).toEqual({ ...plain, ...revealed });
  server.answer(empty(204));
  await client.webhookSubscriptions.delete(caller, 'w1');
  server.answer(json(404, { title: 'Resource Not Found', message: 'gone' }));
  await client.webhookSubscriptions.delete(caller, 'w1');
  expect(server.asked.at(-1)).toMatchObject({ method: 'DELETE', body: '' });
  expect(server.asked.at(-1)!.url.pathname).toBe('/webhook_subscriptions/w1');
});

test('pages are read to the end by their token; what they give as address is never dialled', async () => {
  const elsewhere = 'http://127.0.0.1:1/webhook_subscriptions?page_token=';
  const nextOf: Record<string, string | undefined> = { one: 'two', two: 'three' };
  server.answer((response, asked) => {
    const token = asked.url.searchParams.get('page_token') ?? 'one';
    const next = nextOf[token] ?? null;
    const item = { ...subscription, uri: `${base}/webhook_subscriptions/${token}` };
    const pagination = {
      next_page: next && `${elsewhere}${next}`,
      ...(token === 'one' ? { next_page_token: next } : {}),
    };
    json(200, { collection: [item], pagination })(response, asked);
  });
  const found = await all(
    client.webhookSubscriptions.list(caller, {
      organization: wanted.organization,
      scope: 'user',
      user: userUri,
    }),
  );
  expect(found.map(({ uri }) => uri.split('/').at(-1))).toEqual(['one', 'two', 'three']);
  expect(server.asked).toHaveLength(3);
  expect(server.asked[1]!.url.searchParams.get('organization')).toBe(wanted.organization);
});

test('pages that go round in a circle end in an error', async () => {
  server.answer((response, one) => {
    const next = one.url.searchParams.get('page_token') === 'a' ? 'b' : 'a';
    json(200, { collection: [], pagination: { next_page_token: next } })(response, one);
  });
  const list = client.scheduledEvents.invitees(caller, 'e1');
  expect((await failureOf(all(list))).kind).toBe('unexpected');
  expect(server.asked.length).toBeLessThan(5);
});

test('one page of scheduled events, sorted, with the token of the next', async () => {
  server.answer(json(200, { collection: [scheduledEvent('e1')], pagination: { next_page_token: 'two' } }));
  const page = await client.scheduledEvents.page(caller, {
    user: userUri,
    minStartTime: at,
    status: 'active',
  });
  expect(page).toEqual({ items: [scheduledEvent('e1')], next: 'two' });
  expect(Object.fromEntries(server.asked[0]!.url.searchParams)).toEqual({
    user: userUri,
    status: 'active',
    min_start_time: at,
    sort: 'start_time:asc',
    count: '100',
  });
});

test.each<[string, number, unknown, CalendlyErrorKind, boolean]>([
  [
    'a dead token',
    401,
    { title: 'Unauthenticated', message: 'The access token expired' },
    'unauthorized',
    false,
  ],
  [
    'a scope that is missing',
    403,
    { title: 'Insufficient scope', message: 'x', required_scopes: ['webhooks:write'] },
    'missing_scope',
    false,
  ],
  ['a plan', 403, { title: 'Permission Denied', message: 'Please upgrade' }, 'forbidden', false],
  ['nothing there', 404, { title: 'Resource Not Found', message: 'x' }, 'not_found', false],
  ['an address taken', 409, { title: 'Already Exists', message: 'x' }, 'conflict', false],
  [
    'a wrong field',
    400,
    { title: 'Invalid Argument', message: 'x', details: [{ parameter: 'scope', message: 'y' }] },
    'invalid',
    false,
  ],
  ['too many requests', 429, { anything: 1 }, 'limited', false],
  [
    'a calendar that Calendly cannot read',
    424,
    { title: 'External Calendar Error', message: 'x' },
    'unavailable',
    false,
  ],
  ['a fault', 500, { title: 'Internal Server Error', message: 'x' }, 'unavailable', true],
  ['a bad gateway', 502, 'not even an object', 'unavailable', true],
  ['a server that gave up waiting', 408, {}, 'unavailable', true],
  ['a teapot', 418, {}, 'unexpected', false],
  ['a success of another shape', 201, { resource: { ...subscription, uri: 7 } }, 'unexpected', true],
  ['a success with nothing in it', 201, {}, 'unexpected', true],
])('a write answered by %s', async (_, status, body, kind, mayHaveActed) => {
  server.answer(json(status, body, { 'x-ratelimit-reset': '17' }));
  const error = await failureOf(create({ ...caller, userUri: `${base}/users/of-${kind}` }));
  expect(error.facts).toMatchObject({ kind, status, mayHaveActed, operation: 'webhookSubscriptions.create' });
  if (kind === 'limited') expect(error.facts.retryAfterMs).toBe(17_000);
  if (kind === 'missing_scope') expect(error.facts.requiredScopes).toEqual(['webhooks:write']);
  if (kind === 'invalid') expect(error.facts.details).toEqual([{ parameter: 'scope', message: 'y' }]);
});

test('what nobody described yet comes out as it came', async () => {
  const tomorrow = { ...subscription, state: 'sleeping', scope: 'planet', of_tomorrow: { a: [1] } };
  server.answer(json(200, { resource: tomorrow }));
  expect(await client.webhookSubscriptions.get(caller, 'w1')).toEqual(tomorrow);
});

test('a 403 says what the operation needs, whatever its words', async () => {
  server.answer(json(403, { title: 'Permission Denied', message: 'Something about the moon' }));
  const needs = async (call: Promise<unknown>) => (await failureOf(call)).facts.needsPlan;
  expect(await needs(client.contacts.get(caller, 'c1'))).toBe('paid');
  expect(await needs(client.activityLogEntries.list(caller, { organization: 'o' }).page())).toBe(
    'enterprise',
  );
  expect(await needs(client.teams.get(caller, 't1'))).toBeUndefined();
});

test('every failure has a way out, and one that is known better says so', async () => {
  const wayOut = async (status: number, body: object) => {
    server.answer(json(status, body, { 'x-ratelimit-reset': '17' }));
    return (await failureOf(client.contacts.get(caller, 'c1'))).wayOut;
  };
  const said = (message: string) => ({ title: 'Unauthenticated', message });
  expect(await wayOut(401, said('The access token was revoked'))).toBe('The person connects again.');
  expect(await wayOut(401, said('The access token expired'))).toContain('refresh token');
  expect(await wayOut(403, { title: 'x', message: 'x', required_scopes: ['contacts:read'] })).toContain(
    'contacts:read',
  );
  expect(await wayOut(403, { title: 'Permission Denied', message: 'x' })).toContain('paid plan');
  expect(await wayOut(429, {})).toBe('Ask again after 17 seconds.');
  for (const status of [400, 404, 409, 418, 422, 500])
    expect(await wayOut(status, {})).toMatch(/^[A-Z].+\.$/);
});

test('the same answers to a read never mean that something was done', async () => {
  for (const answer of [json(500, {}), html(200), cut, half]) {
    server.answer(answer);
    expect((await failureOf(client.currentUser(caller))).facts.mayHaveActed).toBe(false);
  }
});

test('a page of some proxy is no success, whatever was asked', async () => {
  server.answer(html(200));
  const calls = [() => create(), () => client.webhookSubscriptions.delete(caller, 'w1')];
  for (const call of calls) {
    expect((await failureOf(call())).facts).toMatchObject({ kind: 'unexpected', mayHaveActed: true });
  }
});

test('a redirect is not followed', async () => {
  server.answer(empty(302, { location: `${server.address}/elsewhere` }));
  expect((await failureOf(create())).facts).toMatchObject({ kind: 'unexpected', mayHaveActed: true });
  expect(server.asked).toHaveLength(1);
});

test('an answer that is cut, half or never comes may hide a write that was done', async () => {
  const impatient = connectCalendly(server.address, { deadlineMs: 200 });
  for (const answer of [cut, half, silence]) {
    server.answer(answer);
    const error = await failureOf(impatient.webhookSubscriptions.create(caller, wanted));
    expect(error.facts).toMatchObject({ kind: 'unavailable', mayHaveActed: true });
    expect(error.facts.status).toBeUndefined();
  }
  await impatient.close();
});

test('an answer that drips is cut at the deadline', async () => {
  const impatient = connectCalendly(server.address, { deadlineMs: 300 });
  server.answer((response) => {
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  });
  const begun = performance.now();
  expect((await failureOf(impatient.currentUser(caller))).kind).toBe('unavailable');
  expect(performance.now() - begun).toBeLessThan(1500);
  await impatient.close();
});

test('where nobody listens, or no such host is, nothing was done', async () => {
  for (const nowhere of [`http://127.0.0.1:${await freePort()}`, 'http://no-such-host.invalid']) {
    const lost = connectCalendly(nowhere);
    expect((await failureOf(lost.webhookSubscriptions.create(caller, wanted))).facts).toMatchObject({
      kind: 'unavailable',
      mayHaveActed: false,
    });
    await lost.close();
  }
});

test('a huge answer is not kept', async () => {
  server.answer((response) => {
    response.writeHead(201);
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    const more = () => {
      while (!response.destroyed) if (!response.write(chunk)) return response.once('drain', more);
    };
    more();
  });
  expect((await failureOf(create())).facts).toMatchObject({ kind: 'unexpected', mayHaveActed: true });
});

test('by how much our clock is ahead is told', async () => {
  server.answer(json(200, { resource: user }, { date: new Date(Date.now() - 90_000).toUTCString() }));
  await client.currentUser(caller);
  expect(skews.at(-1)).toBeGreaterThan(88_000);
  expect(skews.at(-1)).toBeLessThan(93_000);
});

test('what could lead out of a path is refused before anything is sent', async () => {
  server.answer(json(200, { resource: subscription }));
  for (const id of ['..', 'a/b', 'a?b', '', '%2e%2e', 'a\r\nb']) {
    await expect(client.webhookSubscriptions.get(caller, id)).rejects.toThrow('id of Calendly’s');
  }
  expect(server.asked).toEqual([]);
});
