/** From a signed delivery at the address to a meeting and a change, over HTTP and a real database. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tokenHash } from '../../server/ids.ts';
import { Secret } from '../../server/secret.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHeart,
  type Heart,
  type Hook,
  listenHeart,
  post,
  writeHooks,
  writeTenant,
} from '../support/heart.ts';
import { bodyOf, createWorld, type World } from '../support/world.ts';

let testDatabase: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;
let tenantId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  heart = await createHeart({ database: testDatabase.database });
  listening = await listenHeart(heart);
  tenantId = await writeTenant(heart.database, heart.vault, { applicationKey: 'application-key' });
  await heart.deliveries.start();
});

afterAll(async () => {
  await listening.app.close();
  await heart.deliveries.stop();
  await testDatabase.dispose();
});

async function connected(): Promise<{ hook: Hook; world: World }> {
  const user = randomUUID();
  const [hook] = await writeHooks(heart.database, heart.vault, tenantId, [user]);
  return { hook: hook!, world: createWorld({ host: user, random: Math.random }) };
}

async function deliver(hook: Hook, world: World, from = 0): Promise<number[]> {
  const statuses: number[] = [];
  for (const sent of world.sent.slice(from)) {
    statuses.push(await post(listening.url, hook, bodyOf(sent, hook.user)));
  }
  await heart.deliveries.idle();
  return statuses;
}

function meetingsOf({ accountId }: Hook) {
  return heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `select id, status, no_show as "noShow", start_time as start, tail_invitee as invitee, invitee_email as email,
         moves, location->>'joinUrl' as "joinUrl"
       from meetings where tenant_id = tenant() and account_id = $1 order by id`,
      [accountId],
    ),
  );
}

function changesOf({ accountId }: Hook): Promise<string[]> {
  return heart.database.tenantTransaction(tenantId, async (tx) =>
    (
      await tx.query<{ type: string }>(
        `select type from changes where tenant_id = tenant() and account_id = $1 and subject_kind = 'meeting'
         order by number`,
        [accountId],
      )
    ).map(({ type }) => type),
  );
}

function outcomesOf({ accountId }: Hook) {
  return heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query<{ outcome: string; reason: string | null }>(
      'select outcome, reason from deliveries where tenant_id = tenant() and account_id = $1 order by id',
      [accountId],
    ),
  );
}

test('booked, moved, canceled: one meeting throughout, each step told once', async () => {
  const { hook, world } = await connected();
  const first = world.book();
  const second = world.reschedule(first.uuid);
  world.cancel(second.uuid);
  expect(await deliver(hook, world)).toEqual([200, 200, 200, 200]);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
  expect(await changesOf(hook)).toEqual([
    'meeting.scheduled',
    'meeting.updated',
    'meeting.moved',
    'meeting.canceled',
  ]);
});

test('a delivery that comes again has no second effect', async () => {
  const { hook, world } = await connected();
  world.book();
  await deliver(hook, world);
  expect(await deliver(hook, world)).toEqual([200]);
  expect(await changesOf(hook)).toEqual(['meeting.scheduled']);
  expect(await outcomesOf(hook)).toEqual([{ outcome: 'applied', reason: null }]);
});

test('while a subscription is replaced both tell the same, and it has one effect', async () => {
  const { hook, world } = await connected();
  const next = { ...hook, subscriptionId: randomUUID(), token: randomBytes(32).toString('base64url') };
  const key = heart.vault.seal(new Secret(hook.key), {
    tenantId,
    table: 'subscriptions',
    row: next.subscriptionId,
    column: 'key',
  });
  await heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `insert into subscriptions (tenant_id, id, account_id, connection_id, scope, generation, token_hash, url_sealed,
         key_sealed, topics, state, state_since, created_at)
       values ($1, $2, $3, 1, 'user', 2, $4, $5, $5, '{}', 'active', now(), now())`,
      [tenantId, next.subscriptionId, hook.accountId, tokenHash(next.token), key],
    ),
  );
  const { uuid } = world.book();
  world.reschedule(uuid);
  for (const sent of world.sent) {
    const body = bodyOf(sent, hook.user);
    expect(await Promise.all([hook, next].map((to) => post(listening.url, to, body)))).toEqual([200, 200]);
  }
  await heart.deliveries.idle();
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
  const told = await changesOf(hook);
  expect(told.filter((type) => type === 'meeting.scheduled')).toHaveLength(1);
  expect(told.filter((type) => type === 'meeting.moved')).toHaveLength(1);
  expect(await outcomesOf(hook)).toHaveLength(2 * world.sent.length);
});

test('the same told in other bytes moves nothing', async () => {
  const { hook, world } = await connected();
  const { uuid } = world.book();
  world.reschedule(uuid);
  await deliver(hook, world);
  const before = [await meetingsOf(hook), await changesOf(hook)];
  for (const sent of world.sent) {
    const { created_at: _, ...told } = JSON.parse(bodyOf(sent, hook.user).toString());
    const later = { created_at: '2030-01-01T00:00:00.000000Z', ...told };
    const otherwise = [
      JSON.stringify(later, null, 2),
      JSON.stringify({ ...later, payload: Object.fromEntries(Object.entries(told.payload).reverse()) }),
      `\ufeff${JSON.stringify(later)}\r\n`,
    ];
    for (const text of otherwise) expect(await post(listening.url, hook, Buffer.from(text))).toBe(200);
  }
  await heart.deliveries.idle();
  expect((await outcomesOf(hook)).slice(3).map(({ outcome }) => outcome)).toEqual(Array(9).fill('no_change'));
  expect([await meetingsOf(hook), await changesOf(hook)]).toEqual(before);
});

test('backwards it ends the same, and a chain whose beginning comes last keeps one meeting', async () => {
  const { hook, world } = await connected();
  const third = world.reschedule(world.reschedule(world.book().uuid).uuid);
  world.setNoShow(third.uuid, true);
  world.sent.reverse();
  await deliver(hook, world);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
});

test('seats of a group event are counted, never merged', async () => {
  const { hook, world } = await connected();
  const one = world.book({ seats: 5 });
  world.book({ event: one.event });
  world.cancel(one.uuid);
  await deliver(hook, world);
  expect(await meetingsOf(hook)).toEqual(world.expected(hook.accountId));
});

test('a true signature of the application carries no envelope into another account', async () => {
  const mine = await connected();
  const other = await connected();
  other.world.book();
  const body = bodyOf(other.world.sent[0]!, other.hook.user);
  expect(await post(listening.url, { token: mine.hook.token, key: 'application-key' }, body)).toBe(200);
  await heart.deliveries.idle();
  expect(await meetingsOf(mine.hook)).toEqual([]);
  expect(await outcomesOf(mine.hook)).toEqual([{ outcome: 'parked', reason: 'foreign_envelope' }]);
});

test('what nobody of ours signed, an unknown address and an encoded body are refused', async () => {
  const { hook, world } = await connected();
  world.book();
  expect(await deliver(hook, world)).toEqual([200]);
  world.book();
  const body = bodyOf(world.sent[1]!, hook.user);
  expect(await post(listening.url, { ...hook, key: 'another' }, body)).toBe(401);
  expect(await post(listening.url, { ...hook, token: 'unknown' }, body)).toBe(404);
  expect(await post(listening.url, hook, body, { 'content-encoding': 'gzip' })).toBe(415);
  await heart.database.tenantTransaction(tenantId, (tx) => heart.subscriptions.end(tx, hook.accountId));
  expect(await post(listening.url, hook, body)).toBe(410);
  expect(await outcomesOf(hook)).toEqual([{ outcome: 'applied', reason: null }]);
});

test('neither a guess nor most of a token opens an address', async () => {
  const { hook } = await connected();
  const { findByToken } = heart.subscriptions;
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const near = Array.from(hook.token, (digit, at) =>
    [...digits].flatMap((other) =>
      other === digit ? [] : [hook.token.slice(0, at) + other + hook.token.slice(at + 1)],
    ),
  ).flat();
  const other = [
    '',
    ' ',
    '%',
    hook.token.slice(1),
    hook.token.slice(0, -1),
    `${hook.token}A`,
    hook.token.toUpperCase(),
    hook.token.toLowerCase(),
    hook.subscriptionId,
  ];
  const guessed = Array.from({ length: 20_000 }, () => randomBytes(32).toString('base64url'));
  const found = await Promise.all([...near, ...other, ...guessed].map((token) => findByToken(token)));
  expect(found.length).toBeGreaterThan(22_000);
  expect(found.filter((one) => one !== undefined)).toEqual([]);
  expect(await findByToken(hook.token)).toMatchObject({ kind: 'open', accountId: hook.accountId });
});

test('of a body too long to hold the beginning and the hash are kept, and the account is read again', async () => {
  const { hook, world } = await connected();
  world.book();
  await deliver(hook, world);
  const long = Buffer.alloc(5 * 2 ** 20, 'long ');
  expect(await post(listening.url, { ...hook, key: 'another' }, long)).toBe(401);
  expect(await post(listening.url, { ...hook, token: 'nobody' }, long)).toBe(413);
  expect(await post(listening.url, hook, Buffer.alloc(65 * 2 ** 20))).toBe(413);
  expect(await post(listening.url, hook, long)).toBe(200);
  await heart.deliveries.idle();
  const kept = await heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `select body_hash as hash, octet_length(body) as bytes, whole_length as length from deliveries
       where tenant_id = tenant() and account_id = $1 and outcome = 'too_long'`,
      [hook.accountId],
    ),
  );
  expect(kept).toEqual([
    { hash: createHash('sha256').update(long).digest(), bytes: 65_536, length: long.length },
  ]);
  const due = await heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query('select payload from jobs where name = $1 and key = $2', ['sync.reconcile', hook.accountId]),
  );
  expect(due).toEqual([{ payload: { accountId: hook.accountId, gap: true } }]);
});

test('of long ones only so many are processed together as fit into memory', async () => {
  const { hook, world } = await connected();
  world.book();
  await heart.deliveries.stop();
  for (const filling of 'abc') {
    expect(await post(listening.url, hook, Buffer.alloc(4 * 2 ** 20, filling))).toBe(200);
  }
  await heart.deliveries.start();
  expect(await deliver(hook, world)).toEqual([200]);
  const batches = await heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query<{ count: number }>(
      `select count(*) as count from deliveries where tenant_id = tenant() and account_id = $1 and length(body) > 1e6
       group by processed_at order by processed_at`,
      [hook.accountId],
    ),
  );
  expect(batches).toEqual([{ count: 2 }, { count: 1 }]);
  expect(await meetingsOf(hook)).toHaveLength(1);
});

test('what cannot be read is parked, and the next one has its effect', async () => {
  const { hook, world } = await connected();
  world.book();
  const good = bodyOf(world.sent[0]!, hook.user);
  const hostile = structuredClone(world.sent[0]!);
  Object.assign(hostile.payload, { name: 'N\u0000ul \ud800', updated_at: '2027-01-01T00:00:00.000000Z' });
  for (const body of [Buffer.from('{'), Buffer.alloc(0), Buffer.from([0xff, 0xfe]), good]) {
    expect(await post(listening.url, hook, body)).toBe(200);
  }
  expect(await post(listening.url, hook, bodyOf(hostile, hook.user))).toBe(200);
  await heart.deliveries.idle();
  expect((await outcomesOf(hook)).map(({ outcome }) => outcome)).toEqual([
    'parked',
    'parked',
    'parked',
    'applied',
    'applied',
  ]);
  const [name] = await heart.database.tenantTransaction(tenantId, (tx) =>
    tx.query('select invitee_name from meetings where tenant_id = tenant() and account_id = $1', [
      hook.accountId,
    ]),
  );
  expect(name).toEqual({ invitee_name: 'N\u2400ul \ufffd' });
});
