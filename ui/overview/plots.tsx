/** How deliveries came and how fast they had their effect, over one shared axis of time. */
import { useElementSize } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import type { OverviewBucket, OverviewRange, OverviewSeries, Percentiles } from '../../sdk/index.ts';
import { Plot, type PlotPoint, type Series } from '../kit/plot.tsx';
import { joinNeighbours } from '../kit/scale.ts';
import { useClockwork } from '../preferences.ts';
import { placeOf } from '../time.ts';
import classes from './overview.module.css';
import { countOf, durationOf, many, rangeWords } from './words.ts';

const narrowest = 9;
const aimMs = 1000;

const arrivals: Series[] = [
  { key: 'received', word: 'Received', tone: '1' },
  { key: 'refused', word: 'Refused', tone: 'error' },
];
const speeds: Series[] = [
  { key: 'p50', word: 'p50', tone: '1' },
  { key: 'p95', word: 'p95', tone: '2' },
  { key: 'p99', word: 'p99', tone: '3' },
];

export function Plots({ series, range }: { series: OverviewSeries; range: OverviewRange }) {
  const { zone } = useClockwork();
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const buckets = useMemo(
    () =>
      width === 0 ? series.buckets : joinNeighbours(series.buckets, Math.floor(width / narrowest), join),
    [series, width],
  );
  const bucketSeconds = series.bucketSeconds * Math.ceil(series.buckets.length / buckets.length);
  const per = `per ${lengthWords(bucketSeconds)} · ${rangeWords[range]} · ${placeOf(zone)} time`;
  const plot = { bucketSeconds, at: at !== null && at < buckets.length ? at : null, onAt: setAt };
  return (
    <div ref={ref} className={classes.plots}>
      <Plot
        {...plot}
        title="Deliveries"
        note={per}
        finding={arrivalFinding(series, range)}
        kind="bars"
        series={arrivals}
        points={buckets.map(
          ({ at: from, received, refused }): PlotPoint => ({ at: from, values: { received, refused } }),
        )}
        format={countOf}
      />
      <Plot
        {...plot}
        title="Time to apply"
        note={per}
        finding={speedFinding(series, range)}
        kind="lines"
        series={speeds}
        points={buckets.map(
          ({ at: from, applyMs }): PlotPoint => ({
            at: from,
            values: applyMs ? { ...applyMs } : { p50: null, p95: null, p99: null },
          }),
        )}
        format={axisDuration}
        aim={aimMs}
      />
    </div>
  );
}

/** Percentiles of several cannot be joined; the worst of them is at least not too good. */
function join(group: OverviewBucket[]): OverviewBucket {
  const sum = (of: (bucket: OverviewBucket) => number) => group.reduce((all, bucket) => all + of(bucket), 0);
  const timed = group.flatMap(({ applyMs }) => applyMs ?? []);
  const worst = (key: keyof Percentiles) => Math.max(...timed.map((one) => one[key]));
  return {
    at: group[0]!.at,
    received: sum(({ received }) => received),
    refused: sum(({ refused }) => refused),
    applyMs: timed.length === 0 ? null : { p50: worst('p50'), p95: worst('p95'), p99: worst('p99') },
  };
}

function arrivalFinding({ buckets }: OverviewSeries, range: OverviewRange): string {
  const received = buckets.reduce((sum, bucket) => sum + bucket.received, 0);
  const refused = buckets.reduce((sum, bucket) => sum + bucket.refused, 0);
  if (received + refused === 0) return `No delivery arrived in the ${rangeWords[range]}.`;
  const most = Math.max(...buckets.map((bucket) => bucket.received));
  return `${many(received, 'delivery', 'deliveries')} arrived in the ${rangeWords[range]}, at most ${countOf(most)} at once; ${countOf(refused)} refused.`;
}

function speedFinding({ buckets }: OverviewSeries, range: OverviewRange): string {
  const timed = buckets.flatMap(({ applyMs }) => applyMs ?? []);
  if (timed.length === 0) return `Nothing was applied in the ${rangeWords[range]}.`;
  const slowest = Math.max(...timed.map(({ p99 }) => p99));
  return `In the ${rangeWords[range]} 99 of 100 deliveries were applied within ${durationOf(slowest)} of their arrival, at the slowest time.`;
}

function lengthWords(seconds: number): string {
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}

/** `10 ms`, `1 s`: what stands at an axis is round. */
function axisDuration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${Number((milliseconds / 1000).toFixed(1))} s`;
}
