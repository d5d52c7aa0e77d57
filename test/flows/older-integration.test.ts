/** What an older integration left: its rows taken over, and what Calendly sends to the one address that it had. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseImportRows } from '../../server/lifecycle/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createHeart, type Heart, listenHeart, sign, writeHooks, writeTenant } from '../support/heart.ts';
import { bodyOf, createWorld, userUri, type World } from '../support/world.ts';

let testDatabase: TestDatabase;
let heart: Heart;
let listening: Awaited<ReturnType<typeof listenHeart>>;
let tenantId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  heart = await createHeart({ database: testDatabase.database });
  listening = await listenHeart(heart);
  tenantId = await writeTenant(heart.database, heart.vault);
  await heart.deliveries.start();
});

afterAll(async () => {
  await listening.app.close();
  await heart.deliveries.stop();
  await testDatabase.dispose();
});

const organization = 'https://api.calendly.com/organizations/quay';

interface Person {
  user: string;
  userId: string;
  key: string;
  world: World;
}

function person(): Person {
  const user = randomUUID();
  const key = randomBytes(32).toString('base64url');
  return { user, userId: `their ${user}`, key, world: createWorld({ host: user, random: Math.random }) };
}

function rowOf({ user, userId, key }: Person, more: object = {}) {
  return {
    userId,
    userUri: userUri(user),
    organizationUri: organization,
    refreshToken: `refresh-${user}`,
    hook: `https://api.calendly.com/webhook_subscriptions/${randomUUID()}`,
    callbackUrl: 'https://app.example.com/api/calendly/webhook',
    signingKey: key,
    ...more,
  };
}

function take(rows: object[], options = { dry: false }) {
  const { rows: read, problems } = parseImportRows(JSON.stringify(rows));
  expect(problems).toEqual([]);
  return heart.lifecycle.import(tenantId, 1, read, options);
}

async function post(body: Buffer, key: string): Promise<number> {
  const response = await fetch(`${listening.url}/api/calendly/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'calendly-webhook-signature': sign(key, body) },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  return response.status;
}

async function deliver({ world, user }: Person, key: string, creator = user): Promise<number[]> {
  const statuses: number[] = [];
  for (const sent of world.sent) statuses.push(await post(bodyOf(sent, creator), key));
  await heart.deliveries.idle();
  return statuses;
}

function ask<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return heart.database.tenantTransaction(tenantId, (tx) => tx.query<Row>(text, values));
}

function meetingsOf({ userId }: Person) {
  return ask<{ status: string }>(
    `select m.status from meetings m join end_users u on u.tenant_id = m.tenant_id and u.id = m.end_user_id
     where m.tenant_id = tenant() and u.user_id = $1 order by m.id`,
    [userId],
  );
}

test('what comes to the one address is found by its maker and key, and has its effect', async () => {
  const [one, other] = [person(), person()];
  await take([rowOf(one), rowOf(other)]);
  const booked = one.world.book();
  one.world.cancel(booked.uuid);
  other.world.book();
  expect(await deliver(one, one.key)).toEqual([200, 200]);
  expect(await deliver(other, other.key)).toEqual([200]);
  expect(await deliver(one, one.key)).toEqual([200, 200]);
  expect(await meetingsOf(one)).toEqual([{ status: 'canceled' }]);
  expect(await meetingsOf(other)).toEqual([{ status: 'scheduled' }]);
  const outcomes = await ask<{ outcome: string }>(
    "select outcome from deliveries where tenant_id = tenant() and outcome not in ('applied', 'no_change')",
  );
  expect(outcomes).toEqual([]);
});

test('another’s key, an unknown maker and bytes that are nothing are refused', async () => {
  const [one, other] = [person(), person()];
  await take([rowOf(one), rowOf(other)]);
  one.world.book();
  expect(await deliver(one, other.key)).toEqual([401]);
  expect(await deliver(one, one.key, randomUUID())).toEqual([404]);
  expect(await deliver(one, one.key, other.user)).toEqual([401]);
  expect(await post(Buffer.alloc(0), one.key)).toBe(404);
  expect(await post(Buffer.from('{"created_by"'), one.key)).toBe(404);
  expect(await post(Buffer.alloc(600_000, 0x20), one.key)).toBe(413);
  expect(await meetingsOf(one)).toEqual([]);
});

test('the same person behind two end users: each delivery goes to whose key verifies it', async () => {
  const [one, other] = [person(), person()];
  const twin = { ...other, user: one.user, world: one.world };
  await take([rowOf(one), rowOf(twin)]);
  one.world.book();
  expect(await deliver(one, one.key)).toEqual([200]);
  expect([await meetingsOf(one), await meetingsOf(twin)].map((all) => all.length)).toEqual([1, 0]);
  expect(await deliver(twin, twin.key)).toEqual([200]);
  expect([await meetingsOf(one), await meetingsOf(twin)].map((all) => all.length)).toEqual([1, 1]);
});

test('one of organization scope goes to everybody who hosts and is here, once to each', async () => {
  const [maker, one, other] = [person(), person(), person()];
  const stranger = randomUUID();
  const shared = rowOf(maker, { scope: 'organization', refreshToken: undefined });
  await take([
    shared,
    rowOf(one, { hook: undefined, callbackUrl: undefined, signingKey: undefined }),
    rowOf(other),
  ]);
  one.world.book({ hosts: [one.user, other.user, stranger] });
  one.world.book({ hosts: [stranger] });
  expect(await deliver(one, maker.key, maker.user)).toEqual([200, 200]);
  expect(await deliver(one, maker.key, maker.user)).toEqual([200, 200]);
  expect([await meetingsOf(one), await meetingsOf(other)].map((all) => all.length)).toEqual([1, 1]);
  const hosts = await ask<{ host: string }>(
    `select calendly_user as host from legacy_hosts where tenant_id = tenant() and calendly_user = any($1) order by 1`,
    [[one.user, other.user, stranger].map(userUri)],
  );
  expect(hosts).toHaveLength(3);
});

test('whom an organization’s subscription alone serves is told, and it goes only without exactly those', async () => {
  const [maker, own, rest] = [person(), person(), person()];
  const shared = rowOf(maker, { scope: 'organization', refreshToken: undefined });
  await take([shared]);
  const [hook] = await writeHooks(heart.database, heart.vault, tenantId, [own.user]);
  own.world.book({ hosts: [own.user, rest.user] });
  expect(await deliver(own, maker.key, maker.user)).toEqual([200]);
  const listed = async () => {
    const all = await heart.database.tenantTransaction(tenantId, heart.subscriptions.listOlder);
    return all.find(({ calendlyUuid }) => shared.hook.endsWith(calendlyUuid))!;
  };
  const letGo = (without: string[]) =>
    heart.database.tenantTransaction(tenantId, async (tx) =>
      heart.subscriptions.letGo(tx, tenantId, (await listed()).calendlyUuid, without),
    );
  const both = [own.user, rest.user].map(userUri).sort();
  expect((await listed()).rest).toEqual(both);
  await heart.database.tenantTransaction(tenantId, (tx) =>
    heart.subscriptions.noteVerified(tx, new Map([[hook!.subscriptionId, 'own']])),
  );
  expect((await listed()).rest).toEqual([userUri(rest.user)]);
  expect(await letGo([])).toEqual({ ok: false, others: [userUri(rest.user)] });
  expect(await letGo(both)).toEqual({ ok: false, others: [userUri(rest.user)] });
  expect(await letGo([userUri(rest.user)])).toEqual({ ok: true });
  expect((await listed()).confirmed).toEqual([userUri(rest.user)]);
});

test('of one Calendly user eight keys are tried; a ninth subscription is left out', async () => {
  const one = person();
  const rows = Array.from({ length: 9 }, () => rowOf(one, { refreshToken: undefined }));
  const taken = await take(rows);
  expect(taken.subscriptions.new).toBe(8);
  expect(taken.leftOut).toEqual([{ row: 9, userId: one.userId, reason: 'too_many_subscriptions' }]);
  one.world.book();
  expect(await deliver(one, one.key)).toEqual([200]);
});

test('where more stand for one person than are tried, all are refused', async () => {
  const one = person();
  await take([rowOf(one)]);
  const count = 8;
  const others = await Promise.all(
    Array.from({ length: count }, () => writeTenant(heart.database, heart.vault)),
  );
  for (const other of others) {
    const { rows } = parseImportRows(JSON.stringify([rowOf(one)]));
    await heart.lifecycle.import(other, 1, rows, { dry: false });
  }
  one.world.book();
  expect(await deliver(one, one.key)).toEqual([401]);
});

test('a copy that is adopted loses the tokens that were taken over', async () => {
  const one = person();
  await take([rowOf(one)]);
  await heart.lifecycle.wipeGrants();
  expect(await ask('select 1 from token_sets where tenant_id = tenant()')).toEqual([]);
});

test('a dry run tells the same and changes nothing; the same rows again change nothing', async () => {
  const people = Array.from({ length: 105 }, person);
  const rows = people.map((one) => rowOf(one));
  const count = () =>
    ask('select count(*) from accounts union all select count(*) from legacy_subscriptions');
  const before = await count();
  const dry = await take(rows, { dry: true });
  expect(await count()).toEqual(before);
  expect(await take(rows)).toEqual(dry);
  expect(dry).toMatchObject({ accounts: { new: 105 }, subscriptions: { new: 105 }, leftOut: [] });
  expect(await take(rows)).toMatchObject({ accounts: { new: 0, same: 105 }, subscriptions: { same: 105 } });
  const newer = rows.map((row, index) => (index < 10 ? { ...row, refreshToken: `newer-${index}` } : row));
  expect(await take(newer)).toMatchObject({ accounts: { changed: 10, same: 95 } });
});

test('an account that waits is configured, says why, and nobody gets its tokens', async () => {
  const one = person();
  await take([rowOf(one)]);
  const [account] = await ask<{ id: string; state: string; reason: string }>(
    'select id, state, reason from accounts where tenant_id = tenant() and calendly_user = $1',
    [userUri(one.user)],
  );
  expect(account).toMatchObject({ state: 'configured', reason: 'taken_over' });
  expect(await heart.accounts.caller(tenantId, account!.id, 'live')).toMatchObject({
    ok: false,
    reason: 'not_connected',
  });
  expect(await heart.accounts.renew(tenantId, account!.id)).toBe(false);
});

test.each([
  ['{', [{ row: 1, field: '', message: 'The line is no JSON object.' }]],
  ['[', [{ row: 0, field: '', message: 'The file is no JSON list.' }]],
  ['[{}]', expect.arrayContaining([expect.objectContaining({ row: 1, field: 'userId' })])],
])('a file that is none is refused: %s', (text, problems) => {
  expect(parseImportRows(text).problems).toEqual(problems);
});

test('every wrong row is told with its field and never with its value', () => {
  const secret = 'very secret';
  const good = rowOf(person());
  const { problems } = parseImportRows(
    [
      { ...good, userUri: secret },
      { ...good, hook: secret },
      { ...good, signingKey: secret },
      { ...good, callbackUrl: undefined },
      { ...good, scope: 'group' },
      { ...good, token: secret },
      { userId: 'x', userUri: good.userUri },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  expect(problems.map(({ row, field }) => [row, field])).toEqual([
    [1, 'userUri'],
    [2, 'hook'],
    [3, 'signingKey'],
    [4, 'callbackUrl'],
    [5, 'scope'],
    [6, 'token'],
    [7, ''],
  ]);
  expect(JSON.stringify(problems)).not.toContain(secret);
  expect(parseImportRows(`${JSON.stringify(good)}\n${JSON.stringify(good)}`).problems).toHaveLength(2);
});
