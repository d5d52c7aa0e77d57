/** What is unusual with an account: seen, told as a change, shown in its health and on the overview, and over again. */
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnersOf } from '../../server/app.ts';
import { clockFrom, isoMicros } from '../../server/clock.ts';
import { createIds } from '../../server/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHeart,
  type Heart,
  type Hook,
  listenHeart,
  sign,
  writeHooks,
  writeTenant,
} from '../support/heart.ts';

const hourMs = 3_600_000;
let ahead = 0;
const clock = clockFrom(() => Date.now() + ahead);
let held: TestDatabase;
let heart: Heart;
let tenantId: string;
let hooks: Hook[];

beforeAll(async () => {
  held = await createTestDatabase();
  heart = await createHeart({ database: held.database, clock });
  tenantId = await writeTenant(held.database, heart.vault);
  hooks = await writeHooks(held.database, heart.vault, tenantId, ['ada', 'grace', 'alan', 'mary']);
});

afterAll(() => held.dispose());

type Made = Parameters<Heart['requests']['note']>[0];

/** Requests that were made `hoursAgo`, spread over that hour. */
async function ask(hook: Hook, times: number, hoursAgo = 0, like: Partial<Made> = {}): Promise<void> {
  const whole: Made = {
    tenantId,
    accountId: hook.accountId,
    method: 'GET',
    path: '/users/me',
    status: 200,
    failure: undefined,
    purpose: 'live',
    tookMs: 20,
    ...like,
  };
  const present = ahead;
  ahead -= hoursAgo * hourMs;
  for (let made = 0; made < times; made++) heart.requests.note(whole);
  await heart.requests.write();
  ahead = present;
}

/** A week of the same number of requests in every eighth hour. */
async function usually(hook: Hook, times: number): Promise<void> {
  for (let hours = 2; hours < 7 * 24; hours += 8) await ask(hook, times * 8, hours);
}

const yes = async () => true;
const watch = () =>
  runnersOf(heart)['alarms.watch']({ tenantId, payload: {}, attempts: 0, stillMine: yes, keep: yes });

function alarmsTold(): Promise<{ account: string; alarm: string; over: boolean }[]> {
  return held.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `select account_id as account, data->>'alarm' as alarm, (data->>'over')::boolean as over from changes
       where tenant_id = tenant() and type = 'account.alarm' order by number`,
    ),
  );
}

function healthCodes({ accountId }: Hook): Promise<string[]> {
  return held.database.tenantTransaction(tenantId, async (tx) => {
    const account = await heart.accountViews.find(tx, accountId);
    return account!.status.health.reasons.map(({ code }) => code);
  });
}

const counted = async (kind: string) =>
  (await heart.metrics.alarms.get()).values.find(({ labels }) => labels.kind === kind)?.value ?? 0;

test('an hour far over the usual is told once, stands in health and on the overview, and is over an hour later', async () => {
  const [loud, even] = hooks as [Hook, Hook];
  await usually(loud, 5);
  await usually(even, 100);
  await ask(loud, 150);
  await ask(even, 150);
  // Reading many is no sign of anything.
  await ask(even, 800, 0, { purpose: 'bulk' });
  await watch();
  await watch();
  expect(await alarmsTold()).toEqual([{ account: loud.accountId, alarm: 'many_requests', over: false }]);
  expect(await healthCodes(loud)).toContain('many_requests');
  expect(await healthCodes(even)).not.toContain('many_requests');
  expect(await counted('many_requests')).toBe(1);
  const { attention } = await held.database.tenantTransaction(tenantId, (tx) =>
    heart.overviews.figures(tx, '1h'),
  );
  expect(attention.find(({ code }) => code === 'many_requests')).toMatchObject({
    count: 1,
    means: 'Meetings are not affected.',
    level: 'attention',
  });
  ahead += 2.1 * hourMs;
  await watch();
  expect((await alarmsTold()).at(-1)).toEqual({
    account: loud.accountId,
    alarm: 'many_requests',
    over: true,
  });
  expect(await healthCodes(loud)).not.toContain('many_requests');
});

test('failures and token calls are seen, by what they are', async () => {
  const [, , failing] = hooks as [Hook, Hook, Hook];
  await ask(failing, 19, 0, { status: 403, failure: 'forbidden' });
  await ask(failing, 6, 0, { path: '/oauth/token', method: 'POST', purpose: 'access' });
  await watch();
  expect(await healthCodes(failing)).not.toContain('many_failures');
  await ask(failing, 10, 0, { status: 403, failure: 'forbidden' });
  await ask(failing, 1, 0, { path: '/oauth/token', method: 'POST', purpose: 'access' });
  await watch();
  expect(await healthCodes(failing)).toEqual(expect.arrayContaining(['many_failures', 'many_token_calls']));
});

test('deliveries far over the usual are seen', async () => {
  const [, , , popular] = hooks as [Hook, Hook, Hook, Hook];
  await receive(popular, 30, 100);
  await receive(popular, 70, 0);
  await watch();
  expect(await healthCodes(popular)).toContain('many_deliveries');
});

async function receive(hook: Hook, times: number, hoursAgo: number): Promise<void> {
  const at = clock.now() - hoursAgo * hourMs;
  const ids = createIds(() => at);
  await held.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `insert into deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers, trust,
         key_used, signed_at, outcome)
       select $1, $2, id, $3, $4, '{}', sha256(id::text::bytea), '{}', 'verified', 'own', $4, 'no_change'
       from unnest($5::uuid[]) as id`,
      [
        tenantId,
        hook.accountId,
        hook.subscriptionId,
        isoMicros(at),
        Array.from({ length: times }, () => ids.uuid()),
      ],
    ),
  );
}

test('a key that is used from a network where it never was is told; its first, and neighbours, are not', async () => {
  const key = await held.database.tenantTransaction(tenantId, async (tx) => {
    const made = await heart.apiKeys.create(tx, tenantId, { name: 'Night shift', scopes: ['meetings:read'] });
    if (!made.ok) throw new Error(made.reason);
    return made.key;
  });
  async function call(ip: string): Promise<void> {
    const request = { headers: { authorization: `Bearer ${key.key}` }, ip } as unknown as FastifyRequest;
    await heart.authenticate(request);
    await heart.alarms.settled();
  }
  const begun = async () => (await keyAlarmsTold()).filter(({ over }) => !over);
  const attention = async () => {
    const { attention: items } = await held.database.tenantTransaction(tenantId, (tx) =>
      heart.overviews.figures(tx, '1h'),
    );
    return items.find(({ code }) => code === 'new_address');
  };
  await call('192.0.2.7');
  await call('::ffff:192.0.2.9');
  await call('192.0.2.200');
  await call('unknown');
  expect(await begun()).toEqual([]);
  expect(await attention()).toBeUndefined();
  await call('198.51.100.4');
  await call('198.51.100.4');
  expect(await begun()).toEqual([{ key: key.id, network: '198.51.100.0/24', over: false }]);
  expect(await attention()).toMatchObject({ of: 'key', count: 1, examples: [{ name: 'Night shift' }] });
  ahead += 25 * hourMs;
  await call('2001:db8:1:2::3');
  await watch();
  // It stood all the time, so it did not begin anew.
  expect(await begun()).toHaveLength(1);
  expect(await attention()).toBeDefined();
  ahead += 25 * hourMs;
  await watch();
  expect((await keyAlarmsTold()).at(-1)).toMatchObject({ key: key.id, over: true });
  expect(await attention()).toBeUndefined();
});

function keyAlarmsTold(): Promise<{ key: string; network: string; over: boolean }[]> {
  return held.database.tenantTransaction(tenantId, (tx) =>
    tx.query(
      `select subject_id as key, data->>'network' as network, (data->>'over')::boolean as over from changes
       where tenant_id = tenant() and type = 'key.alarm' order by number`,
    ),
  );
}

test('a true delivery from a network that sent none before is told of its account; a false one is not', async () => {
  const { app } = await listenHeart(heart);
  const [first, second] = hooks as [Hook, Hook];
  async function deliver(hook: Hook, from: string, key = hook.key): Promise<number> {
    const body = Buffer.from(JSON.stringify({ event: 'invitee.created', payload: {}, from }));
    const headers = {
      'content-type': 'application/json',
      'calendly-webhook-signature': sign(key, body, Math.floor(clock.now() / 1000)),
    };
    const url = `/api/calendly/webhook/${hook.token}`;
    const { statusCode } = await app.inject({
      method: 'POST',
      url,
      headers,
      payload: body,
      remoteAddress: from,
    });
    await heart.alarms.settled();
    return statusCode;
  }
  try {
    expect(await deliver(first, '203.0.113.5')).toBe(200);
    expect(await deliver(second, '203.0.113.6')).toBe(200);
    await deliver(second, '198.51.100.9', 'of-nobody');
    expect(await healthCodes(second)).not.toContain('new_sender');
    expect(await deliver(second, '198.51.100.9')).toBe(200);
    expect(await healthCodes(second)).toContain('new_sender');
    expect(await healthCodes(first)).not.toContain('new_sender');
    expect((await alarmsTold()).at(-1)).toEqual({
      account: second.accountId,
      alarm: 'new_sender',
      over: false,
    });
    // Known now, also where another account's come from there.
    expect(await deliver(first, '198.51.100.77')).toBe(200);
    expect(await healthCodes(first)).not.toContain('new_sender');
  } finally {
    await app.close();
    await heart.deliveries.idle();
  }
});
