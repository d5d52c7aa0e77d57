import { expect, test } from 'vitest';
import { pollEveryMs } from './polling.ts';
import { pastDue, tooManyMissing, windowsOf } from './sweep.ts';

const now = '2026-11-24T09:00:00.000000Z';
const ago = (days: number) =>
  `${new Date(Date.parse(now) - days * 86_400_000).toISOString().slice(0, -1)}000Z`;

test('a sweep reads everything ahead, the past when it is due, canceled ones first', () => {
  expect(windowsOf({ began: now, past: null })).toEqual([
    { status: 'canceled', from: ago(1), until: undefined },
    { status: 'active', from: ago(1), until: undefined },
  ]);
  expect(windowsOf({ began: now, past: ago(30) }).slice(2)).toEqual([
    { status: 'canceled', from: ago(30), until: ago(1) },
    { status: 'active', from: ago(30), until: ago(1) },
  ]);
});

test('the past is due at first, once a day, after a gap, and as far back as a stop of ours went', () => {
  expect(pastDue(now, null, false)).toBe(ago(30));
  expect(pastDue(now, ago(0.5), false)).toBeNull();
  expect(pastDue(now, ago(0.5), true)).toBe(ago(30));
  expect(pastDue(now, ago(1), false)).toBe(ago(30));
  expect(pastDue(now, ago(45), false)).toBe(ago(46));
  expect(pastDue(now, ago(400), false)).toBe(ago(90));
});

test('a few missing bookings are asked for, a fifth of many at once is not believed', () => {
  expect(tooManyMissing({ missing: 5, known: 5 })).toBe(false);
  expect(tooManyMissing({ missing: 6, known: 30 })).toBe(false);
  expect(tooManyMissing({ missing: 6, known: 29 })).toBe(true);
  expect(tooManyMissing({ missing: 2000, known: 2000 })).toBe(true);
});

test('polling takes half of the limit, and no less than ten seconds', () => {
  expect(pollEveryMs(12, 500)).toBe(10_000);
  expect(pollEveryMs(2020, 500)).toBe(484_800);
  expect(pollEveryMs(50)).toBe(120_000);
});
