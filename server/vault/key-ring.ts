/**
 * The keys that secrets are sealed under. The first of the ring is current and seals; every one of them opens.
 * A key is held as a `KeyObject`, which does not print, and stands in no message.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { Failure } from '../errors.ts';
import type { Secret } from '../secret.ts';

export interface KeyRing {
  current: { id: string; key: KeyObject };
  find(id: string): KeyObject | undefined;
}

export const keyIdShape = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Reads `id:base64 of 32 bytes`, comma separated, the current one first.
 * @throws Failure `key_missing` that says which entry is wrong, never what it holds.
 */
export function parseKeyRing(text: Secret): KeyRing {
  const keys = new Map<string, KeyObject>();
  const entries = text.reveal().split(',');
  for (const [index, entry] of entries.entries()) {
    const { id, key } = parseEntry(entry.trim(), `Key ${index + 1} of ${entries.length}`);
    if (keys.has(id)) throw unusable(`Two keys have the id “${id}”.`);
    keys.set(id, key);
  }
  const [current] = keys;
  if (!current) throw unusable('There is none.');
  return { current: { id: current[0], key: current[1] }, find: (id) => keys.get(id) };
}

function parseEntry(entry: string, which: string): { id: string; key: KeyObject } {
  const colon = entry.indexOf(':');
  const id = entry.slice(0, colon);
  if (colon < 0 || !keyIdShape.test(id)) {
    throw unusable(`${which} has no id of letters, digits, - or _ before a colon.`);
  }
  const encoded = entry.slice(colon + 1);
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) throw unusable(`Key “${id}” is not base64.`);
  if (bytes.length !== 32) throw unusable(`Key “${id}” has ${bytes.length} bytes instead of 32.`);
  if (looksTyped(bytes)) throw unusable(`Key “${id}” does not look random.`);
  return { id, key: createSecretKey(bytes) };
}

/** Text, or few different bytes: 32 random ones come out so less than once in 10¹⁰ keys. */
function looksTyped(bytes: Buffer): boolean {
  return new Set(bytes).size < 16 || bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}

function unusable(detail: string): Failure {
  return new Failure('key_missing', { detail });
}
