/** Ids, codes and keys in the forms Calendly uses; the seed makes them from a number, everything else at random. */
import { createHash, randomBytes } from 'node:crypto';

export interface Ids {
  /** RFC 4122, version 4. */
  uuid(): string;
  hex(bytes: number): string;
  base64url(bytes: number): string;
}

export function createIds(random: (bytes: number) => Buffer = randomBytes): Ids {
  return {
    uuid() {
      const bytes = random(16);
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    hex: (bytes) => random(bytes).toString('hex'),
    base64url: (bytes) => random(bytes).toString('base64url'),
  };
}

/** Looks like a token that Calendly signed; nobody can check its signature. */
export function unverifiableToken(ids: Ids, typ: 'JWT' | 'PAT', claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ kid: 'emulator', typ, alg: 'ES256' })}.${part(claims)}.${ids.base64url(64)}`;
}

/** How tokens and secrets are kept: SHA-256 in hex. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** The same numbers in [0, 1) for the same seed. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
