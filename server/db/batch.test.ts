import { expect, test } from 'vitest';
import { createBatch } from './batch.ts';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));
const always = { hopeless: () => false, most: 10, atOnce: 1 };

test('what arrives while one batch is under way goes into the next, and each gets its own result', async () => {
  const worked: number[][] = [];
  let release: () => void = () => undefined;
  const enter = createBatch<number, number>({
    ...always,
    most: 3,
    async work(items) {
      worked.push(items);
      if (worked.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return items.map((item) => item * 10);
    },
  });
  const first = enter(1);
  await tick();
  const others = [2, 3, 4, 5].map(enter);
  await tick();
  expect(worked).toEqual([[1]]);
  release();
  expect(await Promise.all([first, ...others])).toEqual([10, 20, 30, 40, 50]);
  expect(worked).toEqual([[1], [2, 3, 4], [5]]);
});

test('the heavy go a few at a time, and what is too heavy for any batch goes alone', async () => {
  const worked: number[][] = [];
  const enter = createBatch<number, void>({
    ...always,
    heaviest: 10,
    weightOf: (weight) => weight,
    async work(items) {
      worked.push(items);
      return items.map(() => undefined);
    },
  });
  await Promise.all([4, 6, 1, 99, 5, 5].map(enter));
  expect(worked).toEqual([[4, 6], [1], [99], [5, 5]]);
});

test('one that fails, fails alone', async () => {
  const enter = createBatch<number, number>({
    ...always,
    async work(items) {
      if (items.includes(2)) throw new Error('two');
      return items;
    },
  });
  const ends = await Promise.allSettled([1, 2, 3].map(enter));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('when the database is away nobody is tried alone', async () => {
  let tries = 0;
  const enter = createBatch<number, number>({
    ...always,
    hopeless: () => true,
    async work() {
      tries++;
      throw new Error('away');
    },
  });
  const ends = await Promise.allSettled([1, 2, 3].map(enter));
  expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  expect(tries).toBe(1);
});
