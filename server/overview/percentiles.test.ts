import { expect, test } from 'vitest';
import { percentilesOf } from './percentiles.ts';

const counted = (milliseconds: number, count: number) =>
  ({ outcome: 'applied', took: Math.ceil(4 * Math.log2(milliseconds)), count }) as const;

test('nothing has no percentiles, and what was refused was never timed', () => {
  expect(percentilesOf([])).toBeNull();
  expect(percentilesOf([{ outcome: 'refused', took: 0, count: 9 }])).toBeNull();
});

test('each percentile holds its share, at most a fifth too high', () => {
  const found = percentilesOf([counted(900, 1), counted(20, 50), counted(60, 45), counted(300, 4)])!;
  for (const [share, exact] of [
    ['p50', 20],
    ['p95', 60],
    ['p99', 300],
  ] as const) {
    expect(found[share]).toBeGreaterThanOrEqual(exact);
    expect(found[share]).toBeLessThanOrEqual(exact * 1.2);
  }
});
