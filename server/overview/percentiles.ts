/** Percentiles of what was counted in steps: pure. */
import type { Percentiles } from '../../sdk/types.ts';
import { type Bucketed, endOfStep } from '../deliveries/index.ts';

/** Over everything that had an effect of whatever kind; null when nothing had. */
export function percentilesOf(
  counts: readonly Pick<Bucketed, 'outcome' | 'took' | 'count'>[],
): Percentiles | null {
  const timed = counts
    .filter(({ outcome }) => outcome !== 'refused')
    .sort((one, other) => one.took - other.took);
  const whole = sum(timed);
  if (whole === 0) return null;
  const at = (share: number) => {
    let left = share * whole;
    const found = timed.find(({ count }) => {
      left -= count;
      return left <= 0;
    });
    return Math.round(endOfStep(found!.took));
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export function sum(counts: readonly Pick<Bucketed, 'count'>[]): number {
  return counts.reduce((all, { count }) => all + count, 0);
}
