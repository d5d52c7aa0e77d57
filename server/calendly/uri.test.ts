import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inviteeIds, segment, uuidOf } from './uri.ts';

const base = 'https://api.calendly.com';

test('a URI gives its last id, of whatever host', () => {
  expect(uuidOf(`${base}/users/785113db-aaaa-4431-b2b8-653f64c3f5b4`, 'user')).toBe(
    '785113db-aaaa-4431-b2b8-653f64c3f5b4',
  );
  expect(uuidOf('https://calendly.com/scheduled_events/E1/invitees/I1', 'invitee')).toBe('I1');
  expect(uuidOf('http://localhost:4610/users/AAAA', 'user')).toBe('AAAA');
  expect(inviteeIds(`${base}/scheduled_events/E1/invitees/I1`)).toEqual({
    eventUuid: 'E1',
    inviteeUuid: 'I1',
  });
});

test.each([
  `${base}/organizations/o1`,
  `${base}/users/`,
  `${base}/users/u1/`,
  `${base}/users/u1?x=1`,
  `${base}/users/u1#x`,
  `${base}/users/../users/u1`,
  `${base}/v2/users/u1`,
  `${base}/users/u1\n`,
  `${base}/users/%2e%2e`,
  `${base}/users/u1\u0000`,
  `${base}/users/ü`,
  `${base}/users/${'u'.repeat(65)}`,
  'https://user:password@api.calendly.com/users/u1',
  'https://evil.example\\@api.calendly.com/users/u1',
  'javascript://api.calendly.com/users/u1',
  '//api.calendly.com/users/u1',
  ' https://api.calendly.com/users/u1',
  '/users/u1',
  'u1',
  '',
])('no URI of a user: %j', (uri) => {
  expect(uuidOf(uri, 'user')).toBeUndefined();
});

test('an invitee is no scheduled event, nor the other way round', () => {
  expect(uuidOf(`${base}/scheduled_events/E1`, 'invitee')).toBeUndefined();
  expect(uuidOf(`${base}/scheduled_events/E1/invitees/I1`, 'scheduledEvent')).toBeUndefined();
  expect(inviteeIds(`${base}/scheduled_events/E1`)).toBeUndefined();
});

test('whatever is read is a whole piece of a path, and nothing else is one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const id = uuidOf(`${base}/users/${text}`, 'user');
      if (id === undefined) expect(() => segment(text)).toThrow('id of Calendly’s');
      else expect(segment(id)).toBe(text);
    }),
    { numRuns: 1000 },
  );
});
