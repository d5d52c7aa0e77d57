import { expect, test } from 'vitest';
import type { RepairStep } from '../../sdk/index.ts';
import { byItselfWords, costOf, foundWords, goneFrom, newIn } from './repair-words.ts';

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
  expect(byItselfWords({ today: 2, most: 3 })).toBe('Made anew within a day: 2. By itself at most 3 times.');
});
