import { expect, test } from 'vitest';
import type { RepairStep } from '../../sdk/index.ts';
import { byItselfWords, costOf, foundWords, goneFrom, newIn, stepTitle } from './repair-words.ts';

const step = (key: string): RepairStep => ({ key, verb: 'read_gap', target: '', why: '', requests: 1 });

test('what a plan has that the one before had not is new, and the other way round', () => {
  const before = [step('create'), step('gap')];
  const now = [step('gap'), step('delete:1')];
  expect([...newIn(now, before)]).toEqual(['delete:1']);
  expect(goneFrom(now, before).map(({ key }) => key)).toEqual(['create']);
});

test('in a first plan nothing is marked', () => {
  expect(newIn([step('gap')], undefined).size).toBe(0);
  expect(goneFrom([step('gap')], undefined)).toEqual([]);
});

test('counts are told with their unit', () => {
  expect([costOf(0), costOf(1), costOf(4)]).toEqual([
    'no request to Calendly',
    '1 request to Calendly',
    'about 4 requests to Calendly',
  ]);
  expect([foundWords(0), foundWords(1), foundWords(3)]).toEqual([
    'No meeting was missing.',
    '1 meeting found that no delivery brought.',
    '3 meetings found that no delivery brought.',
  ]);
  expect([0, 1, 2].map((today) => byItselfWords({ today, most: 3 }).split(';')[0])).toEqual([
    'Within a day a subscription was not made anew',
    'Within a day a subscription was once made anew',
    'Within a day a subscription was 2 times made anew',
  ]);
});

test('a step is told as what it does, a moment in the words of the reader', () => {
  const titleOf = (verb: RepairStep['verb'], target: string) =>
    stepTitle({ ...step('one'), verb, target }, (time) => time.slice(11, 16));
  expect(titleOf('ask_person', 'Connect again.')).toBe('Connect again.');
  expect(titleOf('create_subscription', 'a subscription')).toBe('Create a subscription');
  expect(titleOf('delete_subscription', 'subscription 1…')).toBe('Delete subscription 1…');
  expect(titleOf('read_gap', '2026-11-30T12:01:00Z')).toBe('Read the gap since 12:01 again');
  expect(titleOf('read_gap', 'the whole account')).toBe('Read the whole account again');
});
