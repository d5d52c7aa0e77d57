import { expect, test } from 'vitest';
import { type Activity, describeAlarm, judgeActivity, type Thresholds, usualOf } from './judge.ts';

const calm: Activity = {
  requests: 40,
  usualRequests: 30,
  asked: 50,
  failed: 2,
  tokenCalls: 1,
  deliveries: 10,
  usualDeliveries: 8,
};
const usual: Thresholds = { requests: 120, deliveries: 60, failed: 20, tokenCalls: 7, timesUsual: 5 };
const kinds = (changed: Partial<Activity>, thresholds = usual) =>
  judgeActivity({ ...calm, ...changed }, thresholds).map(({ kind }) => kind);

test('a calm hour alarms nobody', () => {
  expect(kinds({})).toEqual([]);
});

test.each<[string, Partial<Activity>, string[]]>([
  ['more than five times the usual', { requests: 151, usualRequests: 30 }, ['many_requests']],
  ['five times the usual', { requests: 150, usualRequests: 30 }, []],
  ['many of hardly any, but few', { requests: 119, usualRequests: 1 }, []],
  ['just as many as is told', { requests: 120, usualRequests: 1 }, ['many_requests']],
  ['nothing known of before', { requests: 5000, usualRequests: null }, []],
  ['deliveries beyond the usual', { deliveries: 61, usualDeliveries: 12 }, ['many_deliveries']],
  ['half of many failed', { asked: 40, failed: 20 }, ['many_failures']],
  ['less than half failed', { asked: 41, failed: 20 }, []],
  ['all of a few failed', { asked: 19, failed: 19 }, []],
  ['seven renewals', { tokenCalls: 7 }, ['many_token_calls']],
  ['six renewals', { tokenCalls: 6 }, []],
])('%s', (_, changed, expected) => {
  expect(kinds(changed)).toEqual(expected);
});

test('the thresholds are those that were set', () => {
  expect(kinds({ requests: 200, usualRequests: 30 }, { ...usual, timesUsual: 10 })).toEqual([]);
  expect(kinds({ tokenCalls: 6 }, { ...usual, tokenCalls: 6 })).toEqual(['many_token_calls']);
});

test('what is usual is an hour’s part, once a day is known', () => {
  const until = Date.parse('2026-11-24T09:00:00Z');
  expect(usualOf(480, '2026-11-22T09:00:00.000000Z', until)).toBe(10);
  expect(usualOf(480, '2026-11-23T10:00:00.000000Z', until)).toBeNull();
  expect(usualOf(0, null, until)).toBeNull();
});

test('an alarm says what happened, what it means for meetings, and the way out', () => {
  const { words, wayOut } = describeAlarm('many_requests', { count: 500, usual: 3 });
  expect(words).toBe('Calendly was asked 500 times in an hour, usually 3. Meetings are not affected.');
  expect(wayOut).toMatch(/\.$/);
});
