/** What the emulator can be told to do otherwise: lists that lie, callbacks elsewhere, snapshots, and open questions. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { empty, startAnsweringServer } from '../support/answering-server.ts';
import {
  call,
  connect,
  received,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';
import { until } from '../support/until.ts';

let emulator: TestEmulator;
let receiver: Awaited<ReturnType<typeof startAnsweringServer>>;
let tokens: Record<string, string>;

beforeAll(async () => {
  emulator = await startEmulator();
  receiver = await startAnsweringServer();
  const client = await emulator.createApplication(redirectUri);
  tokens = await connect(emulator, client, 'mara-lind');
});
afterAll(async () => {
  await emulator.close();
  await receiver.stop();
});

const get = (path: string) => call(emulator, tokens.access_token!, 'GET', path);
const subscribe = (url: string, more: object = {}) =>
  call(emulator, tokens.access_token!, 'POST', '/webhook_subscriptions', {
    url,
    events: ['invitee.created'],
    organization: tokens.organization,
    user: tokens.owner,
    scope: 'user',
    ...more,
  });
const book = (email: string) =>
  emulator.send<{ event: { uri: string } }>('POST', '/book', { event_type: 'mara-lind/intro-call', email });
const modes = (values: object) => emulator.send('POST', '/modes', values);

test('a list is empty, or behind, once', async () => {
  const { event } = await book('new@example.com');
  const path = `/scheduled_events?user=${tokens.owner}&sort=start_time:desc&count=100`;
  const uris = async () => (await get(path)).body.collection.map(({ uri }) => uri);
  await emulator.send('POST', '/faults', { operation: 'scheduledEvents.list', kind: 'empty' });
  await emulator.send('POST', '/faults', { operation: 'scheduledEvents.list', kind: 'stale' });
  expect(await uris()).toEqual([]);
  const behind = await uris();
  expect(behind.length).toBeGreaterThan(0);
  expect(behind).not.toContain(event.uri);
  expect(await uris()).toContain(event.uri);
});

test('a callback in the world is answered by one on this machine', async () => {
  receiver.answer(empty(200));
  await emulator.send('POST', '/callbacks', { 'https://app.example.com': receiver.address });
  const created = await subscribe('https://app.example.com/calendly?tenant=1');
  expect(created.body.resource.callback_url).toBe('https://app.example.com/calendly?tenant=1');
  await book('mapped@example.com');
  const [asked] = await received(receiver, 1);
  expect([asked!.url.pathname, asked!.url.search]).toEqual(['/calendly', '?tenant=1']);
  await expect(emulator.send('POST', '/callbacks', { here: 'there' })).rejects.toThrow('Give origins');
});

test('a snapshot brings everything back', async () => {
  const before = await emulator.dump();
  const { snapshot } = await emulator.send<{ snapshot: string }>('POST', '/snapshot', {});
  const { snapshots } = await emulator.send<{ snapshots: object[] }>('GET', '/snapshots');
  expect(snapshots).toMatchObject([{ snapshot }]);
  await book('forgotten@example.com');
  await emulator.send('POST', '/clock', { advanceSeconds: 3600 });
  await emulator.send('POST', '/restore', { snapshot });
  const after = await emulator.dump();
  expect(after.invitees).toEqual(before.invitees);
  expect(await emulator.send('GET', '/clock')).toMatchObject({ offsetSeconds: 0 });
  await expect(emulator.send('POST', '/restore', { snapshot: 'none' })).rejects.toThrow('no such snapshot');
});

test('a fault of no operation names those there are', async () => {
  const add = emulator.send('POST', '/faults', { operation: 'GET /users/me', kind: 'slow' });
  await expect(add).rejects.toThrow(
    /no operation “GET \/users\/me”; there are \*, delivery, oauth\.exchange/,
  );
});

test('mode: within what an address stands once, and how many there may be', async () => {
  const url = 'https://hooks.example.com/once';
  const organization = { scope: 'organization', user: undefined };
  expect((await subscribe(url)).status).toBe(201);
  expect((await subscribe(url, organization)).status).toBe(409);
  await modes({ hook_uniqueness: 'owner' });
  expect((await subscribe(url, organization)).status).toBe(201);
  expect((await subscribe(url)).status).toBe(409);
  await modes({ most_subscriptions: 'ten' });
  const statuses: number[] = [];
  for (let count = 0; count < 10; count += 1) statuses.push((await subscribe(`${url}/${count}`)).status);
  expect(statuses.filter((status) => status === 201).length).toBe(7);
  await modes({ most_subscriptions: 'unlimited' });
});

test('mode: what subscribing without the read scope is answered', async () => {
  const wanted = { events: ['contact.created'] };
  expect((await subscribe('https://hooks.example.com/c', wanted)).status).toBe(400);
  await modes({ missing_read_scope: '403' });
  const refused = await subscribe('https://hooks.example.com/c', wanted);
  expect([refused.status, refused.body.required_scopes]).toEqual([403, ['contacts:read']]);
});

test('mode: an address that is gone ends its subscription at once', async () => {
  await modes({ gone_410: 'disables' });
  receiver.answer(empty(410));
  const created = await subscribe(`${receiver.address}/gone`);
  await book('gone@example.com');
  const path = new URL(String(created.body.resource.uri)).pathname;
  await until('it is disabled', async () => (await get(path)).body.resource.state === 'disabled');
});

test('an unknown mode lists those there are', async () => {
  await expect(modes({ speed: 'fast' })).rejects.toThrow(
    /There is no mode “speed”; there are oauth_signing_key/,
  );
});

test('a clock that is run meets every try on its way; one that is moved jumps over them', async () => {
  receiver.answer(empty(503));
  const created = await subscribe(`${receiver.address}/run`);
  const id = String(created.body.resource.uri).split('/').at(-1);
  await book('run@example.com');
  await until('the first try', () => receiver.asked.length > 0);
  await emulator.send('POST', '/clock', { advanceSeconds: 25 * 3600, run: true });
  const { deliveries, subscriptions } = await emulator.dump();
  expect(subscriptions.find((one) => one.id === id)?.state).toBe('disabled');
  const mine = (deliveries as { subscriptionId: string; attempts: { at: string }[] }[]).filter(
    ({ subscriptionId }) => subscriptionId === id,
  );
  const tries = mine[0]!.attempts.map(({ at }) => Date.parse(at));
  const hours = (tries.at(-1)! - tries[0]!) / 3_600_000;
  expect(tries.length).toBeGreaterThan(10);
  expect(Math.round(hours)).toBe(24);
  await expect(emulator.send('POST', '/clock', { advanceSeconds: 1, run: 'fast' })).rejects.toThrow('“run”');
});
