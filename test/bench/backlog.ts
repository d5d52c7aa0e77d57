/**
 * A backlog of many deliveries over many accounts, worked off by one process and by two, while honest ones for
 * other accounts keep coming: how many a second, how much memory, and how long a live one waits for its effect.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Secret } from '../../server/secret.ts';
import { createVault, parseKeyRing, type Vault } from '../../server/vault/index.ts';
import {
  asAdministrator,
  createTestDatabase,
  startTestServer,
  type TestDatabase,
} from '../support/database.ts';
import { type Hook, newKeys, post, writeHooks, writeTenant } from '../support/heart.ts';
import { type HeartProcess, startHeartProcess } from '../support/heart-process.ts';
import { bodyOf, createWorld } from '../support/world.ts';
import type { Bench, BenchFigure } from './bench.ts';

const size = { deliveries: 1_000_000, accounts: 10_000 };
/** Beyond that the rate is known; the rest would only take time. */
const measuredMs = 60_000;
const livePauseMs = 100;

export const bench: Bench = {
  name: 'backlog',
  async *run({ say }) {
    const server = await startTestServer();
    const test = await createTestDatabase({ host: server.host, size: 10 });
    const keys = newKeys();
    const vault = createVault(parseKeyRing(new Secret(keys)));
    try {
      const tenantId = await writeTenant(test.database, vault);
      const live = await writeBacklog(test, { host: server.host, database: test.name }, vault, tenantId, say);
      const rates: number[] = [];
      for (const processes of [1, 2]) {
        const told = await workOff(test, keys, live, processes);
        rates.push(told.perSecond);
        say(
          `${processes} at work: ${Math.round(told.perSecond)}/s, live p99 ${told.p99.toFixed(0)} ms, ` +
            `${Math.round(told.rss / 2 ** 20)} MB`,
        );
        yield figure(`live-p99-ms-${processes}`, told.p99, 2000, 'the aim', 'ms');
        yield figure(`rss-${processes}`, told.rss / 2 ** 20, 200, 'the aim of intake', 'MB');
      }
      yield figure('two-processes', rates[1]!, rates[0]!, 'one process', '/s');
    } finally {
      await test.dispose();
      await server.stop();
    }
  },
};

/** Bookings that came while nobody was processing; the hook that is given back has none. */
async function writeBacklog(
  test: TestDatabase,
  at: { host: string; database: string },
  vault: Vault,
  tenantId: string,
  say: (line: string) => void,
): Promise<Hook> {
  const user = randomUUID();
  const users = Array.from({ length: size.accounts + 1 }, () => user);
  const [live, ...hooks] = await writeHooks(test.database, vault, tenantId, users, at);
  const world = createWorld({ host: user, random: Math.random, begins: Date.now() });
  const { uuid, event } = world.book();
  const [before, ...rest] = bodyOf(world.sent[0]!, user).toString().split(uuid);
  say(`writing ${size.deliveries} deliveries over ${size.accounts} accounts`);
  await asAdministrator(at.host, at.database, async (client) => {
    await client.query(
      `insert into slotwire.deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers,
         trust, key_used, signed_at)
       select $1, h.account, gen_random_uuid(), h.subscription, now(), b.body, sha256(b.body), '{}', 'verified', 'own', now()
       from unnest($2::uuid[], $3::uuid[]) as h(account, subscription),
         generate_series(1, $4::integer) n,
         lateral (select md5(concat(h.account, n))::uuid::text, md5(concat(n, h.account))::uuid::text)
           as fresh(invitee, scheduled),
         lateral (select convert_to(replace(replace($5::text, $6, fresh.invitee), $7, fresh.scheduled), 'UTF8'))
           as b(body)`,
      [
        tenantId,
        hooks.map(({ accountId }) => accountId),
        hooks.map(({ subscriptionId }) => subscriptionId),
        size.deliveries / size.accounts,
        [before, ...rest].join(uuid),
        uuid,
        event,
      ],
    );
    await client.query('vacuum analyze slotwire.deliveries');
  });
  return live!;
}

async function workOff(
  test: TestDatabase,
  keys: string,
  live: Hook,
  count: number,
): Promise<{ perSecond: number; p99: number; rss: number }> {
  const processes: HeartProcess[] = [];
  for (let index = 0; index < count; index++) {
    processes.push(await startHeartProcess({ address: test.address, keys }));
  }
  const began = performance.now();
  const before = await countWaiting(test, live);
  const waits: number[] = [];
  let rss = 0;
  const world = createWorld({ host: live.user, random: Math.random, begins: Date.now() });
  while (performance.now() - began < measuredMs) {
    waits.push(await waitForEffect(test, processes[0]!, live, world));
    rss = Math.max(rss, ...processes.map((one) => one.rss()));
    await pause(livePauseMs);
  }
  const done = before - (await countWaiting(test, live));
  const seconds = (performance.now() - began) / 1000;
  for (const one of processes) await one.stop();
  waits.sort((one, other) => one - other);
  return { perSecond: done / seconds, p99: waits[Math.floor(waits.length * 0.99)]!, rss };
}

/** From the post to the meeting, in milliseconds. */
async function waitForEffect(
  { database }: TestDatabase,
  { url }: HeartProcess,
  live: Hook,
  world: ReturnType<typeof createWorld>,
): Promise<number> {
  const { uuid } = world.book();
  const began = performance.now();
  const status = await post(url, live, bodyOf(world.sent.at(-1)!, live.user));
  if (status !== 200) throw new Error(`an honest delivery was answered ${status}`);
  for (;;) {
    const row = await database.tenantTransaction(live.tenantId, (tx) =>
      tx.maybe('select 1 from invitees where tenant_id = tenant() and account_id = $1 and uuid = $2', [
        live.accountId,
        uuid,
      ]),
    );
    if (row) return performance.now() - began;
    await pause(2);
  }
}

async function countWaiting({ database }: TestDatabase, { tenantId }: Hook): Promise<number> {
  const row = await database.tenantTransaction(tenantId, (tx) =>
    tx.one<{ count: number }>(
      "select count(*) as count from deliveries where tenant_id = tenant() and outcome = 'waiting'",
    ),
  );
  return row.count;
}

function figure(name: string, ours: number, other: number, otherName: string, unit: string): BenchFigure {
  return { bench: 'backlog', figure: name, ours, other, otherName, unit, ratio: ours / other };
}
