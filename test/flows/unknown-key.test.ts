/** What Calendly signs with a key that nobody gave us: never an effect by its bytes, never a booking lost. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnersOf } from '../../server/app.ts';
import type { Calendly } from '../../server/calendly/index.ts';
import { clockFrom } from '../../server/clock.ts';
import { createWorker, done } from '../../server/jobs/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHeart,
  type Heart,
  type Hook,
  listenHeart,
  post,
  sign,
  writeHooks,
  writeTenant,
  writeTokens,
} from '../support/heart.ts';
import { bodyOf, createWorld, userUri, type World } from '../support/world.ts';
import { answerFrom } from '../support/world-calendly.ts';

const worlds = new Map<string, World>();
const asked: string[] = [];
let ahead = 0;
const began = Date.now();
const clock = clockFrom(() => began + ahead);
let testDatabase: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;
let worker: ReturnType<typeof createWorker>;
let tenantId: string;

/** Answers for every world to everybody, as to an administrator, and notes what was asked. */
function calendlyOfAll(): Calendly {
  const scheduledEvents = answerFrom((uri) => worlds.get(uri)!);
  const ofEvent = (uuid: string) => [...worlds].find(([, world]) => world.events.has(uuid))?.[0];
  return {
    scheduledEvents: {
      ...scheduledEvents,
      get(caller, uuid) {
        asked.push(uuid);
        return scheduledEvents.get({ ...caller, userUri: ofEvent(uuid) ?? caller.userUri }, uuid);
      },
      page(caller, query) {
        asked.push('page');
        return scheduledEvents.page(caller, query);
      },
      invitees(caller, uuid) {
        return scheduledEvents.invitees({ ...caller, userUri: ofEvent(uuid) ?? caller.userUri }, uuid);
      },
    },
  } as Calendly;
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { database } = testDatabase;
  heart = await createHeart({ database, clock, calendly: calendlyOfAll() });
  listening = await listenHeart(heart);
  tenantId = await writeTenant(database, heart.vault);
  const runners = { ...runnersOf(heart), 'sync.reconcile': async () => done() };
  worker = createWorker({ ...heart, spread: () => 0, runners });
  await heart.deliveries.start();
});

afterAll(async () => {
  await worker.stop(2000);
  await listening.app.close();
  await heart.deliveries.stop();
  await testDatabase.dispose();
});

async function connected(): Promise<{ hook: Hook; world: World }> {
  const user = randomUUID();
  const [hook] = await writeHooks(heart.database, heart.vault, tenantId, [user]);
  const world = createWorld({ host: user, random: Math.random, begins: clock.now() });
  worlds.set(userUri(user), world);
  await writeTokens(heart, [hook!]);
  return { hook: hook!, world };
}

async function deliver(hook: Hook, body: Buffer, key: string): Promise<number> {
  const seconds = Math.floor(clock.now() / 1000);
  const status = await post(listening.url, hook, body, {
    'calendly-webhook-signature': sign(key, body, seconds),
  });
  await heart.deliveries.idle();
  return status;
}

/** The latest that was said in a world. */
const latest = ({ hook, world }: { hook: Hook; world: World }) => bodyOf(world.sent.at(-1)!, hook.user);

async function pass(milliseconds: number): Promise<void> {
  ahead += milliseconds;
  await worker.idle();
  await heart.deliveries.idle();
}

function rowsOf<Row>(text: string, { accountId }: Hook): Promise<Row[]> {
  return heart.database.tenantTransaction(tenantId, (tx) => tx.query<Row>(text, [accountId]));
}

const meetingsOf = (hook: Hook) =>
  rowsOf(
    `select id, status, no_show as "noShow", start_time as start, tail_invitee as invitee, invitee_email as email,
       moves, location->>'joinUrl' as "joinUrl"
     from meetings where tenant_id = tenant() and account_id = $1 order by id`,
    hook,
  );
const keptOf = (hook: Hook) =>
  rowsOf('select id from unverified_deliveries where tenant_id = tenant() and account_id = $1', hook);

async function healthOf({ accountId }: Hook): Promise<string[]> {
  const described = await heart.database.tenantTransaction(tenantId, (tx) =>
    heart.subscriptions.subscriptionsOf(tx, [accountId]),
  );
  return described.get(accountId)!.health.reasons.map(({ code }) => code);
}

test('before any key matched, an unknown one loses no booking, and its bytes say nothing', async () => {
  const { hook, world } = await connected();
  world.book();
  const lie = latest({ hook, world }).toString().replaceAll('@example.com', '@example.org');
  expect(await healthOf(hook)).toEqual([]);
  expect(await deliver(hook, Buffer.from(lie), 'unknown')).toBe(200);
  expect(await meetingsOf(hook)).toEqual([]);
  expect(await healthOf(hook)).toEqual(['signing_key_unknown']);
  await pass(0);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
});

test('once a key matched, three misses in a row are refused, then kept; one verified delivery ends that', async () => {
  const { hook, world } = await connected();
  world.book();
  expect(await deliver(hook, latest({ hook, world }), hook.key)).toBe(200);
  world.book();
  const body = latest({ hook, world });
  for (let miss = 0; miss < 3; miss++) {
    // Those of one second count once.
    for (let again = miss; again < 3; again++) expect(await deliver(hook, body, 'unknown')).toBe(401);
    ahead += 1000;
  }
  expect(await deliver(hook, body, 'unknown')).toBe(200);
  await pass(0);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
  world.book();
  expect(await deliver(hook, latest({ hook, world }), hook.key)).toBe(200);
  expect(await healthOf(hook)).toEqual([]);
  expect(await deliver(hook, body, 'unknown')).toBe(401);
  const told = await rowsOf<{ data: object }>(
    `select data from changes where tenant_id = tenant() and account_id = $1 and type = 'subscription.updated'
     order by number`,
    hook,
  );
  expect(told.map(({ data }) => data)).toEqual([
    { keyInUse: 'own' },
    { keyUnknown: true },
    { keyInUse: 'own' },
  ]);
});

test('one look in five seconds, and one reading for all that a flood named', async () => {
  const { hook, world } = await connected();
  world.book();
  asked.length = 0;
  await deliver(hook, latest({ hook, world }), 'unknown');
  await pass(0);
  world.book();
  await deliver(hook, latest({ hook, world }), 'unknown');
  await pass(4000);
  expect(asked).toHaveLength(1);
  await pass(1000);
  expect(asked).toHaveLength(2);
  world.book();
  await deliver(hook, latest({ hook, world }), 'unknown');
  for (let flood = 0; flood < 120; flood++) {
    await post(listening.url, hook, Buffer.from(`{"flood":${flood}}`), { 'calendly-webhook-signature': '' });
  }
  expect(await keptOf(hook)).toHaveLength(100);
  await pass(5000);
  expect(asked.slice(2).includes('page')).toBe(true);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
});

test("another's event that a stranger names stays another's", async () => {
  const mine = await connected();
  const other = await connected();
  other.world.book();
  expect(await deliver(mine.hook, latest({ ...other, hook: mine.hook }), 'unknown')).toBe(200);
  await pass(0);
  expect(await meetingsOf(mine.hook)).toEqual([]);
});

test('entering the key verifies what was kept; an earlier key stays known; the rest stays without effect', async () => {
  const { hook, world } = await connected();
  const enter = (webhookSigningKey: string) =>
    heart.database.tenantTransaction(tenantId, (tx) =>
      heart.connections.change(tx, tenantId, 1, { options: { webhookSigningKey } }),
    );
  world.book();
  await deliver(hook, latest({ hook, world }), 'the application’s');
  await deliver(hook, Buffer.from('{}'), 'a stranger’s');
  await pass(10 * 60_000);
  await enter('the application’s');
  await pass(0);
  const outcomes = () =>
    rowsOf(
      'select trust, key_used as key, outcome from deliveries where tenant_id = tenant() and account_id = $1 order by id',
      hook,
    );
  expect(await outcomes()).toEqual([{ trust: 'verified', key: 'application', outcome: 'no_change' }]);
  expect(await keptOf(hook)).toHaveLength(1);
  expect(await healthOf(hook)).toEqual([]);
  await enter('the next one');
  world.book();
  expect(await deliver(hook, latest({ hook, world }), 'the application’s')).toBe(200);
  expect(await outcomes()).toHaveLength(2);
  world.book();
  expect(await deliver(hook, latest({ hook, world }), 'the next one')).toBe(200);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
});
