import { expect, test } from 'vitest';
import { creatorIn } from './creator.ts';

const uri = 'https://api.calendly.com/users/b668ac77-c39d-4277-adda-ec59e346ed42';
const id = 'b668ac77-c39d-4277-adda-ec59e346ed42';
const read = (text: string) => creatorIn(Buffer.from(text));

test.each([
  ['first', { created_by: uri, payload: {} }],
  ['last', { event: 'invitee.created', payload: { deep: [{ x: 1 }] }, created_by: uri }],
  ['behind what an invitee typed', { payload: { answer: `"created_by":"${uri}x"} \\` }, created_by: uri }],
  ['behind another of the name, deeper', { payload: { created_by: `${uri}0` }, created_by: uri }],
])('the creator is read: %s', (_, envelope) => {
  expect(read(JSON.stringify(envelope))).toBe(id);
  expect(read(JSON.stringify(envelope, null, 2))).toBe(id);
});

test('escapes in the URI are read', () => {
  expect(read(`{"created_by":"${uri.replaceAll('/', '\\/')}"}`)).toBe(id);
});

test.each([
  '',
  '{',
  '[]',
  'null',
  '"created_by"',
  '{"created_by":null}',
  '{"created_by":"nobody"}',
  '{"created_by":"https://api.calendly.com/organizations/x"}',
  '{"created_by":"',
  '{"created_by":"\\',
  '{"payload":{"created_by":"https://api.calendly.com/users/x"}}',
  `["created_by","${uri}"]`,
  `{"x":["created_by","${uri}"]}`,
  `{"created_by":"${'x'.repeat(1000)}"}`,
])('there is none in %j', (text) => {
  expect(read(text)).toBeUndefined();
});

test('neither depth nor length costs more than a pass', () => {
  const began = performance.now();
  expect(read('['.repeat(1_000_000))).toBeUndefined();
  expect(read(`{"a":"${'\\"'.repeat(400_000)}","created_by":"${uri}"}`)).toBe(id);
  expect(performance.now() - began).toBeLessThan(2000);
});
