/** The overview's figures: each delivery counted once where it arrived, and what needs a person told once a kind. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Overview, OverviewRange } from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createHeart, type Heart, listenHeart, post, writeHooks, writeTenant } from '../support/heart.ts';
import { bodyOf, createWorld } from '../support/world.ts';

let testDatabase: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  heart = await createHeart({ database: testDatabase.database });
  listening = await listenHeart(heart);
  await heart.deliveries.start();
});

afterAll(async () => {
  await listening?.app.close();
  await heart?.deliveries.stop();
  await testDatabase?.dispose();
});

async function tenantWith(accounts: number) {
  const tenantId = await writeTenant(heart.database, heart.vault);
  const users = Array.from({ length: accounts }, () => randomUUID());
  return { tenantId, hooks: await writeHooks(heart.database, heart.vault, tenantId, users) };
}

const figures = (tenantId: string, range: OverviewRange = '24h'): Promise<Overview> =>
  heart.database.tenantTransaction(tenantId, (tx) => heart.overviews.figures(tx, range));

function sql<Row>(tenantId: string, text: string, values: unknown[] = []): Promise<Row[]> {
  return heart.database.tenantTransaction(tenantId, (tx) => tx.query<Row>(text, values));
}

test('nothing yet is nothing', async () => {
  const { tenantId } = await tenantWith(0);
  expect(await figures(tenantId)).toMatchObject({
    deliveries: { received: 0, applied: 0, unchanged: 0, unconfirmed: 0, parked: 0, refused: 0 },
    applyMs: null,
    waiting: { count: 0, since: null },
    accounts: { connected: 0, error: 0, disconnected: 0, configured: 0 },
    coverage: { accounts: 0, unknown: 0, asOf: null },
    attention: [],
    latest: [],
  });
});

test('many accounts at once: every delivery counts once, however often it is replayed', async () => {
  const { tenantId, hooks } = await tenantWith(8);
  const worlds = hooks.map(({ user }) => createWorld({ host: user, random: Math.random }));
  const sent = hooks.flatMap((hook, index) => {
    for (let booking = 0; booking < 5; booking++) worlds[index]!.book();
    return worlds[index]!.sent.map((one) => post(listening.url, hook, bodyOf(one, hook.user)));
  });
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
  expect(await post(listening.url, hooks[0]!, Buffer.from('{'))).toBe(200);
  await heart.deliveries.idle();
  const before = await figures(tenantId);
  expect(before.deliveries).toEqual({
    received: 41,
    applied: 40,
    unchanged: 0,
    unconfirmed: 0,
    parked: 1,
    refused: 0,
  });
  expect(before.applyMs!.p50).toBeGreaterThan(0);
  expect(before.applyMs!.p99).toBeGreaterThanOrEqual(before.applyMs!.p50);
  expect(before.latest).toHaveLength(10);
  expect(before.latest[0]).toMatchObject({ type: 'meeting.scheduled', cause: 'delivery' });

  await heart.database.tenantTransaction(tenantId, (tx) =>
    heart.deliveries.replay(tx, tenantId, { from: '2020-01-01T00:00:00Z' }),
  );
  await heart.deliveries.idle();
  expect((await figures(tenantId)).deliveries).toEqual(before.deliveries);
});

test('the series tells the same, bucket by bucket', async () => {
  const { tenantId, hooks } = await tenantWith(1);
  const world = createWorld({ host: hooks[0]!.user, random: Math.random });
  world.book();
  await post(listening.url, hooks[0]!, bodyOf(world.sent[0]!, hooks[0]!.user));
  await heart.deliveries.idle();
  for (const [range, buckets] of [
    ['1h', 60],
    ['24h', 96],
    ['7d', 84],
    ['30d', 90],
  ] as const) {
    const series = await heart.database.tenantTransaction(tenantId, (tx) =>
      heart.overviews.series(tx, range),
    );
    expect(series.buckets).toHaveLength(buckets);
    const filled = series.buckets.filter(({ received }) => received > 0);
    expect(filled).toMatchObject([{ received: 1, refused: 0 }]);
    // The minute may have turned since it came.
    expect(series.buckets.slice(-2)).toContainEqual(filled[0]);
  }
});

test('what waits is told with its age, and what is refused is counted without being kept', async () => {
  const { tenantId, hooks } = await tenantWith(1);
  const [hook] = hooks;
  await sql(
    tenantId,
    `insert into deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers, trust,
       key_used, signed_at)
     select $1, $2, gen_random_uuid(), $3, now() - interval '5 minutes', '', 'h', '{}', 'verified', 'own', now()`,
    [tenantId, randomUUID(), randomUUID()],
  );
  const { waiting, deliveries } = await figures(tenantId);
  expect(waiting.count).toBeLessThanOrEqual(1);
  if (waiting.count === 1) expect(Date.now() - Date.parse(waiting.since!)).toBeGreaterThan(299_000);
  expect(deliveries.received).toBe(1);

  // Its key is known by now, so a stranger's is refused.
  await sql(tenantId, `update subscriptions set key_in_use = 'own' where tenant_id = tenant()`);
  expect(await post(listening.url, { ...hook!, key: 'a stranger’s' }, Buffer.from('{}'))).toBe(401);
  await expect.poll(async () => (await figures(tenantId)).deliveries.refused, { timeout: 10_000 }).toBe(1);
  expect((await figures(tenantId)).attention).toMatchObject([
    { code: 'deliveries_parked', of: 'delivery', count: 1 },
    { code: 'deliveries_refused', of: 'delivery', count: 1 },
  ]);
});

test('a hundred accounts with one trouble are one line, the worst first', async () => {
  const { tenantId } = await tenantWith(100);
  await sql(
    tenantId,
    `update accounts set state = 'error', reason = 'access_revoked', state_since = '2026-11-20T11:52:00Z'
     where tenant_id = tenant()`,
  );
  const one = await idOfOne(tenantId);
  await sql(
    tenantId,
    `update accounts set state = 'connected', reason = null, granted_scopes = '{users:read,groups:write}'
     where tenant_id = tenant() and id = $1`,
    [one],
  );
  await sql(
    tenantId,
    `update connections set scopes = '{users:read,contacts:read,groups:read}' where tenant_id = tenant()`,
  );
  const { attention, accounts } = await figures(tenantId);
  expect(accounts).toEqual({ connected: 1, error: 99, disconnected: 0, configured: 0 });
  expect(attention).toMatchObject([
    {
      code: 'access_revoked',
      level: 'broken',
      of: 'account',
      count: 99,
      since: '2026-11-20T11:52:00.000000Z',
    },
    { code: 'permission_missing', level: 'attention', count: 1 },
  ]);
  expect(attention[0]!.examples).toHaveLength(3);
  for (const { title, means, wayOut } of attention) {
    for (const words of [title, means, wayOut]) expect(words).not.toBe('');
  }
});

async function idOfOne(tenantId: string): Promise<string> {
  const [row] = await sql<{ id: string }>(
    tenantId,
    'select id from accounts where tenant_id = tenant() limit 1',
  );
  return row!.id;
}
