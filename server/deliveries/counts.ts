/**
 * How many deliveries arrived in which minute, what each came to at first and how long that took: all SQL on
 * `delivery_minutes`, which is small where `deliveries` is large. A delivery counts once, however often it is replayed.
 */
import { isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Outcome } from './store.ts';

const minuteMs = 60_000;
const stepsPerDoubling = 4;

export interface Count {
  minute: string;
  outcome: Outcome | 'refused';
  took: number;
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

/** In an order that is the same for everybody, so that two who write the same minutes wait instead of blocking each other. */
export function countUp(entries: Iterable<Omit<Count, 'count'>>): Count[] {
  const counts = new Map<string, Count>();
  for (const { minute, outcome, took } of entries) {
    const key = `${minute} ${outcome} ${took}`;
    const counted = counts.get(key);
    if (counted) counted.count++;
    else counts.set(key, { minute, outcome, took, count: 1 });
  }
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}

export function minuteOf(at: string | number): string {
  return isoMicros(Math.floor(new Date(at).getTime() / minuteMs) * minuteMs);
}

export async function addCounts(tx: Tx, tenantId: string, counts: readonly Count[]): Promise<void> {
  if (counts.length === 0) return;
  await tx.query(
    {
      name: 'delivery-minutes-add',
      text: `insert into delivery_minutes (tenant_id, minute, outcome, took, count)
             select $1, c.minute, c.outcome, c.took, c.count
             from unnest($2::timestamptz[], $3::text[], $4::smallint[], $5::integer[])
               as c(minute, outcome, took, count)
             on conflict (tenant_id, minute, outcome, took)
               do update set count = delivery_minutes.count + excluded.count`,
    },
    [
      tenantId,
      counts.map(({ minute }) => minute),
      counts.map(({ outcome }) => outcome),
      counts.map(({ took }) => took),
      counts.map(({ count }) => count),
    ],
  );
}

export interface Bucketed extends Omit<Count, 'minute'> {
  /** When the bucket begins, and the first minute in it of which something was counted. */
  at: string;
  since: string;
}

/** Counts from an instant on, the minutes joined to buckets that begin with it. */
export function listCounts(tx: Tx, from: string, bucketSeconds: number): Promise<Bucketed[]> {
  return tx.query<Bucketed>(
    `select date_bin(make_interval(secs => $2), minute, $1) as at, min(minute) as since, outcome, took,
       sum(count)::integer as count
     from delivery_minutes where tenant_id = tenant() and minute >= $1
     group by 1, 3, 4 order by 1`,
    [from, bucketSeconds],
  );
}
