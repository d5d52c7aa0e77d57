/** Meetings as they are read, looked up at Calendly, and given their effect again; over a real database. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Delivery, Meeting, MeetingDetail, Page } from '../../sdk/types.ts';
import type { Calendly } from '../../server/calendly/index.ts';
import { deliveryRoutes } from '../../server/deliveries/index.ts';
import { meetingRoutes } from '../../server/meetings/index.ts';
import { Secret } from '../../server/secret.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHeart,
  type Heart,
  type Hook,
  listenApi,
  listenHeart,
  newKeys,
  post,
  sign,
  silentCalendly,
  writeHooks,
  writeTenant,
} from '../support/heart.ts';
import { startHeartProcess } from '../support/heart-process.ts';
import { bodyOf, createWorld, userUri, type World } from '../support/world.ts';
import { answerFrom } from '../support/world-calendly.ts';

let testDatabase: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;
let tenantId: string;
let hook: Hook;
const keys = newKeys();
const user = randomUUID();
const world: World = createWorld({ host: user, random: Math.random, begins: Date.now() });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const calendly: Calendly = Object.create(silentCalendly, {
    scheduledEvents: { value: answerFrom(() => world) },
  });
  const { database } = testDatabase;
  heart = await createHeart({ database, calendly, asks: userUri(user), keys: new Secret(keys) });
  listening = await listenHeart(heart);
  tenantId = await writeTenant(database, heart.vault);
  [hook] = (await writeHooks(database, heart.vault, tenantId, [user])) as [Hook];
  api = await listenApi(heart, tenantId, [...meetingRoutes(heart), ...deliveryRoutes(heart)]);
  await heart.deliveries.start();
});

let api: Awaited<ReturnType<typeof listenApi>>;

afterAll(async () => {
  await api.app.close();
  await listening.app.close();
  await heart.deliveries.stop();
  await testDatabase.dispose();
});

const ask = <T>(path: string, body?: unknown) => api.ask<T>(path, body);

async function deliverLast(count: number): Promise<void> {
  for (const sent of world.sent.slice(-count)) {
    expect(await post(listening.url, hook, bodyOf(sent, user))).toBe(200);
  }
  await heart.deliveries.idle();
}

test('a page by start time, searched, and one meeting with everything', async () => {
  const [one, two] = [world.book(), world.book()];
  await deliverLast(2);
  const moved = world.reschedule(two.uuid);
  await deliverLast(2);
  const first = await ask<Page<Meeting>>('/meetings?limit=1');
  const rest = await ask<Page<Meeting>>(`/meetings?limit=1&cursor=${first.nextCursor}`);
  const starts = [...first.items, ...rest.items].map(({ startTime }) => startTime);
  expect(starts).toEqual(
    world
      .expected(hook.accountId)
      .map(({ start }) => start)
      .sort(),
  );
  expect(rest.nextCursor).toBeNull();
  const found = await ask<Page<Meeting>>(`/meetings?search=${encodeURIComponent(one.email)}`);
  expect(found.items.map(({ invitee }) => invitee.email)).toEqual([one.email]);
  const latest = await ask<Page<Meeting>>('/meetings?limit=1&order=desc');
  const earlier = await ask<Page<Meeting>>(`/meetings?limit=1&order=desc&cursor=${latest.nextCursor}`);
  expect([...earlier.items, ...latest.items].map(({ startTime }) => startTime)).toEqual(starts);
  const ofUser = await ask<Page<Meeting>>(`/users/${hook.endUserId}/meetings`);
  expect(ofUser.items).toHaveLength(2);
  const meeting = ofUser.items.find(({ invitee }) => invitee.uri.endsWith(moved.uuid))!;
  const detail = await ask<MeetingDetail>(`/meetings/${meeting.id}`);
  expect(detail.chain.map(({ status }) => status)).toEqual(['moved', 'scheduled']);
  expect(detail).toMatchObject({
    moves: 1,
    seats: { active: 1, limit: 1 },
    answers: [{ question: 'What is it about?', answer: two.answer }],
    hosts: [{ uri: userUri(user) }],
  });
  expect(detail.timeline.map(({ type }) => type)).toContain('meeting.moved');
  // By whatever names it or named it once.
  const [before, now] = detail.chain.map(({ inviteeUri }) => inviteeUri);
  const eventOf = (invitee: string) => invitee.replace(/\/invitees\/.*/, '');
  for (const text of [meeting.id, now!, before!, eventOf(now!), `${eventOf(before!)}/`]) {
    const named = await ask<Page<Meeting>>(`/meetings?search=${encodeURIComponent(text)}`);
    expect(named.items.map(({ id }) => id)).toEqual([meeting.id]);
  }
  for (const text of [`mtg_${'0'.repeat(32)}`, `${now}x`]) {
    expect((await ask<Page<Meeting>>(`/meetings?search=${encodeURIComponent(text)}`)).items).toEqual([]);
  }
});

test('a true signature from long ago is confirmed at Calendly and then has its effect', async () => {
  const late = world.book();
  const body = bodyOf(world.sent.at(-1)!, user);
  const header = sign(hook.key, body, Math.floor(Date.now() / 1000) - 3600);
  expect(await post(listening.url, hook, body, { 'calendly-webhook-signature': header })).toBe(200);
  await heart.deliveries.idle();
  const unconfirmed = await ask<Page<Delivery>>('/deliveries?outcome=unconfirmed');
  expect(unconfirmed.items).toHaveLength(1);
  const job = await heart.database.tenantTransaction(tenantId, (tx) =>
    tx.one<{ payload: never }>("select payload from jobs where name = 'deliveries.confirm'"),
  );
  const run = {
    tenantId,
    payload: job.payload,
    attempts: 0,
    stillMine: async () => true,
    keep: async () => true,
  };
  expect(await heart.deliveries.confirm(run)).toEqual({ kind: 'done' });
  const [confirmed] = (await ask<Page<Delivery>>('/deliveries?limit=1')).items;
  expect(confirmed).toMatchObject({ outcome: 'applied', topic: 'invitee.created' });
  const detail = await ask<MeetingDetail>(`/meetings/${confirmed!.meetingId}`);
  expect(detail.invitee.email).toBe(late.email);
});

test('what is replayed is judged again, and changes nothing that it did before', async () => {
  const before = await ask<Page<Meeting>>('/meetings');
  const { replayed } = await ask<{ replayed: number }>('/deliveries/replay', {
    from: '2000-01-01T00:00:00Z',
  });
  expect(replayed).toBeGreaterThan(3);
  await heart.deliveries.idle();
  expect(await ask<Page<Meeting>>('/meetings')).toEqual(before);
  expect((await ask<Page<Delivery>>('/deliveries?outcome=waiting')).items).toEqual([]);
});

test('a process that only receives tells one that only processes', async () => {
  const { address } = testDatabase;
  const receiver = await startHeartProcess({ address, keys, processes: false });
  const heard = world.book();
  const began = performance.now();
  expect(await post(receiver.url, hook, bodyOf(world.sent.at(-1)!, user))).toBe(200);
  let found: Meeting[] = [];
  while (found.length === 0 && performance.now() - began < 5000) {
    found = (await ask<Page<Meeting>>(`/meetings?search=${encodeURIComponent(heard.email)}`)).items;
  }
  expect(found).toHaveLength(1);
  await receiver.stop();
});
