import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clockFrom } from '../clock.ts';
import { createBudget } from './budget.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = clockFrom(() => Date.now());
const ada = { clientId: 'c', userUri: 'u1', purpose: 'live' } as const;
const grace = { ...ada, userUri: 'u2' };

function watched(budget: ReturnType<typeof createBudget>) {
  const went: string[] = [];
  const take = (purpose: 'live' | 'repair' | 'doubt' | 'bulk', name: string = purpose) =>
    void budget.take({ ...ada, purpose }).then(() => went.push(name));
  return { went, take };
}

test('until an answer tells a limit, everything goes', async () => {
  const budget = createBudget({ clock });
  for (let i = 0; i < 1000; i += 1) await budget.take(ada);
});

test('at 0 one user waits until the reset and another does not', async () => {
  const budget = createBudget({ clock });
  const { went, take } = watched(budget);
  budget.learn(ada, { limit: 50, remaining: 0, resetSeconds: 30 }, false);
  take('live');
  await budget.take(grace);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(went).toEqual([]);
  await vi.advanceTimersByTimeAsync(1500);
  expect(went).toEqual(['live']);
});

test('a 429 without a word waits a minute', async () => {
  const budget = createBudget({ clock });
  const { went, take } = watched(budget);
  budget.learn(ada, {}, true);
  take('live');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(went).toEqual([]);
  await vi.advanceTimersByTimeAsync(1500);
  expect(went).toEqual(['live']);
});

test('what was learnt of the limit holds in the next window, and answers only lower what is left', async () => {
  const budget = createBudget({ clock });
  const { went, take } = watched(budget);
  await budget.take(ada);
  budget.learn(ada, { limit: 3, remaining: 2, resetSeconds: 60 }, false);
  await budget.take(ada);
  budget.learn(ada, { limit: 3, remaining: 2 }, false);
  await budget.take(ada);
  take('live', 'third');
  await vi.advanceTimersByTimeAsync(59_000);
  expect(went).toEqual([]);
  await vi.advanceTimersByTimeAsync(1500);
  expect(went).toEqual(['third']);
});

test('live goes before repair, repair before bulk, and bulk leaves a part', async () => {
  const budget = createBudget({ clock });
  const { went, take } = watched(budget);
  budget.learn(ada, { limit: 10, remaining: 0, resetSeconds: 1 }, false);
  for (let i = 0; i < 9; i += 1) take('bulk');
  for (let i = 0; i < 2; i += 1) take('repair');
  for (let i = 0; i < 3; i += 1) take('live');
  await vi.advanceTimersByTimeAsync(1500);
  expect(went).toEqual(['live', 'live', 'live', 'repair', 'repair', 'bulk', 'bulk', 'bulk']);
  take('live');
  await vi.advanceTimersByTimeAsync(0);
  expect(went.at(-1)).toBe('live');
});

test('doubt spends a tenth of a minute and no more', async () => {
  const budget = createBudget({ clock });
  const { went, take } = watched(budget);
  budget.learn(ada, { limit: 50, remaining: 49, resetSeconds: 60 }, false);
  for (let i = 0; i < 12; i += 1) take('doubt');
  await vi.advanceTimersByTimeAsync(1000);
  expect(went).toHaveLength(5);
  take('live');
  await vi.advanceTimersByTimeAsync(0);
  expect(went.at(-1)).toBe('live');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(went).toHaveLength(11);
});
