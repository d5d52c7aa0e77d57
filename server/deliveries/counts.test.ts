import { expect, test } from 'vitest';
import { countUp, endOfStep, minuteOf, stepOf } from './counts.ts';

test('a step holds what it should, within a fifth', () => {
  for (let milliseconds = 1; milliseconds < 10_000_000; milliseconds = Math.ceil(milliseconds * 1.07)) {
    const end = endOfStep(stepOf(milliseconds));
    expect(end).toBeGreaterThanOrEqual(milliseconds - 1e-6);
    expect(end / milliseconds).toBeLessThan(1.2);
  }
  expect(stepOf(0)).toBe(0);
  expect(stepOf(-5)).toBe(0);
});

test('what is alike is counted together, whatever its order', () => {
  const one = { minute: minuteOf('2026-11-24T14:02:59.999999Z'), outcome: 'applied', took: 20 } as const;
  const other = { ...one, outcome: 'parked' } as const;
  const counted = [
    { ...one, count: 2 },
    { ...other, count: 1 },
  ];
  expect(countUp([one, other, one])).toEqual(counted);
  expect(countUp([other, one, one])).toEqual(counted);
  expect(one.minute).toBe('2026-11-24T14:02:00.000000Z');
});
