/** A minute is an hour's work in a second: Calendly's window, other programs and our own requests, simulated. */
import { expect, test } from 'vitest';
import type { Purpose } from '../calendly/index.ts';
import { type Known, learn, spend, unknown, type Wanted, type Window, windowAt } from './window.ts';

const minute = 60_000;
const stepMs = 10;
const latencyMs = 60;
/** Answers take so much less or more, so that they overtake each other. */
const spreadMs = 40;
/** What others do is learnt before that. */
const learntBy = 2 * minute;

interface Flying {
  known: Known;
  purpose: Purpose;
  askedAt: number;
  arrives: number;
  heard: number;
  told?: { ok: boolean; left: number; reset: number };
}

/** Bulk work without end, a live request now and then; `others`: how many another program sends, evenly. */
function simulate(options: {
  limit: number;
  minutes: number;
  liveEveryMs: number;
  others?: number;
  paceMs?: number;
  /** How long the very first request is on its way. */
  firstTakesMs?: number;
}) {
  const { limit, minutes, liveEveryMs, others = 0, paceMs, firstTakesMs = 0 } = options;
  const start = 1_000_000;
  const calendly = { began: -Infinity, used: 0 };
  const seen = { limited: [] as number[], sentAt: [] as number[], live: [] as number[], others: 0 };
  let dice = 1;
  const random = () => {
    dice = (dice * 48_271) % 2_147_483_647;
    return dice / 2_147_483_647;
  };
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
      else if (now - start > learntBy) seen.limited.push(now - start);
    }
    for (const { known, purpose, askedAt, told } of flying.filter(({ heard }) => now >= heard)) {
      const left = told!.ok ? told!.left : 0;
      const endsAt = left === 0 ? now + told!.reset * 1000 : undefined;
      window = learn(windowAt(window, now), { known, at: now, limit, left, endsAt, limited: !told!.ok });
      if (purpose === 'live' && now - start > learntBy) seen.live.push(now - askedAt);
    }
    flying = flying.filter(({ heard }) => now < heard);
    const wanted: Wanted = new Map([
      ['live', waiting.length],
      ['bulk', 10],
    ]);
    const known = windowAt(window, now);
    const spent = spend(known, wanted, now, paceMs);
    window = spent.window;
    const gone = [...spent.let].flatMap(([purpose, count]) => Array<Purpose>(count).fill(purpose));
    for (const [index, purpose] of gone.entries()) {
      const askedAt = purpose === 'live' ? waiting.shift()! : now;
      const late = known.began === start && known.left === undefined ? firstTakesMs : 0;
      const latency = latencyMs + spreadMs * (2 * random() - 1) + 2 * late;
      const sent = spent.from + index * (paceMs ?? 0);
      const arrives = sent + (paceMs ? latencyMs : latency) / 2;
      flying.push({ known, purpose, askedAt, arrives, heard: sent + latency });
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
  // Of a free plan's 35 that are left, two or three are kept for what another may take unseen, and for a person.
  ['free', 50, 19_000, 0.91],
  ['paid', 500, 3100, 0.97],
])(
  'beside a program that eats 30 %% of a %s plan, what it leaves is used, it gets its part, and live work is done at once',
  (_, limit, liveEveryMs, least) => {
    const seen = simulate({ limit, minutes: 12, liveEveryMs, others: limit * 0.3 });
    expect(seen.limited).toEqual([]);
    expect(seen.used).toBeGreaterThan(least);
    expect(seen.others).toBeGreaterThan(12 * limit * 0.3 * 0.96);
    expect(seen.p99).toBeLessThan(1000);
  },
);

test.each([
  ['free', 50],
  ['paid', 500],
])('what was our own in a window that Calendly ended later is not laid to others: a %s plan', (_, limit) => {
  const { used } = simulate({ limit, minutes: 6, liveEveryMs: 29_000, firstTakesMs: 4000 });
  // The first minute is cut by what was late.
  expect(used).toBeGreaterThan(0.92);
});

test('under a ceiling no second has more, and it is used', () => {
  const { used, sentAt, p99 } = simulate({ limit: 500, minutes: 4, liveEveryMs: 3100, paceMs: 200 });
  expect(used).toBeGreaterThan(0.99);
  expect(p99).toBeLessThan(1000);
  for (const [index, at] of sentAt.entries())
    expect(at - (sentAt[index - 5] ?? -Infinity)).toBeGreaterThan(980);
});

const first = { began: 1000, left: undefined };
const told = { known: first, at: 1100, limit: 50, endsAt: undefined, limited: false };
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
  expect(learn(low, { ...told, known: { began: 1000, left: 48 }, left: 47 }).left).toBe(20);
  const known = { began: 1000, left: 20 };
  const next = learn(low, { ...told, known, at: 5000, left: 49 });
  expect(next).toMatchObject({ left: 49, began: 5000 });
  expect(learn(next, { ...told, known, left: 3 })).toMatchObject({ left: 49 });
  expect(learn(next, { ...told, known, left: 46 })).toMatchObject({ left: 46, began: 5000 });
});

test('who reads much is sent away until a part of the limit may go at once, and others stay', () => {
  const known = { began: 1000, endsAt: 61_400, limit: 50, left: 10, toldAt: 1300, answered: 40 };
  const window = { ...unknown, ...known };
  const again = spend(window, bulk, 1300, undefined).away.get('bulk')!;
  expect(countOf(window, bulk, again - 1000)).toBeLessThan(5);
  expect(countOf(window, bulk, again + 1100)).toBe(5);
  const little = { ...window, left: 4 };
  expect(spend(little, new Map([['repair', 9]]), 1300, undefined).away.size).toBe(0);
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
