/**
 * How many deliveries arrived in which minute and hour, what each came to at first and how long that took: all SQL on
 * `delivery_counts`, which stays small where `deliveries` is large. A delivery counts once, however often it is replayed.
 */
import { type Clock, isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Outcome } from './store.ts';

const minute = 60;
const hour = 3600;
const keptMs: Readonly<Record<number, number>> = { [minute]: 2 * 86_400_000, [hour]: 35 * 86_400_000 };
const stepsPerDoubling = 4;

/** One delivery, as it is counted. */
export interface Counted {
  receivedAt: string;
  outcome: Outcome | 'refused';
  took: number;
}

export interface Count extends Omit<Counted, 'receivedAt'> {
  span: number;
  began: string;
  count: number;
}

/** The step that holds a duration; each ends a fifth above the one before. */
export function stepOf(milliseconds: number): number {
  return Math.ceil(stepsPerDoubling * Math.log2(Math.max(milliseconds, 1)));
}

/** Where a step ends, in milliseconds. */
export function endOfStep(step: number): number {
  return 2 ** (step / stepsPerDoubling);
}

/** In an order that is the same for everybody, so that two who count in the same minute wait instead of blocking each other. */
export function countUp(all: readonly Counted[]): Count[] {
  const counts = new Map<string, Count>();
  for (const { receivedAt, outcome, took } of all) {
    for (const span of [minute, hour]) {
      const began = beginOf(receivedAt, span);
      const key = `${span} ${began} ${outcome} ${took}`;
      const counted = counts.get(key);
      if (counted) counted.count++;
      else counts.set(key, { span, began, outcome, took, count: 1 });
    }
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}

function beginOf(at: string, span: number): string {
  return isoMicros(Math.floor(Date.parse(at) / (span * 1000)) * span * 1000);
}

/** The first of an hour takes away what no range looks back to any more. */
export async function addCounts(
  tx: Tx,
  tenantId: string,
  counts: readonly Count[],
  clock: Clock,
): Promise<void> {
  if (counts.length === 0) return;
  const written = await tx.query<{ first: boolean }>(
    {
      name: 'delivery-counts-add',
      text: `insert into delivery_counts (tenant_id, span, began, outcome, took, count)
             select $1, c.span, c.began, c.outcome, c.took, c.count
             from unnest($2::integer[], $3::timestamptz[], $4::text[], $5::smallint[], $6::integer[])
               as c(span, began, outcome, took, count)
             on conflict (tenant_id, span, began, outcome, took)
               do update set count = delivery_counts.count + excluded.count
             returning span = ${hour} and xmax = 0 as first`,
    },
    [
      tenantId,
      counts.map(({ span }) => span),
      counts.map(({ began }) => began),
      counts.map(({ outcome }) => outcome),
      counts.map(({ took }) => took),
      counts.map(({ count }) => count),
    ],
  );
  if (written.some(({ first }) => first)) await removeOld(tx, clock.now());
}

async function removeOld(tx: Tx, now: number): Promise<void> {
  for (const [span, kept] of Object.entries(keptMs)) {
    await tx.query('delete from delivery_counts where tenant_id = tenant() and span = $1 and began < $2', [
      Number(span),
      isoMicros(now - kept),
    ]);
  }
}

export interface Bucketed extends Omit<Count, 'span' | 'began'> {
  /** When the bucket begins, and when the first was counted in it. */
  at: string;
  since: string;
}

/** Counts from an instant on, joined to buckets that begin with it; by the hour where that is fine enough. */
export function listCounts(tx: Tx, from: string, bucketSeconds: number): Promise<Bucketed[]> {
  const hourly = bucketSeconds % hour === 0 && Date.parse(from) % (hour * 1000) === 0;
  return tx.query<Bucketed>(
    `select date_bin(make_interval(secs => $2), began, $1) as at, min(began) as since, outcome, took,
       sum(count)::integer as count
     from delivery_counts where tenant_id = tenant() and span = $3 and began >= $1
     group by 1, 3, 4 order by 1`,
    [from, bucketSeconds, hourly ? hour : minute],
  );
}
