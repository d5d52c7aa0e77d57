import { describe, expect, test } from 'vitest';
import * as time from './time.ts';

describe('the first instant of a day', () => {
  test.each([
    ['an ordinary day', '2026-11-24', 'Europe/Berlin', '2026-11-23T23:00:00.000Z'],
    ['summer time begins', '2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['the day after it began', '2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['summer time ends', '2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['a half-hour zone', '2026-11-24', 'Asia/Kolkata', '2026-11-23T18:30:00.000Z'],
    ['far east', '2026-11-24', 'Pacific/Kiritimati', '2026-11-23T10:00:00.000Z'],
    ['far west', '2026-11-24', 'Pacific/Pago_Pago', '2026-11-24T11:00:00.000Z'],
    [
      'no midnight: clocks jump from 00:00 to 01:00',
      '2018-11-04',
      'America/Sao_Paulo',
      '2018-11-04T03:00:00.000Z',
    ],
    [
      'midnight twice: clocks fall from 01:00 to 00:00',
      '2026-11-01',
      'America/Havana',
      '2026-11-01T04:00:00.000Z',
    ],
    ['clocks fall from 00:00 to 23:00', '2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
  ])('%s', (_, day, zone, instant) => {
    expect(new Date(time.startOfDay(day, zone)).toISOString()).toBe(instant);
  });

  test('in every zone each day of two years begins on that day, and the instant before lies on the day before', () => {
    for (const zone of [
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Africa/Casablanca',
      'Asia/Beirut',
    ]) {
      for (let day = '2026-01-01'; day < '2028-01-01'; day = time.addDays(day, 1)) {
        const start = time.startOfDay(day, zone);
        expect(time.dayAt(start, zone)).toBe(day);
        expect(time.dayAt(start - 1, zone)).toBe(time.addDays(day, -1));
      }
    }
  });
});

test('months roll over years', () => {
  expect(time.addMonths('2026-11', 2)).toBe('2027-01');
  expect(time.addMonths('2027-01', -1)).toBe('2026-12');
});

test('a month lies in weeks that begin where the visitor begins them', () => {
  const monday = time.monthGrid('2026-11', 1);
  expect(monday).toHaveLength(6);
  expect(monday[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
  expect(monday.at(-1)?.[0]).toBe('2026-11-30');
  expect(time.monthGrid('2026-11', 7)[0]?.[0]).toBe('2026-11-01');
  expect(time.monthGrid('2027-02', 1)).toHaveLength(4);
  expect(time.weekdays(7).map((day) => day.short)).toEqual(['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']);
});

test('days and months are checked before they are believed, and any zone can be chosen', () => {
  expect(['2026-02-28', '2026-02-29', '2026-2-1', ''].map(time.isDay)).toEqual([true, false, false, false]);
  expect(['2026-12', '2026-13', '2026'].map(time.isMonth)).toEqual([true, false, false]);
  expect(time.listZones('Asia/Calcutta')).toEqual(
    expect.arrayContaining(['UTC', 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Berlin']),
  );
});

test('times are told in the zone and on the clock asked for', () => {
  const instant = Date.parse('2026-11-24T23:30:00Z');
  expect(time.tellTime(instant, 'UTC', '24h')).toBe('23:30');
  expect(time.tellTime(instant, 'UTC', '12h')).toBe('11:30 pm');
  expect(time.tellTime(Date.parse('2026-11-24T00:05:00Z'), 'UTC', '24h')).toBe('00:05');
  expect(time.tellTime(Date.parse('2026-11-24T00:05:00Z'), 'UTC', '12h')).toBe('12:05 am');
  expect(time.tellSpan(instant, instant + 3_600_000, 'UTC', '24h')).toBe(
    'Tuesday 24 November 2026, 23:30 to Wed 25 Nov 00:30',
  );
  expect(time.tellOffset(instant, 'Asia/Kolkata')).toBe('UTC+5:30');
  expect(time.tellOffset(instant, 'UTC')).toBe('UTC');
  expect([30, 60, 90].map(time.tellLength)).toEqual(['30 min', '1 h', '1 h 30 min']);
  expect([0, 30_000, 3 * 86_400_000, -300_000, 93_600_000].map(time.tellMoved)).toEqual([
    '',
    '+1 min',
    '+3 d',
    '−5 min',
    '+1 d 2 h',
  ]);
});
