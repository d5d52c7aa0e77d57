/** The ranges that the overview tells of, each in buckets that begin at whole multiples of their length. */
import type { OverviewRange } from '../../sdk/types.ts';

const hour = 3600;
const lengths: Readonly<Record<OverviewRange, { seconds: number; bucketSeconds: number }>> = {
  '1h': { seconds: hour, bucketSeconds: 60 },
  '24h': { seconds: 24 * hour, bucketSeconds: 900 },
  '7d': { seconds: 7 * 24 * hour, bucketSeconds: 2 * hour },
  '30d': { seconds: 30 * 24 * hour, bucketSeconds: 8 * hour },
};

export interface Span {
  fromMs: number;
  bucketSeconds: number;
  /** The last one holds the present. */
  buckets: number;
}

export function spanOf(range: OverviewRange, nowMs: number): Span {
  const { seconds, bucketSeconds } = lengths[range];
  const bucketMs = bucketSeconds * 1000;
  const buckets = seconds / bucketSeconds;
  return { fromMs: (Math.floor(nowMs / bucketMs) - buckets + 1) * bucketMs, bucketSeconds, buckets };
}
