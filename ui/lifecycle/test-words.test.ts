import { expect, test } from 'vitest';
import type { TestLine } from '../../sdk/index.ts';
import { lineWords, reportText, summaryOf } from './test-words.ts';

const passed: TestLine = {
  step: 'calendly',
  outcome: 'passed',
  facts: { name: 'Mara \u202eLind', email: 'mara@example.com' },
};
const failed: TestLine = {
  step: 'permissions',
  outcome: 'failed',
  facts: { code: 'scope_missing', missing: ['event_types:read'] },
  words: 'A permission was not granted.',
  wayOut: 'Connect again.',
};
const waiting: TestLine = { step: 'delivery', outcome: 'waiting', facts: { keyInUse: null } };

test('a result in words: what failed with its way out, what strangers typed made harmless', () => {
  const report = { lines: [passed, failed, waiting] };
  expect(summaryOf(report)).toBe('1 failed, 1 passed, 1 waiting');
  expect(reportText('Demo', '2026-11-20T14:02:11Z', report).split('\n')).toEqual([
    'Test of Demo, 2026-11-20T14:02:11Z: 1 failed, 1 passed, 1 waiting',
    'Passed: Calendly answers. Our access speaks for Mara ␣Lind, mara@example.com.',
    'Failed: Permissions. A permission was not granted. Missing: event_types:read. Connect again.',
    'Waiting: Signed delivery. The first delivery proves address and key. None has come yet, and nothing is wrong.',
  ]);
});

test('an address that leads elsewhere says what answers there', () => {
  const line = (facts: TestLine['facts']): TestLine => ({
    step: 'address',
    outcome: 'failed',
    facts,
    words: 'It does not arrive.',
    wayOut: 'Check it.',
  });
  const words = (facts: TestLine['facts']) => lineWords(line(facts), { lines: [line(facts)] });
  expect(words({ status: 301, error: null })).toBe('It does not arrive. It answers 301. Check it.');
  expect(words({ status: null, error: 'ENOTFOUND' })).toBe(
    'It does not arrive. No answer: ENOTFOUND. Check it.',
  );
});

test('what was not tried says why', () => {
  const notTried = (step: TestLine['step'], facts = {}): TestLine => ({ step, outcome: 'not_tried', facts });
  const words = (line: TestLine, ...before: TestLine[]) => lineWords(line, { lines: [...before, line] });
  expect(words(notTried('client'))).toContain('a minute');
  expect(words(notTried('subscription', { how: 'polling' }), passed)).toContain('asked instead');
  expect(words(notTried('clock'), notTried('calendly'))).toContain('not connected');
  expect(words(notTried('clock'), passed)).toContain('its time');
  expect(words(notTried('subscription'), { ...passed, outcome: 'failed' })).toContain('failed above');
});
