import { expect, test } from 'vitest';
import { isoMicros } from '../clock.ts';
import { choose, type FreeTimes, isFree, nextFree } from './availability.ts';

const now = Date.parse('2026-11-20T14:00:00Z');
const berlin = { zone: 'Europe/Berlin', clock: '24h' as const, firstWeekday: 1 };

function freeAt(...times: string[]): FreeTimes {
  const instants = times.map((time) => Date.parse(time));
  return (from, to) =>
    instants
      .filter((instant) => instant >= from && instant < to)
      .map((instant) => ({ startTime: isoMicros(instant), seatsLeft: 1 }));
}

const open = (find: FreeTimes, query = '', visitor = berlin) =>
  choose(find, now, visitor, new URLSearchParams(query));

test('opens on the first free day, in a later month where this one has none', () => {
  const choice = open(freeAt('2027-01-12T09:00Z', '2027-01-13T09:00Z'));
  expect([choice.month, choice.day, [...choice.free.keys()]]).toEqual([
    '2027-01',
    '2027-01-12',
    ['2027-01-12', '2027-01-13'],
  ]);
});

test('a time belongs to the day that the visitor lives it on', () => {
  const find = freeAt('2026-11-30T23:30Z');
  expect(open(find).day).toBe('2026-12-01');
  expect(open(find, '', { ...berlin, zone: 'America/New_York' }).day).toBe('2026-11-30');
  expect(open(find, 'month=2026-12').day).toBe('2026-12-01');
});

test('a month that was asked for stays, and names the next free day where it has none', () => {
  const choice = open(freeAt('2027-01-12T09:00Z'), 'month=2026-12');
  expect([choice.month, choice.day, choice.next]).toEqual(['2026-12', undefined, '2027-01-12']);
});

test('what cannot be chosen is not: months gone by, days without a free time, words', () => {
  const find = freeAt('2026-11-24T09:00Z', '2026-11-25T09:00Z');
  expect(open(find, 'month=2026-10').month).toBe('2026-11');
  expect(open(find, 'month=2026-11&date=2026-11-30').day).toBe('2026-11-24');
  expect(open(find, 'date=2026-11-25').day).toBe('2026-11-25');
  expect(open(find, 'month=<b>&date=soon').day).toBe('2026-11-24');
});

test('nothing free at all ends in saying so', () => {
  expect(open(freeAt())).toMatchObject({ month: '2026-11', day: undefined, next: undefined });
});

test('the next free times come after the one that was taken, or before it where nothing is left', () => {
  const find = freeAt('2026-11-24T09:00Z', '2026-11-24T10:00Z', '2026-11-24T11:00Z', '2026-11-24T12:00Z');
  const hours = (after: string) =>
    nextFree(find, now, Date.parse(after)).map((slot) => slot.startTime.slice(11, 13));
  expect(hours('2026-11-24T09:30Z')).toEqual(['10', '11', '12']);
  expect(hours('2026-11-24T13:00Z')).toEqual(['09', '10', '11']);
});

test('a time is free only to the minute', () => {
  const find = freeAt('2026-11-24T09:00Z');
  expect(
    ['2026-11-24T09:00:00.000000Z', '2026-11-24T10:00+01:00', '2026-11-24T08:59:30Z', 'noon'].map((time) =>
      isFree(find, time),
    ),
  ).toEqual([true, true, false, false]);
});
