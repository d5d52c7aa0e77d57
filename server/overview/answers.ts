/** Shapes of the overview. */
import { z } from 'zod';
import type { AttentionItem, Coverage, Overview, OverviewSeries, Percentiles } from '../../sdk/types.ts';
import { change } from '../changes/index.ts';
import { answerOf, time } from '../http/index.ts';

const attentionItem = answerOf<AttentionItem>()(
  'AttentionItem',
  z.strictObject({
    code: z.string(),
    level: z.enum(['attention', 'broken']),
    title: z.string(),
    means: z.string(),
    wayOut: z.string(),
    of: z.enum(['account', 'connection', 'delivery', 'key', 'service']),
    count: z.int(),
    since: time,
    examples: z.array(z.strictObject({ id: z.string(), name: z.string() })),
  }),
);

const coverage = answerOf<Coverage>()(
  'Coverage',
  z.strictObject({ accounts: z.int(), unknown: z.int(), asOf: time.nullable() }),
);

const percentiles = answerOf<Percentiles>()(
  'Percentiles',
  z.strictObject({ p50: z.number(), p95: z.number(), p99: z.number() }),
);

export const overview = answerOf<Overview>()(
  'Overview',
  z.strictObject({
    asOf: time,
    from: time,
    deliveries: z.strictObject({
      received: z.int(),
      applied: z.int(),
      unchanged: z.int(),
      unconfirmed: z.int(),
      parked: z.int(),
      refused: z.int(),
    }),
    applyMs: percentiles.nullable(),
    waiting: z.strictObject({ count: z.int(), since: time.nullable() }),
    accounts: z.strictObject({
      configured: z.int(),
      connected: z.int(),
      disconnected: z.int(),
      error: z.int(),
    }),
    connections: z.int(),
    begun: z.boolean(),
    coverage,
    attention: z.array(attentionItem),
    latest: z.array(change),
    names: z.record(z.string(), z.string()),
  }),
);

export const overviewSeries = answerOf<OverviewSeries>()(
  'OverviewSeries',
  z.strictObject({
    from: time,
    to: time,
    bucketSeconds: z.int(),
    buckets: z.array(
      z.strictObject({
        at: time,
        received: z.int(),
        refused: z.int(),
        applyMs: percentiles.nullable(),
      }),
    ),
  }),
);
