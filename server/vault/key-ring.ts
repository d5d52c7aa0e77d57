/**
 * The keys that secrets are sealed under. The first of the ring is current and seals; every one of them opens.
 * A key is held as a `KeyObject`, which does not print, and stands in no message.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { Failure } from '../errors.ts';
import type { Secret } from '../secret.ts';

export interface KeyRing {
  current: { id: string; key: KeyObject };
  /** Of every key, in the order of the ring. */
  ids: readonly string[];
  find(id: string): KeyObject | undefined;
  /** Whether this key was given up: nothing that it sealed is ever opened again. */
  isLost(id: string): boolean;
}

export const keyIdShape = /^[A-Za-z0-9_-]{1,32}$/;

/**
 * Reads `id:base64 of 32 bytes`, with commas or on lines, the current one first.
 * @throws Failure `key_missing` that says of every wrong entry what is wrong, never what it holds.
 */
export function parseKeyRing(text: Secret): KeyRing {
  const keys = new Map<string, KeyObject>();
  const problems: string[] = [];
  const entries = text.reveal().trim().split(/[,\n]/);
  for (const [index, entry] of entries.entries()) {
    const read = parseEntry(entry.trim(), `Key ${index + 1} of ${entries.length}`);
    if ('wrong' in read) problems.push(read.wrong);
    else if (keys.has(read.id)) problems.push(`Two keys have the id “${read.id}”.`);
    else keys.set(read.id, read.key);
  }
  const [current] = keys;
  if (!current || problems.length > 0) throw new Failure('key_missing', { detail: problems.join(' ') });
  return {
    current: { id: current[0], key: current[1] },
    ids: [...keys.keys()],
    find: (id) => keys.get(id),
    isLost: () => false,
  };
}

function parseEntry(entry: string, which: string): { id: string; key: KeyObject } | { wrong: string } {
  const colon = entry.indexOf(':');
  const id = entry.slice(0, colon);
  if (colon < 0 || !keyIdShape.test(id)) {
    return { wrong: `${which} has no id of letters, digits, - or _ before a colon.` };
  }
  const encoded = entry.slice(colon + 1);
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return { wrong: `Key “${id}” is not base64.` };
  if (bytes.length !== 32) return { wrong: `Key “${id}” has ${bytes.length} bytes instead of 32.` };
  if (looksTyped(bytes)) return { wrong: `Key “${id}” does not look random.` };
  return { id, key: createSecretKey(bytes) };
}

/** Text, or few different bytes: 32 random ones come out so less than once in 10¹⁰ keys. */
function looksTyped(bytes: Buffer): boolean {
  return new Set(bytes).size < 16 || bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}
