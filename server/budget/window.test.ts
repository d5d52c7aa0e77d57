/** A minute is an hour's work in a second: Calendly's window, other programs and our own requests, simulated. */
import { expect, test } from 'vitest';
import type { Purpose } from '../calendly/index.ts';
import { learn, spend, unknown, type Wanted, type Window, windowAt } from './window.ts';

const minute = 60_000;
const stepMs = 10;
const latencyMs = 60;

interface Flying {
  began: number;
  purpose: Purpose;
  askedAt: number;
  arrives: number;
  told?: { ok: boolean; left: number; reset: number };
}

/** Bulk work without end, a live request now and then; `others`: how many another program sends, evenly. */
function simulate(options: {
  limit: number;
  minutes: number;
  liveEveryMs: number;
  others?: number;
  paceMs?: number;
}) {
  const { limit, minutes, liveEveryMs, others = 0, paceMs } = options;
  const start = 1_000_000;
  const calendly = { began: -Infinity, used: 0 };
  const seen = { limited: [] as number[], sentAt: [] as number[], live: [] as number[], others: 0 };
  let window: Window = unknown;
  let flying: Flying[] = [];
  const waiting: number[] = [];

  const arrive = (now: number) => {
    if (now >= calendly.began + minute) Object.assign(calendly, { began: now, used: 0 });
    const ok = calendly.used < limit;
    if (ok) calendly.used++;
    return { ok, left: limit - calendly.used, reset: Math.ceil((calendly.began + minute - now) / 1000) };
  };
  const due = (now: number, everyMs: number) =>
    Math.floor((now - start) / everyMs) > Math.floor((now - start - stepMs) / everyMs);

  for (let now = start; now < start + minutes * minute; now += stepMs) {
    if (others > 0 && due(now, minute / others) && arrive(now).ok) seen.others++;
    if (due(now, liveEveryMs)) waiting.push(now);
    for (const one of flying) {
      if (one.told || now < one.arrives) continue;
      one.told = arrive(now);
      if (one.told.ok) seen.sentAt.push(now);
      else seen.limited.push(now - start);
    }
    for (const { began, purpose, askedAt, told } of flying.filter(
      ({ arrives }) => now >= arrives + latencyMs / 2,
    )) {
      const left = told!.ok ? told!.left : 0;
      const endsAt = left === 0 ? now + told!.reset * 1000 : undefined;
      window = learn(windowAt(window, now), { began, at: now, limit, left, endsAt, limited: !told!.ok });
      if (purpose === 'live') seen.live.push(now - askedAt);
    }
    flying = flying.filter(({ arrives }) => now < arrives + latencyMs / 2);
    const wanted: Wanted = new Map([
      ['live', waiting.length],
      ['bulk', 10],
    ]);
    const spent = spend(windowAt(window, now), wanted, now, paceMs);
    window = spent.window;
    const gone = [...spent.let].flatMap(([purpose, count]) => Array<Purpose>(count).fill(purpose));
    for (const [index, purpose] of gone.entries()) {
      const askedAt = purpose === 'live' ? waiting.shift()! : now;
      const arrives = spent.from + index * (paceMs ?? 0) + latencyMs / 2;
      flying.push({ began: window.began, purpose, askedAt, arrives });
    }
  }
  const live = seen.live.toSorted((a, b) => a - b);
  const open = Math.min(limit - seen.others / minutes, paceMs ? minute / paceMs : limit);
  return {
    ...seen,
    used: seen.sentAt.length / (open * minutes),
    p99: live[Math.floor(live.length * 0.99)]!,
  };
}

test.each([
  ['free', 50, 29_000],
  ['paid', 500, 3100],
])(
  'alone, a %s plan is used up to the last, with no 429 and none of the live work late',
  (_, limit, every) => {
    const { limited, used, p99 } = simulate({ limit, minutes: 12, liveEveryMs: every });
    expect(limited).toEqual([]);
    expect(used).toBeGreaterThan(0.97);
    expect(p99).toBeLessThan(1000);
  },
);

test.each([
  ['free', 50],
  ['paid', 500],
])(
  'beside a program that eats 30 %% of a %s plan, what it leaves is used and it gets its part',
  (_, limit) => {
    const seen = simulate({ limit, minutes: 12, liveEveryMs: 29_000, others: limit * 0.3 });
    // Its habits are learnt in the first windows; one 429 at the very edge costs nothing.
    expect(seen.limited.filter((at) => at > 2 * minute).length).toBeLessThan(2);
    expect(seen.used).toBeGreaterThan(0.95);
    expect(seen.others).toBeGreaterThan(12 * limit * 0.3 * 0.9);
  },
);

test('under a ceiling no second has more, and it is used', () => {
  const { used, sentAt, p99 } = simulate({ limit: 500, minutes: 4, liveEveryMs: 3100, paceMs: 200 });
  expect(used).toBeGreaterThan(0.99);
  expect(p99).toBeLessThan(1000);
  for (const [index, at] of sentAt.entries())
    expect(at - (sentAt[index - 5] ?? -Infinity)).toBeGreaterThan(980);
});

const told = { began: 1000, at: 1100, limit: 50, endsAt: undefined, limited: false };
const bulk: Wanted = new Map([['bulk', 100]]);
const countOf = (window: Window, wanted: Wanted, now: number) =>
  [...spend(window, wanted, now, undefined).let.values()].reduce((sum, count) => sum + count, 0);

test('the first request of a window goes alone; were it lost, another follows', () => {
  const first = spend(windowAt(unknown, 1000), bulk, 1000, undefined);
  expect(first.let.get('bulk')).toBe(1);
  expect(countOf(first.window, new Map([['live', 3]]), 1500)).toBe(0);
  expect(countOf(first.window, bulk, 3100)).toBe(1);
});

test('an answer only lowers what is left, until one can only be of the next window', () => {
  const first = spend(windowAt(unknown, 1000), bulk, 1000, undefined).window;
  const low = learn(first, { ...told, left: 20 });
  expect(learn(low, { ...told, left: 30 }).left).toBe(20);
  expect(learn(low, { ...told, left: undefined }).left).toBe(19);
  const next = learn(low, { ...told, at: 5000, left: 49 });
  expect(next).toMatchObject({ left: 49, began: 5000 });
  expect(learn(next, { ...told, left: 3 })).toMatchObject({ left: 49 });
});

test('what is let go and not answered is not let go again, and dies with its window', () => {
  const known = learn(spend(windowAt(unknown, 1000), bulk, 1000, undefined).window, { ...told, left: 49 });
  let window = known;
  let gone = 0;
  for (let turn = 0; turn < 20; turn++) {
    const spent = spend(window, bulk, 1200, undefined);
    gone += spent.let.get('bulk')!;
    window = spent.window;
  }
  expect(gone).toBeGreaterThan(35);
  expect(gone).toBeLessThanOrEqual(40);
  expect(windowAt(window, 70_000)).toMatchObject({ unanswered: 0, left: undefined, limit: 50 });
});

test('doubt spends a tenth of a minute and no more', () => {
  let window = learn(spend(windowAt(unknown, 1000), bulk, 1000, undefined).window, { ...told, left: 49 });
  let gone = 0;
  for (let turn = 0; turn < 5; turn++) {
    const spent = spend(window, new Map([['doubt', 12]]), 1200, undefined);
    gone += spent.let.get('doubt')!;
    window = spent.window;
  }
  expect(gone).toBe(5);
  expect(countOf(window, new Map([['live', 1]]), 1200)).toBe(1);
});

test('a clock that is a little behind another’s begins no new window', () => {
  const window = windowAt(unknown, 100_000);
  expect(windowAt(window, 95_000)).toBe(window);
  expect(windowAt(window, 30_000)).not.toBe(window);
});
