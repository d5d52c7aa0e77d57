/**
 * Checks Calendly's signature over the raw bytes of a delivery. A `VerifiedBody` can be made nowhere else.
 * The header is `t=<unix seconds>,v1=<hex HMAC-SHA256 over t.body>`; other elements are passed over.
 */
import { createHmac, type Hmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.ts';

const verified = Symbol('verified');

export interface VerifiedBody {
  readonly [verified]: true;
  readonly bytes: Buffer;
}

export type KeyName = 'own' | 'previous' | 'application';

export type Verdict = (Truth & { verified: VerifiedBody }) | Refusal;

interface Truth {
  ok: true;
  key: KeyName;
  /** Unix seconds, as signed. */
  signedAt: number;
  /** Signed longer ago, or further ahead, than the tolerance: true, but perhaps said before. */
  stale: boolean;
}

interface Refusal {
  ok: false;
  reason: 'no_header' | 'malformed' | 'no_match';
}

export interface SignedDelivery {
  header: string | undefined;
  body: Buffer;
  /** In the order to try them. */
  candidates: readonly { name: KeyName; key: Secret }[];
  nowSeconds: number;
  toleranceSeconds: number;
}

/** A true signature is never refused for its time: the wrong clock may be ours. */
export function verifyDelivery(delivery: SignedDelivery): Verdict {
  const { header, body, candidates } = delivery;
  const signed = parseHeader(header);
  if ('ok' in signed) return signed;
  for (const { name, key } of candidates) {
    const expected = beginHmac(key, signed)?.update(body).digest();
    if (!isAmong(signed, expected)) continue;
    return { ...truthOf(delivery, signed, name), verified: { [verified]: true, bytes: body } };
  }
  return { ok: false, reason: 'no_match' };
}

/**
 * The same of a body too long to hold, shown piece by piece: whether it is true is known at its end, and there are no
 * bytes that anybody could read as verified.
 */
export function verifyPassing(delivery: Omit<SignedDelivery, 'body'>): {
  update(chunk: Buffer): void;
  end(): Truth | Refusal;
} {
  const signed = parseHeader(delivery.header);
  if ('ok' in signed) return { update: () => undefined, end: () => signed };
  const begun = delivery.candidates.map(({ name, key }) => ({ name, hmac: beginHmac(key, signed) }));
  return {
    update(chunk) {
      for (const { hmac } of begun) hmac?.update(chunk);
    },
    end() {
      const found = begun.find(({ hmac }) => isAmong(signed, hmac?.digest()));
      return found ? truthOf(delivery, signed, found.name) : { ok: false, reason: 'no_match' };
    },
  };
}

function truthOf(
  { nowSeconds, toleranceSeconds }: Pick<SignedDelivery, 'nowSeconds' | 'toleranceSeconds'>,
  signed: Signed,
  key: KeyName,
): Truth {
  const signedAt = Number(signed.time);
  const stale = !(Math.abs(nowSeconds - signedAt) <= toleranceSeconds);
  return { ok: true, key, signedAt, stale };
}

interface Signed {
  /** As it stood, since these characters are what was signed. */
  time: string;
  signatures: Buffer[];
}

const longest = 1024;
const elements = /^[a-z][a-z0-9_]*=[!-+\--~]*(?:,[a-z][a-z0-9_]*=[!-+\--~]*)*$/;
/** Up to the year 2286; anything longer is no count of seconds. */
const unixSeconds = /^\d{1,10}$/;
const sha256 = /^[0-9a-f]{64}$/;

function parseHeader(header: string | undefined): Signed | Refusal {
  if (header === undefined || header === '') return { ok: false, reason: 'no_header' };
  const malformed = { ok: false, reason: 'malformed' } as const;
  if (header.length > longest || !elements.test(header)) return malformed;
  const pairs = header.split(',').map((element) => element.split(/=(.*)/s, 2) as [string, string]);
  const valuesOf = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  const times = valuesOf('t');
  const signatures = valuesOf('v1');
  const [time] = times;
  if (times.length !== 1 || !unixSeconds.test(time!)) return malformed;
  if (signatures.length === 0 || !signatures.every((signature) => sha256.test(signature))) return malformed;
  return { time: time!, signatures: signatures.map((signature) => Buffer.from(signature, 'hex')) };
}

function beginHmac(key: Secret, { time }: Signed): Hmac | undefined {
  const text = key.reveal();
  // Anybody can sign with an empty key.
  if (text === '') return undefined;
  return createHmac('sha256', text).update(`${time}.`);
}

/** Every signature is compared, and each to its end: how long it takes tells nothing of how much was right. */
function isAmong({ signatures }: Signed, expected: Buffer | undefined): boolean {
  if (!expected) return false;
  return signatures.filter((signature) => timingSafeEqual(signature, expected)).length > 0;
}
