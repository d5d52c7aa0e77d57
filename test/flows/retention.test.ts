/** What was received goes with its age, some at a time; what still waits does not, and no repeat brings it back. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnersOf } from '../../server/app.ts';
import { clockFrom } from '../../server/clock.ts';
import { createIds } from '../../server/ids.ts';
import { createWorker } from '../../server/jobs/index.ts';
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
} from '../support/heart.ts';
import { bodyOf, createWorld, type World } from '../support/world.ts';

const day = 86_400_000;
let ahead = 0;
const clock = clockFrom(() => Date.now() + ahead);
let held: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;
let worker: ReturnType<typeof createWorker>;

beforeAll(async () => {
  held = await createTestDatabase();
  heart = await createHeart({ database: held.database, clock });
  listening = await listenHeart(heart);
  worker = createWorker({ ...heart, spread: () => 0, runners: runnersOf(heart) });
  await heart.deliveries.start();
});

afterAll(async () => {
  await worker.stop(2000);
  await listening.app.close();
  await heart.deliveries.stop();
  await held.dispose();
});

async function connected(): Promise<{ hook: Hook; world: World }> {
  const tenantId = await writeTenant(held.database, heart.vault);
  await held.database.tenantTransaction(tenantId, (tx) =>
    heart.enqueue(tx, 'deliveries.expire', { tenantId, key: '', payload: {} }),
  );
  const user = randomUUID();
  const [hook] = await writeHooks(held.database, heart.vault, tenantId, [user]);
  return { hook: hook!, world: createWorld({ host: user, random: Math.random, begins: clock.now() }) };
}

async function deliver(hook: Hook, body: Buffer, key = hook.key): Promise<void> {
  const header = sign(key, body, Math.floor(clock.now() / 1000));
  expect(await post(listening.url, hook, body, { 'calendly-webhook-signature': header })).toBe(200);
  await heart.deliveries.idle();
}

async function pass(days: number): Promise<void> {
  ahead += days * day;
  await worker.idle();
}

function count({ tenantId }: Hook, table: string, where = 'true'): Promise<number> {
  return held.database.tenantTransaction(tenantId, async (tx) => {
    const row = await tx.one<{ count: number }>(
      `select count(*) as count from ${table} where tenant_id = tenant() and ${where}`,
    );
    return row.count;
  });
}

/** Many at once, as if each had come and been settled now. */
async function writeMany({ tenantId, accountId, subscriptionId }: Hook, many: number): Promise<void> {
  const ids = createIds(clock.now);
  await held.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `insert into deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers, trust,
         key_used, signed_at, outcome)
       select $1, $2, id, $3, $4, '', decode(hash, 'hex'), '{}', 'verified', 'own', $4, 'applied'
       from unnest($5::uuid[], $6::text[]) as given(id, hash)`,
      [
        tenantId,
        accountId,
        subscriptionId,
        clock.iso(),
        Array.from({ length: many }, () => ids.uuid()),
        Array.from({ length: many }, () => randomBytes(32).toString('hex')),
      ],
    ),
  );
}

test('after 35 days it is gone, however much; a repeat after that changes nothing', async () => {
  const { hook, world } = await connected();
  await deliver(hook, Buffer.from('whoever signed this'), 'nobody knows');
  world.book();
  const body = bodyOf(world.sent[0]!, hook.user);
  await deliver(hook, body);
  await deliver(hook, Buffer.from('{'));
  await writeMany(hook, 2500);
  await pass(34);
  expect(await count(hook, 'deliveries')).toBe(2502);
  expect(await count(hook, 'unverified_deliveries')).toBe(1);
  await pass(1.1);
  expect(await count(hook, 'deliveries')).toBe(0);
  expect(await count(hook, 'unverified_deliveries')).toBe(0);
  const told = await count(hook, 'changes');
  await deliver(hook, body);
  expect(await count(hook, 'deliveries', "outcome = 'no_change'")).toBe(1);
  expect(await count(hook, 'meetings')).toBe(1);
  expect(await count(hook, 'changes', "subject_kind = 'meeting'")).toBe(1);
  expect(await count(hook, 'changes')).toBe(told);
});

test('what waits is kept until it was settled', async () => {
  const { hook, world } = await connected();
  await heart.deliveries.stop();
  world.book();
  const body = bodyOf(world.sent[0]!, hook.user);
  const header = sign(hook.key, body, Math.floor(clock.now() / 1000));
  expect(await post(listening.url, hook, body, { 'calendly-webhook-signature': header })).toBe(200);
  await pass(40);
  expect(await count(hook, 'deliveries', "outcome = 'waiting'")).toBe(1);
  await heart.deliveries.start();
  await heart.deliveries.idle();
  expect(await count(hook, 'meetings')).toBe(1);
  await pass(1);
  expect(await count(hook, 'deliveries')).toBe(0);
});

test('a disconnect that keeps the meetings keeps nothing that no key verified', async () => {
  const { hook } = await connected();
  await deliver(hook, Buffer.from('whoever signed this'), 'nobody knows');
  expect(await count(hook, 'unverified_deliveries')).toBe(1);
  await held.database.tenantTransaction(hook.tenantId, (tx) =>
    heart.lifecycle.disconnect.begin(tx, hook.tenantId, hook.accountId),
  );
  await pass(8);
  expect(await count(hook, 'accounts', "state = 'disconnected'")).toBe(1);
  expect(await count(hook, 'unverified_deliveries')).toBe(0);
});
