import { expect, test } from 'vitest';
import { countUp, endOfStep, stepOf } from './counts.ts';

test('a step holds what it should, within a fifth', () => {
  for (let milliseconds = 1; milliseconds < 10_000_000; milliseconds = Math.ceil(milliseconds * 1.07)) {
    const end = endOfStep(stepOf(milliseconds));
    expect(end).toBeGreaterThanOrEqual(milliseconds - 1e-6);
    expect(end / milliseconds).toBeLessThan(1.2);
  }
  expect(stepOf(0)).toBe(0);
  expect(stepOf(-5)).toBe(0);
});

test('what is alike is counted together by minute and by hour, whatever its order', () => {
  const early = { receivedAt: '2026-11-24T14:02:59.999999Z', outcome: 'applied', took: 20 } as const;
  const late = { ...early, receivedAt: '2026-11-24T14:03:00.000000Z' };
  const counted = countUp([early, late, early]);
  expect(counted.map(({ span, began, count }) => [span, began, count])).toEqual([
    [3600, '2026-11-24T14:00:00.000000Z', 3],
    [60, '2026-11-24T14:02:00.000000Z', 2],
    [60, '2026-11-24T14:03:00.000000Z', 1],
  ]);
  expect(countUp([late, early, early])).toEqual(counted);
});
