import { expect, test } from 'vitest';
import {
  addDays,
  dateOf,
  isZone,
  lengthOf,
  milliOf,
  offsetOf,
  rangeOf,
  startOfDay,
  startOfWeek,
  timeOf,
  tookOf,
  wallOf,
} from './time.ts';

const berlin = 'Europe/Berlin';

test('tells an instant as the wall clock of a zone shows it', () => {
  expect(wallOf('2026-11-20T23:30:00Z', berlin)).toEqual({ day: '2026-11-21', hour: 0, minute: 30 });
  expect(timeOf('2026-11-20T13:05:00Z', { zone: berlin, hour12: false })).toBe('14:05');
  expect(timeOf('2026-11-20T13:05:00Z', { zone: berlin, hour12: true })).toMatch(/^2:05\spm$/i);
  expect(offsetOf('2026-07-01T00:00:00Z', berlin)).toBe('UTC+2');
  expect(offsetOf('2026-11-20T00:00:00Z', 'Asia/Kolkata')).toBe('UTC+5:30');
});

test('begins days where the zone begins them, also on the days when summer time changes', () => {
  const hours = (day: string) => (startOfDay(addDays(day, 1), berlin) - startOfDay(day, berlin)) / 3_600_000;
  expect(new Date(startOfDay('2026-11-20', berlin)).toISOString()).toBe('2026-11-19T23:00:00.000Z');
  expect(hours('2026-03-29')).toBe(23);
  expect(hours('2026-10-25')).toBe(25);
});

test('finds the first day of a week, whichever day that is', () => {
  expect(startOfWeek('2026-11-20', 1)).toBe('2026-11-16');
  expect(startOfWeek('2026-11-22', 1)).toBe('2026-11-16');
  expect(startOfWeek('2026-11-22', 7)).toBe('2026-11-22');
});

test('writes dates, ranges and lengths for people', () => {
  const now = Date.parse('2026-11-20T12:00:00Z');
  expect(dateOf('2026-11-20T12:00:00Z', berlin, now)).toBe('Fri 20 Nov');
  expect(dateOf('2027-01-04T12:00:00Z', berlin, now)).toBe('Mon 4 Jan 2027');
  expect(rangeOf('2026-11-16', '2026-11-22')).toMatch(/^16\s?–\s?22 November 2026$/);
  expect(lengthOf('2026-11-20T12:00:00Z', '2026-11-20T13:30:00Z')).toBe('1 h 30 min');
  expect([isZone('Europe/Berlin'), isZone('Europe/Nowhere')]).toEqual([true, false]);
});

test('what machines did, to the millisecond, and how long it took', () => {
  const at = '2026-11-20T13:02:11.482913Z';
  expect(milliOf(at, { zone: 'Europe/Berlin', hour12: false })).toBe('14:02:11.482');
  expect([3, 2410, 250_000, 3 * 3_600_000, 3 * 86_400_000].map(tookOf)).toEqual([
    '3 ms',
    '2.41 s',
    '4 min 10 s',
    '3 h',
    '3 d',
  ]);
});
