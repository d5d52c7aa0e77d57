/** What a good request becomes in clumsy or hostile hands. `refused`: whatever it is, it must not be taken. */
import { type Random, upTo } from '../../support/random.ts';
import { rawBody } from '../../support/visitor.ts';
import type { Sent } from './recipes.ts';

export interface Spoilt {
  name: string;
  sent: Sent;
  refused: boolean;
}

const values: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  'a\u0000b',
  'half \ud83d',
  '\u202e‮<img src=x onerror=alert(1)>',
  "'; drop table meetings; --",
  '%00',
  'x'.repeat(5000),
  '9'.repeat(400),
  [],
  {},
  ['a', { b: [[]] }],
  { constructor: 'x' },
];
const unknownIds = [
  '0',
  '2147483646',
  `acc_${'0'.repeat(32)}`,
  `mtg_${'f'.repeat(32)}`,
  `key_${'0'.repeat(32)}`,
];
const brokenIds = [
  '%ff',
  '%00',
  '..%2f..',
  'x'.repeat(2000),
  "'",
  '-1',
  '1e9',
  'ACC_',
  '%F0%9F%98%80',
  '__proto__',
];

/** All that is done to every operation, and `rounds` times something of one field. */
export function spoil(good: Sent, random: Random, rounds: number): Spoilt[] {
  const { params = {}, query = {}, body } = good;
  const spoilt: Spoilt[] = [];
  const add = (name: string, more: Partial<Spoilt> & { sent?: Sent }) =>
    spoilt.push({ name, sent: good, refused: false, ...more });

  for (const key of Object.keys(params)) {
    for (const id of unknownIds)
      add(`unknown ${id}`, { sent: { ...good, params: { ...params, [key]: id } } });
    for (const id of brokenIds)
      add(`broken ${id.slice(0, 20)}`, { sent: { ...good, params: { ...params, [key]: id } } });
  }
  for (const key of [...Object.keys(query), 'cursor', 'after', 'limit', 'no_such', '__proto__']) {
    const value = values[upTo(random, values.length)];
    add(`query ${key}`, {
      sent: {
        ...good,
        query: { ...query, [key]: typeof value === 'string' ? value : JSON.stringify(value) },
      },
    });
  }
  if (body !== undefined && typeof body === 'object' && body !== null) {
    add('an unknown field', { sent: { ...good, body: { ...body, no_such: 1 } }, refused: true });
    for (const [name, text, type] of rawBodies)
      add(name, { sent: { ...good, body: rawBody(text, type) }, refused: true });
    const keys = Object.keys(body);
    for (let round = 0; round < rounds && keys.length > 0; round++) {
      const key = keys[upTo(random, keys.length)]!;
      const value = values[upTo(random, values.length)];
      add(`field ${key}`, { sent: { ...good, body: { ...body, [key]: value } } });
    }
  }
  return spoilt;
}

const rawBodies: readonly [string, string, string][] = [
  ['no JSON', '{"a":', 'application/json'],
  ['a list', '[]', 'application/json'],
  ['a word', '"x"', 'application/json'],
  ['a polluting field', '{"__proto__":{"a":1}}', 'application/json'],
  ['deep', '['.repeat(50_000) + ']'.repeat(50_000), 'application/json'],
  ['huge', `{"name":"${'x'.repeat(300_000)}"}`, 'application/json'],
  ['another kind', '<a/>', 'application/xml'],
  ['plain text', '{}', 'text/plain'],
];
