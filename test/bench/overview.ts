/**
 * The overview over a million deliveries of thirty days, beside the same answers taken from the deliveries
 * themselves: how long one call takes, and what the counters cost where a delivery has its effect.
 */
import { randomUUID } from 'node:crypto';
import type { OverviewRange } from '../../sdk/types.ts';
import { asAdministrator, createTestDatabase, startTestServer } from '../support/database.ts';
import { createHeart, type Heart, writeTenant } from '../support/heart.ts';
import type { Bench, BenchFigure } from './bench.ts';

const deliveries = 1_000_000;
const ranges: OverviewRange[] = ['1h', '24h', '7d', '30d'];

export const bench: Bench = {
  name: 'overview',
  async *run({ say }) {
    const server = await startTestServer();
    const test = await createTestDatabase({ host: server.host, size: 4 });
    try {
      const heart = await createHeart({ database: test.database });
      const tenantId = await writeTenant(heart.database, heart.vault);
      await asAdministrator(server.host, test.name, async (client) => {
        await client.query('set session_replication_role = replica; set search_path = slotwire');
        await client.query(fill, [tenantId, deliveries, randomUUID()]);
        await client.query(count, [tenantId]);
        await client.query('vacuum analyze deliveries');
        await client.query('vacuum analyze delivery_counts');
        const { rows } = await client.query(
          `select count(*)::integer as rows, pg_total_relation_size('delivery_counts') / 1048576 as mb,
             pg_total_relation_size('deliveries') / 1048576 as "deliveriesMb" from delivery_counts`,
        );
        say(
          `${deliveries} deliveries, ${rows[0].deliveriesMb} MB; ${rows[0].rows} counters, ${rows[0].mb} MB`,
        );
      });
      const direct = (range: OverviewRange) =>
        asAdministrator(server.host, test.name, (client) =>
          client.query(asked, [tenantId, range.replace('d', ' days').replace('h', ' hours')]),
        );
      for (const range of ranges) yield* figuresOf(heart, tenantId, range, direct);
    } finally {
      await test.dispose();
      await server.stop();
    }
  },
};

async function* figuresOf(
  heart: Heart,
  tenantId: string,
  range: OverviewRange,
  direct: (range: OverviewRange) => Promise<unknown>,
): AsyncIterable<BenchFigure> {
  const { database, overviews } = heart;
  const within = (work: Parameters<typeof database.tenantTransaction<unknown>>[1]) =>
    medianMs(() => database.tenantTransaction(tenantId, work));
  const other = await medianMs(() => direct(range), 3);
  const figures = await within((tx) => overviews.figures(tx, range));
  const series = await within((tx) => overviews.series(tx, range));
  const beside = { bench: 'overview', other, otherName: 'the deliveries themselves', unit: 'ms' };
  yield { ...beside, figure: `figures-${range}`, ours: figures, ratio: figures / other };
  yield { ...beside, figure: `series-${range}`, ours: series, ratio: series / other };
}

async function medianMs(run: () => Promise<unknown>, rounds = 15): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await run();
    taken.push(performance.now() - begun);
  }
  return taken.sort((one, other) => one - other)[Math.floor(rounds / 2)]!;
}

/** Spread over thirty days, most of them fast, a few slow. */
const fill = `
  insert into deliveries (tenant_id, account_id, id, subscription_id, received_at, body, body_hash, headers, trust,
    key_used, signed_at, outcome, processed_at)
  select $1, ('00000000-0000-7000-8000-' || lpad(to_hex(n % 1000), 12, '0'))::uuid, gen_random_uuid(), $3, at,
    convert_to(repeat('x', 800), 'utf8'), int4send(n), '{}', 'verified', 'own', at,
    case when n % 50 = 0 then 'no_change' else 'applied' end, at + interval '1 ms' * exp(random() * 4 + 1)
  from (select n, now() - interval '30 days' * (n::float / $2) as at from generate_series(1, $2) n) as d`;

const count = `
  insert into delivery_counts (tenant_id, span, began, outcome, took, count)
  select $1, span, date_bin(make_interval(secs => span), received_at, 'epoch'), outcome,
    ceil(4 * log(2, greatest(1, extract(epoch from processed_at - received_at) * 1000))), count(*)
  from deliveries, unnest(array[60, 3600]) as span
  where tenant_id = $1 and (span = 3600 or received_at > now() - interval '2 days') group by 2, 3, 4, 5`;

const asked = `
  select date_bin('15 minutes', received_at, 'epoch'), count(*),
    percentile_disc(array[0.5, 0.95, 0.99]) within group (order by processed_at - received_at)
  from slotwire.deliveries where tenant_id = $1 and received_at >= now() - $2::interval group by 1`;
