/**
 * Deliveries for the signature proof. Honest ones are made here: over many keys, bodies, times and ways of
 * writing the header. What must become of each is known from how it was made.
 */
import { createHash, createHmac } from 'node:crypto';
import type { KeyName, SignedDelivery } from '../../../server/calendly/index.ts';
import { Secret } from '../../../server/secret.ts';

export type Group = 'honest' | 'header' | 'body' | 'key' | 'time';

export interface Case {
  group: Group;
  name: string;
  delivery: SignedDelivery;
  /** Undefined: must be refused. */
  expected?: { key: KeyName; signedAt: number; stale: boolean };
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Random = () => number;
export const upTo = (random: Random, end: number) => Math.floor(random() * end);
export const pick = <T>(random: Random, from: readonly T[]) => from[upTo(random, from.length)]!;

export const toleranceSeconds = 180;
export const names: readonly KeyName[] = ['own', 'previous', 'application'];

/** An honest delivery, in the parts that a mutant changes one of. */
export interface Honest {
  keys: Record<KeyName, string>;
  signer: KeyName;
  body: Buffer;
  time: number;
  /** By our clock. */
  now: number;
}

export type Make = (random: Random) => Honest;

export function honest(random: Random): Honest {
  const [own, previous, application] = [keyFrom(random), keyFrom(random), keyFrom(random)];
  const time = 1_767_225_600 + upTo(random, 40_000_000);
  return {
    keys: { own, previous, application },
    signer: pick(random, names),
    body: bodyFrom(random),
    time,
    now: time + upTo(random, 2 * toleranceSeconds + 1) - toleranceSeconds,
  };
}

export function keyFrom(random: Random): string {
  return createHash('sha256').update(String(random())).update(String(random())).digest('base64url');
}

const texts = [
  'Ivy',
  'Zoë',
  '李',
  '\\u00e9',
  '\\u0000',
  '\\ud800',
  '🗓',
  "O'Hara",
  '1.0',
  ' ',
  '\u2028',
  '</script>',
];

/** Mostly JSON as Calendly writes it; also JSON that reads the same written otherwise, and bytes that are none. */
export function bodyFrom(random: Random): Buffer {
  const text = `${pick(random, texts)}${upTo(random, 1e9)}${pick(random, texts)}`;
  const compact = `{"created_at":"2026-11-24T09:00:00.000000Z","event":"invitee.created","payload":{"name":"${text}","position":${upTo(random, 99)}}}`;
  const kind = random();
  if (kind < 0.6) return Buffer.from(compact);
  if (kind < 0.7) return Buffer.from(compact.replaceAll(':', ': ').replaceAll(',', ',\n  '));
  if (kind < 0.8) return Buffer.from(compact.replace(/(\d+)}}$/, '$1.0}}'));
  if (kind < 0.85) return Buffer.from(`\ufeff${compact}\r\n`);
  if (kind < 0.9) return Buffer.from(compact, 'utf16le');
  return Buffer.from(Array.from({ length: upTo(random, 200) }, () => upTo(random, 256)));
}

export const sign = (key: string | Buffer, time: string, body: Buffer) =>
  createHmac('sha256', key).update(`${time}.`).update(body).digest('hex');

export const signatureOf = (of: Honest, time = String(of.time), body = of.body) =>
  sign(of.keys[of.signer], time, body);

const headerOf = (of: Honest) => `t=${of.time},v1=${signatureOf(of)}`;

export function deliveryOf(of: Honest, more: Partial<SignedDelivery> = {}): SignedDelivery {
  return {
    header: headerOf(of),
    body: of.body,
    candidates: names.map((name) => ({ name, key: new Secret(of.keys[name]) })),
    nowSeconds: of.now,
    toleranceSeconds,
    ...more,
  };
}

/** Ways of writing a true header. */
const headers: Record<string, (of: Honest) => string> = {
  'as Calendly writes it': headerOf,
  'the other way round': (of) => `v1=${signatureOf(of)},t=${of.time}`,
  'with elements of tomorrow': (of) => `v2=x,t=${of.time},v1=${signatureOf(of)},alg=sha-256=`,
  'beside another signature': (of) => `t=${of.time},v1=${'0'.repeat(64)},v1=${signatureOf(of)}`,
};
/** Seconds by which our clock is off, and whether that makes it stale. */
const offsets = [
  [toleranceSeconds, false],
  [-toleranceSeconds, false],
  [toleranceSeconds + 1, true],
  [-toleranceSeconds - 1, true],
  [86_400, true],
  [-86_400, true],
] as const;

export function honestCase(random: Random, make: Make = honest): Case {
  const made = make(random);
  const [style, header] = pick(random, Object.entries(headers));
  const [offset, stale] = random() < 0.3 ? pick(random, offsets) : [made.now - made.time, false];
  const of = { ...made, time: made.now - offset };
  return {
    group: 'honest',
    name: `${style}, by the ${of.signer} key${stale ? ', at another time' : ''}`,
    delivery: deliveryOf(of, { header: header(of) }),
    expected: { key: of.signer, signedAt: of.time, stale },
  };
}
