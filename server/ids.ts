/**
 * Ids and other random values. Rows carry UUIDv7, so that they sort by birth; on the wire they are prefixed.
 */
import { hash, randomBytes } from 'node:crypto';

export interface Ids {
  /** A UUIDv7 of the clock's present millisecond. */
  uuid(): string;
  /** `bits` of randomness as base64url, for tokens and keys. */
  secret(bits?: number): string;
}

export function createIds(now: () => number, random: (bytes: number) => Buffer = pooled(randomBytes)): Ids {
  return {
    uuid() {
      const bytes = random(16);
      bytes.writeUIntBE(now(), 0, 6);
      bytes[6] = (bytes[6]! & 0x0f) | 0x70;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      return hexToUuid(bytes.toString('hex'));
    },
    secret: (bits = 256) => random(bits / 8).toString('base64url'),
  };
}

/** Sorts before every UUIDv7 of this millisecond and of later ones, and after all earlier ones. None is before 1970. */
export function firstUuidAt(milliseconds: number): string {
  return hexToUuid(Math.max(0, milliseconds).toString(16).padStart(12, '0').padEnd(32, '0'));
}

/** Draws a lot at a time, since a call costs more than the bytes; what was given away does not stay. */
function pooled(draw: (bytes: number) => Buffer): (bytes: number) => Buffer {
  let pool: Buffer = Buffer.alloc(0);
  return (bytes) => {
    if (pool.length < bytes) pool = draw(Math.max(bytes, 4096));
    const taken = Buffer.from(pool.subarray(0, bytes));
    pool.fill(0, 0, bytes);
    pool = pool.subarray(bytes);
    return taken;
  };
}

/** The same UUID for the same parts, whoever asks, whenever: SHA-256 cut to a UUIDv8. */
export function uuidFrom(...parts: string[]): string {
  const bytes = hash('sha256', parts.join('\n'), 'buffer').subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hexToUuid(bytes.toString('hex'));
}

/** What is stored of a token that must be found but never read back. */
export function tokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

function hexToUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const prefixes = {
  tenant: 'ten',
  member: 'mem',
  session: 'ses',
  auditEntry: 'aud',
  apiKey: 'key',
  account: 'acc',
  subscription: 'sub',
  delivery: 'dlv',
  meeting: 'mtg',
  change: 'chg',
  repair: 'rep',
  rotation: 'rot',
  calendlyRequest: 'crq',
} as const;
export type IdKind = keyof typeof prefixes;

/** A row's UUID as it goes out: `acc_0199…` (32 hex digits). */
export function toWireId(kind: IdKind, uuid: string): string {
  return `${prefixes[kind]}_${uuid.replaceAll('-', '')}`;
}

/** What every wire id of this kind looks like. */
export function wireIdShape(kind: IdKind): RegExp {
  return new RegExp(`^${prefixes[kind]}_([0-9a-f]{32})$`);
}

/** The UUID behind a wire id of this kind, or undefined when it is none. */
export function fromWireId(kind: IdKind, wire: string): string | undefined {
  const [, hex] = wireIdShape(kind).exec(wire) ?? [];
  return hex && hexToUuid(hex);
}
