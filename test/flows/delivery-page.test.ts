/** What the page of deliveries asks: pages that stay where they are, filters, counts, one with its bytes, replay. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Count, Delivery, DeliveryDetail, Page } from '../../sdk/types.ts';
import { deliveryRoutes } from '../../server/deliveries/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHeart,
  type Heart,
  type Hook,
  listenApi,
  listenHeart,
  post,
  writeHooks,
  writeTenant,
} from '../support/heart.ts';
import { bodyOf, createWorld, userUri, type World } from '../support/world.ts';

let testDatabase: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;
let api: Awaited<ReturnType<typeof listenApi>>;
let tenantId: string;
let hook: Hook;
let other: Hook;
let world: World;
const notices: string[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  heart = await createHeart({ database });
  listening = await listenHeart(heart);
  tenantId = await writeTenant(database, heart.vault);
  const users = [randomUUID(), randomUUID()];
  [hook, other] = (await writeHooks(database, heart.vault, tenantId, users)) as [Hook, Hook];
  world = createWorld({ host: hook.user, random: Math.random });
  api = await listenApi(heart, tenantId, deliveryRoutes(heart));
  await database.listen('slotwire_changes', (notice) => notices.push(notice));
  await heart.deliveries.start();

  const one = world.book();
  world.book();
  world.cancel(one.uuid);
  for (const sent of world.sent) await receive(bodyOf(sent, hook.user));
  await receive(Buffer.from('{"not":'));
  await receive(Buffer.from([0xff, 0x00, 0x80]), other);
  await heart.deliveries.idle();
});

afterAll(async () => {
  await api.app.close();
  await listening.app.close();
  await heart.deliveries.stop();
  await testDatabase.dispose();
});

async function receive(body: Buffer, at = hook): Promise<void> {
  expect(await post(listening.url, at, body)).toBe(200);
}

const list = (query = '') => api.ask<Page<Delivery>>(`/deliveries${query}`);
const find = async (query: string) => (await list(query)).items.map(({ outcome, topic }) => topic ?? outcome);

test('pages stay where they are while new ones come', async () => {
  const first = await list('?limit=2');
  const second = await list(`?limit=2&cursor=${first.nextCursor}`);
  const third = await list(`?limit=2&cursor=${second.nextCursor}`);
  expect([...first.items, ...second.items, ...third.items]).toEqual((await list()).items);
  expect(third).toMatchObject({ items: [expect.anything()], nextCursor: null });
  expect(first.items[0]).toMatchObject({ endUser: { userId: other.endUserId }, replays: 0 });
});

test('filters by account, outcome, topic and time', async () => {
  expect(await find(`?accountId=acc_${other.accountId.replaceAll('-', '')}`)).toEqual(['parked']);
  expect(await find('?outcome=parked')).toEqual(['parked', 'parked']);
  expect(await find('?topic=invitee.canceled')).toEqual(['invitee.canceled']);
  const [, newest] = (await list()).items.map(({ receivedAt }) => receivedAt);
  expect(await find(`?from=${newest}&to=2999-01-01T00:00:00Z`)).toHaveLength(2);
  expect(await find('?to=0001-01-01T00:00:00Z')).toEqual([]);
  await expect(list('?from=0000-01-01T00:00:00Z')).rejects.toThrow('422');
  await expect(api.ask('/deliveries/replay', { from: newest, topic: 'a\u0000' })).rejects.toThrow('422');
});

test('finds by an id of ours, a URI of Calendly and the beginning of a topic', async () => {
  const all = (await list()).items;
  const booked = all.at(-1)!;
  expect(await find(`?search=${booked.id}`)).toEqual(['invitee.created']);
  const meeting = await list(`?search=${booked.meetingId}`);
  expect(meeting.items.map(({ topic }) => topic)).toEqual(['invitee.canceled', 'invitee.created']);
  const uri = (world.sent[0]!.payload as { uri: string }).uri;
  expect(await find(`?search=${encodeURIComponent(uri)}`)).toEqual(['invitee.canceled', 'invitee.created']);
  expect(await find(`?search=${encodeURIComponent(userUri(hook.user))}`)).toHaveLength(3);
  expect(await find('?search=invitee.c')).toHaveLength(3);
  expect(await find('?search=nothing%20of%20that%20name')).toEqual([]);
});

test('counts few exactly', async () => {
  expect(await api.ask<Count>('/deliveries/count')).toEqual({ count: 5, exact: true });
  expect(await api.ask<Count>('/deliveries/count?outcome=parked&exactly=true')).toMatchObject({ count: 2 });
});

test('one tells what it did, how it was verified and its bytes, and no signature', async () => {
  const booked = (await list('?topic=invitee.created')).items.at(-1)!;
  const detail = await api.ask<DeliveryDetail>(`/deliveries/${booked.id}`);
  expect(detail).toMatchObject({
    outcome: 'applied',
    verification: { key: 'own', fresh: true },
    effects: [{ type: 'meeting.scheduled', words: 'Booked.', meetingId: booked.meetingId }],
    meeting: { id: booked.meetingId, status: 'canceled' },
    explanation: null,
  });
  expect(Math.abs(detail.verification!.skewSeconds)).toBeLessThan(5);
  expect(detail.headers['calendly-webhook-signature']).toMatch(/^t=\d+,v1=\*\*\*$/);
  expect(JSON.parse(detail.body.text!)).toMatchObject({ event: 'invitee.created' });
});

test('bytes that are no text come as hex, and whole from their own address', async () => {
  const [parked] = (await list('?outcome=parked')).items;
  const detail = await api.ask<DeliveryDetail>(`/deliveries/${parked!.id}`);
  expect(detail.body).toEqual({ length: 3, text: null, hex: 'ff0080' });
  expect(detail.explanation?.words).toMatch(/no JSON/);
  const raw = await fetch(`${api.url}/deliveries/${parked!.id}/raw`);
  expect(raw.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(Buffer.from(await raw.arrayBuffer()).toString('hex')).toBe('ff0080');
});

test('replayed, it says that nothing changed, and still what it did first', async () => {
  const booked = (await list('?topic=invitee.created')).items.at(-1)!;
  notices.length = 0;
  expect(await api.ask('/deliveries/replay', { ids: [booked.id] })).toEqual({ replayed: 1 });
  await heart.deliveries.idle();
  const detail = await api.ask<DeliveryDetail>(`/deliveries/${booked.id}`);
  expect(detail).toMatchObject({ outcome: 'no_change', replays: 1 });
  expect(detail.effects.map(({ type }) => type)).toEqual(['meeting.scheduled']);
  await expect.poll(() => notices).toContain(`${tenantId} deliveries`);
  const range = { from: '2000-01-01T00:00:00Z', outcome: 'parked' };
  expect(await api.ask('/deliveries/replay', range)).toEqual({ replayed: 2 });
  await heart.deliveries.idle();
});

test('what no key verified is listed and told, and its bytes have had no effect', async () => {
  const [fresh] = (await writeHooks(heart.database, heart.vault, tenantId, [randomUUID()])) as [Hook];
  await receive(Buffer.from('{"event":"invitee.created"}'), { ...fresh, key: 'unknown' });
  const [kept] = (await list('?outcome=unverified')).items;
  expect(kept).toMatchObject({ outcome: 'unverified', topic: null });
  expect((await list()).items[0]).toEqual(kept);
  expect(await find(`?search=${kept!.id}`)).toEqual(['unverified']);
  const detail = await api.ask<DeliveryDetail>(`/deliveries/${kept!.id}`);
  expect(detail).toMatchObject({ verification: null, effects: [], body: { length: 27 } });
  expect(detail.headers['calendly-webhook-signature']).toMatch(/\*\*\*$/);
});

test('who is bound to one end user sees none of them', async () => {
  const bound = await listenApi(heart, tenantId, deliveryRoutes(heart), hook.endUserId);
  const [any] = (await list()).items;
  expect(await bound.ask('/deliveries')).toEqual({ items: [], nextCursor: null });
  expect(await bound.ask('/deliveries/count')).toMatchObject({ count: 0 });
  await expect(bound.ask(`/deliveries/${any!.id}`)).rejects.toThrow('404');
  await expect(bound.ask(`/deliveries/${any!.id}/raw`)).rejects.toThrow('404');
  await bound.app.close();
});
