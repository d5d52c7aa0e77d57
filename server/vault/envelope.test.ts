import { createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../errors.ts';
import { Secret } from '../secret.ts';
import { createVault, type Place } from './envelope.ts';
import { parseKeyRing } from './key-ring.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const vaultOf = (...keys: string[]) => createVault(parseKeyRing(new Secret(keys.join(','))));
const [old, fresh] = [key('old'), key('fresh')];
const vault = vaultOf(old);
const place: Place = { tenantId: 't1', table: 'token_sets', row: 'r1', column: 'access_sealed' };

function refusal(open: () => unknown): Failure {
  try {
    open();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  return expect.unreachable('it opened');
}

test('what was sealed opens in its place, whatever it is, and no two seals are alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
      const sealed = vault.seal(new Secret(text), place);
      expect(vault.open(sealed, place).reveal()).toBe(text);
      expect(vault.seal(new Secret(text), place).equals(sealed)).toBe(false);
    }),
  );
});

test('any one bit flipped and it does not open', () => {
  const sealed = vault.seal(new Secret('a refresh token'), place);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const flipped = Buffer.from(sealed);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(refusal(() => vault.open(flipped, place)).code).toBe('secret_unreadable');
  }
});

test('cut short or grown, it does not open', () => {
  const sealed = vault.seal(new Secret('a refresh token'), place);
  for (let length = 0; length < sealed.length; length += 1) {
    refusal(() => vault.open(sealed.subarray(0, length), place));
  }
  refusal(() => vault.open(Buffer.concat([sealed, Buffer.alloc(1)]), place));
});

test('a tag of 4 to 15 bytes is none, though its bytes are right', () => {
  const sealed = vault.seal(new Secret(''), place);
  const head = sealed.subarray(0, -16);
  const tag = sealed.subarray(-16);
  for (let length = 0; length < 16; length += 1) {
    refusal(() => vault.open(Buffer.concat([head, tag.subarray(0, length)]), place));
  }
  const decipher = () =>
    createDecipheriv('aes-256-gcm', createSecretKey(randomBytes(32)), randomBytes(12), { authTagLength: 16 });
  for (let length = 4; length < 16; length += 1) {
    expect(() => decipher().setAuthTag(tag.subarray(0, length))).toThrow();
  }
});

test('it opens in no other place, not even where the names run into each other', () => {
  const sealed = vault.seal(new Secret('a refresh token'), place);
  const others: Place[] = [
    { ...place, tenantId: 't2' },
    { ...place, table: 'connections' },
    { ...place, row: 'r2' },
    { ...place, column: 'refresh_sealed' },
    { ...place, tenantId: 'r1', row: 't1' },
    { ...place, table: 'token_setsr', row: '1' },
    { ...place, table: 'token_sets|2:r1', row: '' },
  ];
  for (const other of others) {
    const failure = refusal(() => vault.open(sealed, other));
    expect(failure.facts).toEqual(other);
    expect(JSON.stringify(failure) + failure.message + failure.stack).not.toContain('a refresh token');
  }
  fc.assert(
    fc.property(
      fc.record({ tenantId: fc.string(), table: fc.string(), row: fc.string(), column: fc.string() }),
      (other) => {
        refusal(() => vault.open(sealed, other));
      },
    ),
  );
});

test('after a rotation the old key opens, the new one seals', () => {
  const before = vault.seal(new Secret('a'), place);
  const rotated = vaultOf(fresh, old);
  expect(rotated.open(before, place).reveal()).toBe('a');
  const after = rotated.seal(new Secret('a'), place);
  expect(rotated.keyIdOf(before)).toBe('old');
  expect(rotated.keyIdOf(after)).toBe('fresh');
  expect(refusal(() => vault.open(after, place)).detail).toBe('The key ring has no key “fresh”.');
});

test('another key under the same id does not open', () => {
  const sealed = vault.seal(new Secret('a'), place);
  expect(refusal(() => vaultOf(key('old')).open(sealed, place)).detail).toContain('under another key');
});

test('what is no envelope has no key id', () => {
  expect(vault.keyIdOf(Buffer.alloc(0))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      refusal(() => vault.open(Buffer.from(bytes), place));
    }),
  );
});
