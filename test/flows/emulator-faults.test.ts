/** Faults that were asked for strike as often as asked, and do or undo nothing but what they say. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { empty, startAnsweringServer } from '../support/answering-server.ts';
import {
  call,
  connect,
  received,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';

let emulator: TestEmulator;
let receiver: Awaited<ReturnType<typeof startAnsweringServer>>;
let tokens: Record<string, string>;

beforeAll(async () => {
  emulator = await startEmulator();
  receiver = await startAnsweringServer();
});
afterAll(async () => {
  await emulator.close();
  await receiver.stop();
});
beforeEach(async () => {
  await emulator.send('POST', '/reset', {});
  tokens = await connect(emulator, await emulator.createApplication(redirectUri), 'mara-lind');
  receiver.answer(empty(200));
});

const fault = (operation: string, kind: string, more: object = {}) =>
  emulator.send<{ id: string }>('POST', '/faults', { operation, kind, ...more });
const create = (path = '/a') =>
  call(emulator, tokens.access_token!, 'POST', '/webhook_subscriptions', {
    url: `${receiver.address}${path}`,
    events: ['invitee.created', 'invitee.canceled'],
    organization: tokens.organization,
    user: tokens.owner,
    scope: 'user',
    signing_key: 'key',
  });
const made = async () => (await emulator.dump()).subscriptions.length;
const me = () => call(emulator, tokens.access_token!, 'GET', '/users/me');
const book = () =>
  emulator.send<{ invitee: { uri: string } }>('POST', '/book', { event_type: 'mara-lind/intro-call' });

test('lost before: nothing was done; lost after: everything was', async () => {
  await fault('webhookSubscriptions.create', 'lost_before');
  await expect(create()).rejects.toThrow();
  expect(await made()).toBe(0);
  await fault('webhookSubscriptions.create', 'lost_after');
  await expect(create()).rejects.toThrow();
  expect(await made()).toBe(1);
  expect((await create()).status).toBe(409);
});

test('a status is answered instead of the act; the next call is served', async () => {
  await fault('webhookSubscriptions.create', 'status', { status: 503 });
  expect((await create()).status).toBe(503);
  expect(await made()).toBe(0);
  await fault('users.me', 'status', { status: 429, count: 2, skip: 1 });
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await me()).status);
  expect(statuses).toEqual([200, 429, 429, 200]);
});

test('cut and malformed answers are no JSON', async () => {
  await fault('users.me', 'cut');
  await expect(me()).rejects.toThrow();
  await fault('users.me', 'malformed');
  await expect(me()).rejects.toThrow(/JSON/);
  expect((await me()).status).toBe(200);
});

test('slow answers come late', async () => {
  await fault('*', 'slow', { milliseconds: 200 });
  const began = performance.now();
  expect((await me()).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThan(190);
});

test('a refresh whose answer is lost has used the token up', async () => {
  const client = await emulator.createApplication(redirectUri);
  const { refresh_token: refreshToken } = await connect(emulator, client, 'ines-carvalho');
  const refresh = () =>
    fetch(`${emulator.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: client.client_id,
        client_secret: client.client_secret,
        grant_type: 'refresh_token',
        refresh_token: refreshToken!,
      }),
    });
  await fault('oauth.refresh', 'lost_after');
  await expect(refresh()).rejects.toThrow();
  expect((await refresh()).status).toBe(400);
});

test('deliveries come twice, badly signed, or with an old time', async () => {
  await create();
  await fault('delivery', 'duplicate');
  await book();
  const [first, second] = await received(receiver, 2);
  expect(second!.body).toBe(first!.body);
  const fits = ({ headers, body }: typeof first & object) => {
    const [, t, v1] = /t=(\d+),v1=(.*)/.exec(String(headers['calendly-webhook-signature']))!;
    const age = Date.now() / 1000 - Number(t);
    return { true: v1 === createHmac('sha256', 'key').update(`${t}.${body}`).digest('hex'), old: age > 500 };
  };
  await fault('delivery', 'bad_signature');
  await book();
  expect(fits((await received(receiver, 3))[2]!)).toEqual({ true: false, old: false });
  await fault('delivery', 'stale_t');
  await book();
  expect(fits((await received(receiver, 4))[3]!)).toEqual({ true: true, old: true });
  const { faults } = await emulator.send<{ faults: { struck: number; left: number }[] }>('GET', '/faults');
  expect(faults.map(({ struck, left }) => [struck, left])).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
});

test('a delayed delivery waits on the clock; a reordered one is overtaken', async () => {
  await create();
  await fault('delivery', 'delay', { milliseconds: 3_600_000 });
  await book();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(receiver.asked).toHaveLength(0);
  await emulator.send('POST', '/clock', { advanceSeconds: 3600 });
  await received(receiver, 1);
  await fault('delivery', 'reorder');
  const { invitee } = await book();
  await emulator.send('POST', '/cancel', { invitee: invitee.uri });
  const events = (await received(receiver, 3)).slice(1).map(({ body }) => JSON.parse(body).event);
  expect(events).toEqual(['invitee.canceled', 'invitee.created']);
});

test('the control interface says what is wrong, and answers nobody from elsewhere', async () => {
  await expect(fault('delivery', 'cut')).rejects.toThrow(/delay, reorder/);
  await expect(fault('users.me', 'reorder')).rejects.toThrow(/lost_before/);
  await expect(emulator.send('POST', '/modes', { weather: 'rain' })).rejects.toThrow(/no mode/);
  await expect(emulator.send('POST', '/modes', { second_grant: 'maybe' })).rejects.toThrow(/keeps_first/);
  await expect(emulator.send('POST', '/clock', {})).rejects.toThrow(/advanceSeconds/);
  for (const beyond of [
    { advanceSeconds: 1e300 },
    { advanceSeconds: -1e12 },
    { to: '9999-12-31T23:59:59Z' },
  ]) {
    await expect(emulator.send('POST', '/clock', beyond)).rejects.toThrow(/400.*2000 to 2999/);
  }
  const crossing = await fetch(`${emulator.url}/_emulator/people`, {
    headers: { 'sec-fetch-site': 'cross-site' },
  });
  expect(crossing.status).toBe(403);
});
