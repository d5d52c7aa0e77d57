/**
 * Checks Calendly's signature over the raw bytes of a delivery. A `VerifiedBody` can be made nowhere else.
 * The header is `t=<unix seconds>,v1=<hex HMAC-SHA256 over t.body>`; other elements are passed over.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../secret.ts';

const verified = Symbol('verified');

export interface VerifiedBody {
  readonly [verified]: true;
  readonly bytes: Buffer;
}

export type KeyName = 'own' | 'previous' | 'application';

export type Verdict =
  | {
      ok: true;
      verified: VerifiedBody;
      key: KeyName;
      /** Unix seconds, as signed. */
      signedAt: number;
      /** Signed longer ago, or further ahead, than the tolerance: true, but perhaps said before. */
      stale: boolean;
    }
  | { ok: false; reason: 'no_header' | 'malformed' | 'no_match' };

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
  if (header === undefined || header === '') return { ok: false, reason: 'no_header' };
  const signed = parseHeader(header);
  if (!signed) return { ok: false, reason: 'malformed' };
  for (const { name, key } of candidates) {
    if (!matches(key, signed, body)) continue;
    const signedAt = Number(signed.time);
    const stale = !(Math.abs(delivery.nowSeconds - signedAt) <= delivery.toleranceSeconds);
    return { ok: true, verified: { [verified]: true, bytes: body }, key: name, signedAt, stale };
  }
  return { ok: false, reason: 'no_match' };
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

function parseHeader(header: string): Signed | undefined {
  if (header.length > longest || !elements.test(header)) return undefined;
  const pairs = header.split(',').map((element) => element.split(/=(.*)/s, 2) as [string, string]);
  const valuesOf = (name: string) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  const times = valuesOf('t');
  const signatures = valuesOf('v1');
  const [time] = times;
  if (times.length !== 1 || !unixSeconds.test(time!)) return undefined;
  if (signatures.length === 0 || !signatures.every((signature) => sha256.test(signature))) return undefined;
  return { time: time!, signatures: signatures.map((signature) => Buffer.from(signature, 'hex')) };
}

function matches(key: Secret, { time, signatures }: Signed, body: Buffer): boolean {
  const text = key.reveal();
  // Anybody can sign with an empty key.
  if (text === '') return false;
  const expected = createHmac('sha256', text).update(`${time}.`).update(body).digest();
  return signatures.filter((signature) => timingSafeEqual(signature, expected)).length > 0;
}
