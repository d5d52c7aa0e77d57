import { expect, test } from 'vitest';
import { countTicks, durationTicks, joinNeighbours, timeTicks } from './scale.ts';

test('counts stand on few round lines that hold the most', () => {
  for (let most = 0; most < 100_000; most = Math.ceil(most * 1.3) + 1) {
    const ticks = countTicks(most);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
    expect(ticks.length).toBeLessThanOrEqual(5);
    expect(ticks.every(Number.isInteger)).toBe(true);
  }
  expect(countTicks(61)).toEqual([0, 25, 50, 75]);
});

test('durations stand on powers of ten', () => {
  expect(durationTicks(40)).toEqual([1, 10, 100, 1000]);
  expect(durationTicks(12_000)).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
});

const berlin = { zone: 'Europe/Berlin', hour12: false };
const bucketsFrom = (from: string, seconds: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.parse(from) + index * seconds * 1000).toISOString(),
  }));

test('times are round on the wall, also where buckets are not', () => {
  const day = timeTicks(bucketsFrom('2026-11-23T13:15:00Z', 900, 96), 900, 1100, berlin);
  expect(day.slice(0, 3).map(({ words }) => words)).toEqual(['16:00', '18:00', '20:00']);
  const month = timeTicks(bucketsFrom('2026-10-25T00:00:00Z', 28_800, 90), 28_800, 1100, berlin);
  expect(month.length).toBeGreaterThan(4);
  for (const { words } of month) expect(words).toMatch(/^\w{3} \d+ \w{3}$/);
});

test('neighbours are joined from the end', () => {
  const sum = (group: number[]) => group.reduce((all, one) => all + one, 0);
  expect(joinNeighbours([1, 2, 3, 4, 5], 2, sum)).toEqual([3, 12]);
  expect(joinNeighbours([1, 2], 9, sum)).toEqual([1, 2]);
});
