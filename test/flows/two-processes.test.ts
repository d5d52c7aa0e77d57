/** Two processes over one database: the same delivery at once to both, and work whose holder died or came back late. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runnersOf } from '../../server/app.ts';
import { createWorker, done, type Outcome, snooze } from '../../server/jobs/index.ts';
import { Secret } from '../../server/secret.ts';
import { asAdministrator, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createHeart, type Heart, newKeys, post, sign, writeHooks, writeTenant } from '../support/heart.ts';
import { startHeartProcess } from '../support/heart-process.ts';
import { until } from '../support/until.ts';
import { bodyOf, createWorld } from '../support/world.ts';

const keys = newKeys();
let held: TestDatabase;
let heart: Heart;
let tenantId: string;

beforeAll(async () => {
  held = await createTestDatabase();
  heart = await createHeart({ database: held.database, keys: new Secret(keys) });
  tenantId = await writeTenant(held.database, heart.vault);
});

afterAll(() => held.dispose());

const ask = <Row>(text: string, values: unknown[] = []) =>
  held.database.tenantTransaction(tenantId, (tx) => tx.query<Row>(text, values));

test('the same delivery at once, eight times to two processes, has one effect', async () => {
  const [one, other] = await Promise.all(
    [1, 2].map(() => startHeartProcess({ address: held.address, keys })),
  );
  const user = randomUUID();
  const [hook] = await writeHooks(held.database, heart.vault, tenantId, [user]);
  const world = createWorld({ host: user, random: Math.random, begins: Date.now() });
  const bodies = Array.from({ length: 60 }, () => {
    world.book();
    return bodyOf(world.sent.at(-1)!, user);
  });
  const header = 'calendly-webhook-signature';
  for (const body of bodies) {
    const same = { [header]: sign(hook!.key, body) };
    const statuses = await Promise.all(
      Array.from({ length: 8 }, (_, at) => post((at % 2 ? one : other)!.url, hook!, body, same)),
    );
    expect(statuses).toEqual(Array(8).fill(200));
  }
  const outcomes = () =>
    ask<{ outcome: string }>('select outcome from deliveries where tenant_id = tenant()');
  await until('that nothing waits', async () =>
    (await outcomes()).every(({ outcome }) => outcome !== 'waiting'),
  );
  expect(await outcomes()).toEqual(bodies.map(() => ({ outcome: 'applied' })));
  expect(await ask('select id from meetings where tenant_id = tenant()')).toHaveLength(60);
  const told = await ask(
    "select subject_id from changes where tenant_id = tenant() and subject_kind = 'meeting'",
  );
  expect(told).toHaveLength(60);
  await Promise.all([one!.stop(), other!.stop()]);
});

test('work of a holder that is stopped is free within 30 seconds, and what the holder says later does not count', async () => {
  const ran: string[] = [];
  const work = (name: string, run: () => Promise<Outcome>) =>
    createWorker({
      ...heart,
      spread: () => 0,
      runners: {
        ...runnersOf(heart),
        'meetings.erase': () => {
          ran.push(name);
          return run();
        },
      },
    });
  const late = Promise.withResolvers<Outcome>();
  const stopped = work('stopped', () => late.promise);
  const next = work('next', async () => done());
  const accountId = randomUUID();
  await held.database.tenantTransaction(tenantId, (tx) =>
    heart.enqueue(tx, 'meetings.erase', { tenantId, key: accountId, payload: { accountId } }),
  );
  const whole = stopped.idle();
  await until('that it runs', () => ran.length === 1);
  const [{ left }] = (await ask<{ left: number }>(
    'select extract(epoch from lease_until - now())::float8 as left from jobs where key = $1',
    [accountId],
  )) as [{ left: number }];
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(30);
  await next.idle();
  expect(ran).toEqual(['stopped']);
  await asAdministrator(held.administrator.host, held.name, (client) =>
    client.query('update slotwire.jobs set lease_until = now()'),
  );
  await next.idle();
  expect(ran).toEqual(['stopped', 'next']);
  late.resolve(snooze(0));
  await whole;
  expect(ran).toEqual(['stopped', 'next']);
  expect(await ask('select id from jobs where key = $1', [accountId])).toEqual([]);
});
