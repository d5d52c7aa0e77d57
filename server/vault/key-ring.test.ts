import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Failure } from '../errors.ts';
import { Secret } from '../secret.ts';
import { parseKeyRing } from './key-ring.ts';

const key = () => randomBytes(32).toString('base64');
const parse = (text: string) => parseKeyRing(new Secret(text));

test('the first key is current, and all are found by their id', () => {
  const [first, second] = [key(), key()];
  const ring = parse(`2026-11:${first}, old:${second}`);
  expect(ring.current.id).toBe('2026-11');
  expect(ring.find('2026-11')?.export().toString('base64')).toBe(first);
  expect(ring.find('old')?.export().toString('base64')).toBe(second);
  expect(ring.find('other')).toBeUndefined();
  expect(inspect(ring, { depth: 9 })).not.toContain(first);
});

test('each on a line of its own is the same', () => {
  const ring = parse(`new:${key()}\nold:${key()}\n`);
  expect([...ring.ids]).toEqual(['new', 'old']);
  expect(ring.current.id).toBe('new');
});

test('every problem is told at once', () => {
  try {
    parse(`a:${randomBytes(31).toString('base64')},b,a:${key()},a:${key()}`);
    expect.unreachable();
  } catch (error) {
    const { message } = error as Failure;
    for (const words of ['“a” has 31 bytes', 'Key 2 of 4 has no id', 'Two keys have the id “a”']) {
      expect(message).toContain(words);
    }
  }
});

const typed = Buffer.from('change me, change me, change me!').toString('base64');
const repeated = Buffer.alloc(32, 7).toString('base64');

test.each([
  ['nothing', '', 'Key 1 of 1 has no id'],
  ['no id', key(), 'Key 1 of 1 has no id'],
  ['an empty id', `:${key()}`, 'Key 1 of 1 has no id'],
  ['a comma too many', `a:${key()},`, 'Key 2 of 2 has no id'],
  ['an odd id', `a b:${key()}`, 'Key 1 of 1 has no id'],
  ['no key', 'a:', '0 bytes'],
  ['a short key', `a:${randomBytes(31).toString('base64')}`, '31 bytes'],
  ['a long key', `a:${randomBytes(33).toString('base64')}`, '33 bytes'],
  ['no base64', `a:${'!'.repeat(44)}`, 'not base64'],
  ['hexadecimal', `a:${randomBytes(32).toString('hex')}`, 'bytes instead of 32'],
  ['one id twice', `a:${key()},a:${key()}`, 'Two keys have the id “a”'],
  ['a text', `a:${typed}`, 'does not look random'],
  ['one byte repeated', `a:${repeated}`, 'does not look random'],
])('refused and not echoed: %s', (_, text, words) => {
  try {
    parse(text);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    const failure = error as Failure;
    expect(failure.code).toBe('key_missing');
    expect(failure.message).toContain(words);
    const held = text.split(':')[1];
    if (held) expect(failure.message).not.toContain(held.slice(0, 12));
  }
});
