/**
 * How many deliveries a second one process acknowledges, durably, by the whole route: address, signature, commit.
 * Beside it, in turns of the same run: a plain route with one insert a request, and PostgreSQL's own bench.
 */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { Secret } from '../../server/secret.ts';
import { createVault, parseKeyRing } from '../../server/vault/index.ts';
import { asAdministrator, createTestDatabase, startTestServer } from '../support/database.ts';
import { type Hook, newKeys, writeHooks, writeTenant } from '../support/heart.ts';
import { freePort } from '../support/program.ts';
import type { Bench, BenchFigure } from './bench.ts';
import { runLoad, type Sent, type Wanted } from './intake/load.ts';
import { runPgbench } from './intake/pgbench.ts';
import { startPlainRoute } from './intake/plain-route.ts';
import { type Product, startProduct } from './intake/product.ts';

const rounds = 3;
const seconds = 8;
const steadySeconds = 60;
const connections = 64;
const accounts = 1000;
/** Repeats are recognised among so many. */
const earlier = 10_000_000;
const bodyBytes = 2300;
const poolSize = 10;

export const bench: Bench = {
  name: 'intake',
  async *run({ say }) {
    const server = await startTestServer();
    const test = await createTestDatabase({ host: server.host });
    const keys = newKeys();
    const vault = createVault(parseKeyRing(new Secret(keys)));
    const tenantId = await writeTenant(test.database, vault);
    const hooks = await writeHooks(
      test.database,
      vault,
      tenantId,
      Array.from({ length: accounts }, () => randomUUID()),
    );
    await prepare({ host: server.host, database: test.name }, hooks, say);
    const port = await freePort();
    const ours = await startProduct(test, port, keys, false);
    const plainKey = 'plain';
    const plain = await startPlainRoute({ address: test.address, key: plainKey, size: poolSize });
    try {
      const toOurs: Wanted = { port: ours.port, targets: hooks.map(targetOf), connections, seconds };
      const [{ user }] = hooks as [Hook];
      const toPlain = { ...toOurs, port: plain.port, targets: [{ path: '/hook', key: plainKey, user }] };
      const told = await takeTurns({ host: server.host, database: test.name }, toOurs, toPlain, say);
      const found = await countFound({ host: server.host, database: test.name }, told.acknowledged);
      if (found !== told.acknowledged.length) {
        throw new Error(`${told.acknowledged.length - found} acknowledged deliveries are not there`);
      }
      say(`all ${found} acknowledged deliveries are there`);
      yield* figuresOf(told);
      await ours.stop();
      await settleAll({ host: server.host, database: test.name });
      yield* steadyFiguresOf(await runSteadily(await startProduct(test, port, keys, true), toOurs));
    } finally {
      await plain.stop();
      await test.dispose();
      await server.stop();
    }
  },
};

interface At {
  host: string;
  database: string;
}

interface Told {
  ours: number[];
  plain: number[];
  pgbench: (number | undefined)[];
  acknowledged: string[];
}

async function takeTurns(
  at: At,
  toOurs: Wanted,
  toPlain: Wanted,
  say: (line: string) => void,
): Promise<Told> {
  const told: Told = { ours: [], plain: [], pgbench: [], acknowledged: [] };
  await runLoad({ ...toOurs, seconds: 2 });
  await runLoad({ ...toPlain, seconds: 2 });
  for (let round = 0; round < rounds; round++) {
    const mine: Sent = await runLoad(toOurs);
    told.ours.push(mine.perSecond);
    told.acknowledged.push(...mine.acknowledged);
    const other: Sent = await runLoad(toPlain);
    told.plain.push(other.perSecond);
    const commits = await runPgbench(at, bodyBytes, seconds);
    told.pgbench.push(commits);
    say(
      `ours ${Math.round(mine.perSecond)}/s (p99 ${mine.p99.toFixed(0)} ms), plain ${Math.round(other.perSecond)}/s, ` +
        `pgbench ${commits === undefined ? 'not installed' : `${Math.round(commits)}/s`}`,
    );
  }
  return told;
}

function* figuresOf({ ours, plain, pgbench }: Told): Iterable<BenchFigure> {
  yield figure('plain-route', median(ours), median(plain), 'Fastify and pg, an insert each', '/s');
  const commits = pgbench.filter((one) => one !== undefined);
  if (commits.length > 0) {
    yield figure('pgbench', median(ours), median(commits), 'pgbench -c 8 -j 2 -M prepared', '/s');
  }
}

/** The service that does everything: it takes in, processes and works. */
async function runSteadily(product: Product, toOurs: Wanted): Promise<{ p99: number; rss: number }> {
  let rss = 0;
  const watch = setInterval(() => {
    rss = Math.max(rss, product.rss());
  }, 250);
  try {
    const { p99 } = await runLoad({ ...toOurs, port: product.port, rate: 500, seconds: steadySeconds });
    return { p99, rss };
  } finally {
    clearInterval(watch);
    await product.stop();
  }
}

function* steadyFiguresOf({ p99, rss }: { p99: number; rss: number }): Iterable<BenchFigure> {
  yield figure('p99-at-500', p99, 50, 'the aim', 'ms');
  yield figure('rss-mb', rss / 2 ** 20, 200, 'the aim', 'MB');
}

/** What the turns left is no backlog for what comes next. */
function settleAll(at: At): Promise<void> {
  return asAdministrator(at.host, at.database, async (client) => {
    await client.query("update slotwire.deliveries set outcome = 'kept' where outcome = 'waiting'");
    await client.query('vacuum analyze slotwire.deliveries');
  });
}

function figure(name: string, ours: number, other: number, otherName: string, unit: string): BenchFigure {
  return { bench: 'intake', figure: name, ours, other, otherName, unit, ratio: ours / other };
}

function targetOf({ token, key, user }: Hook) {
  return { path: `/api/calendly/webhook/${token}`, key, user };
}

/** The other's table, with the same index that tells repeats; and what was received long ago. */
/** Ids that grow, as those of a service do; what repeats are known by is scattered. */
const inOrder = `(lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid`;

async function prepare(at: At, hooks: readonly Hook[], say: (line: string) => void): Promise<void> {
  say(`writing ${earlier} earlier deliveries`);
  await asAdministrator(at.host, at.database, async (client) => {
    await client.query(
      `create table plain_deliveries (id uuid primary key, hash bytea not null unique, body bytea not null,
         headers jsonb not null, received_at timestamptz not null);
       grant all on plain_deliveries to slotwire`,
    );
    await withoutIndexes(client, 'slotwire.deliveries', () =>
      client.query(
        `insert into slotwire.deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers,
           trust, key_used, signed_at, outcome)
         select $1, $2, ${inOrder}, $3, now(), '', sha256(n::text::bytea), '{}', 'verified', 'own', now(), 'applied'
         from generate_series(1, $4::integer) n`,
        [hooks[0]!.tenantId, hooks[0]!.accountId, hooks[0]!.subscriptionId, earlier],
      ),
    );
    await withoutIndexes(client, 'plain_deliveries', () =>
      client.query(
        `insert into plain_deliveries
         select ${inOrder}, sha256(n::text::bytea), '', '{}', now() from generate_series(1, $1::integer) n`,
        [earlier],
      ),
    );
    await client.query('vacuum analyze slotwire.deliveries, plain_deliveries');
    await client.query('checkpoint');
  });
}

/** Keys are written in one go afterwards, which takes a tenth of the time. */
async function withoutIndexes(client: pg.Client, table: string, fill: () => Promise<unknown>): Promise<void> {
  const { rows: constraints } = await client.query<{ name: string; definition: string }>(
    `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = $1::regclass and contype in ('p', 'u', 'f') order by contype = 'f'`,
    [table],
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass and indexrelid not in
       (select conindid from pg_constraint where conrelid = $1::regclass)`,
    [table],
  );
  for (const { name } of constraints) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await fill();
  await client.query("set maintenance_work_mem = '1GB'");
  for (const { definition } of indexes) await client.query(definition);
  for (const { name, definition } of constraints) {
    await client.query(`alter table ${table} add constraint ${name} ${definition}`);
  }
}

/** In one pass over all that is there. */
function countFound(at: At, hashes: readonly string[]): Promise<number> {
  return asAdministrator(at.host, at.database, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer as count from slotwire.deliveries
       where body_hash in (select decode(h, 'hex') from unnest($1::text[]) h)`,
      [hashes],
    );
    return rows[0]!.count;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}
