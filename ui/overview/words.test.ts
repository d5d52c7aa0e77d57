import { expect, test } from 'vitest';
import type { Change } from '../../sdk/index.ts';
import { countOf, durationOf, many, tellChange } from './words.ts';

const clock = { zone: 'Europe/Berlin', hour12: false };
const now = Date.parse('2026-11-24T12:00:00Z');
const meeting = {
  invitee: { name: 'Ana \u202eRuiz', email: 'ana@example.com' },
  endUser: { name: 'Mara Lind', email: null, userId: '8841', kind: 'application' },
  startTime: '2026-11-25T08:30:00.000000Z',
};
const change = (type: Change['type'], data: object = meeting) =>
  tellChange({ type, subject: { kind: 'meeting', id: 'mtg_1' }, data } as unknown as Change, {}, clock, now);

test('figures and durations as they are read', () => {
  expect([countOf(9999), countOf(12_345), countOf(12_345, true)]).toEqual(['9,999', '12,345', '12.3k']);
  expect([3, 2412, 42_000, 250_000, 11_100_000, 3 * 86_400_000].map(durationOf)).toEqual([
    '3 ms',
    '2.41 s',
    '42 s',
    '4 min 10 s',
    '3 h 5 min',
    '3 d',
  ]);
  expect([many(1, 'account'), many(4, 'account')]).toEqual(['1 account', '4 accounts']);
});

test('a change is one line, and what hides in a name is shown', () => {
  expect(change('meeting.scheduled')).toEqual({
    who: 'Ana ␣Ruiz',
    words: 'booked with Mara Lind, tomorrow 09:30',
  });
  expect(change('meeting.moved').words).toBe('moved to tomorrow 09:30');
  expect(change('meeting.canceled', { ...meeting, startTime: '2026-12-01T23:30:00Z' }).words).toBe(
    'canceled, Wed 2 Dec 00:30',
  );
});

test('what was erased says no more than that', () => {
  expect(change('meeting.scheduled', {})).toEqual({ who: 'A meeting', words: 'was erased' });
});

test('an alarm begins and is over', () => {
  const alarm = (over: boolean) =>
    tellChange(
      { type: 'key.alarm', subject: { kind: 'key', id: 'key_1' }, data: { over } } as unknown as Change,
      {},
      clock,
      now,
    ).words;
  expect([alarm(false), alarm(true)]).toEqual(['does something unusual', 'does nothing unusual any more']);
});
