/**
 * Takes a delivery in: whose it is, whether Calendly signed it, and then the raw bytes committed before anybody
 * is told so. Nothing is read from the body here; what an invitee typed cannot get in the way. A body too long to
 * hold is verified and hashed while it passes; its beginning is kept, and reading the account again has the effect.
 */
import { createHash } from 'node:crypto';
import { type Verdict, verifyDelivery, verifyPassing } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Metrics } from '../metrics.ts';
import { keptOf, type OpenSubscription, receivedFrom, signedOf } from './arrival.ts';
import type { EnterDelivery } from './enter.ts';
import type { Refused } from './refused.ts';
import type { ReceiveUnverified } from './unverified.ts';

/** So much of a long body is kept. */
const headBytes = 64 * 1024;

/**
 * `signed`: with a key that is known; else it was kept until one is. `outdated`: it was judged by what was remembered,
 * and is to be judged anew by what is looked up.
 */
export type Received =
  | { ok: true; signed: boolean }
  | { ok: false; reason: 'no_header' | 'malformed' | 'no_match' | 'outdated' };
type RequestHeaders = Record<string, unknown>;
const outdated: Received = { ok: false, reason: 'outdated' };

/** A body too long to hold, shown piece by piece. */
export interface Passing {
  update(chunk: Buffer): void;
  end(): Promise<Received>;
}

export interface Receive {
  whole(to: OpenSubscription, headers: RequestHeaders, body: Buffer): Promise<Received>;
  /** `began`: what came of it so far. */
  passing(to: OpenSubscription, headers: RequestHeaders, began: Buffer): Passing;
}

export function createReceive(deps: {
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  enter: EnterDelivery;
  unverified: ReceiveUnverified;
  refused: Pick<Refused, 'count'>;
}): Receive {
  const { clock, ids, metrics, enter } = deps;

  async function refuse(
    to: OpenSubscription,
    headers: RequestHeaders,
    body: Buffer | undefined,
    verdict: Extract<Verdict, { ok: false }>,
  ): Promise<Received> {
    if (await deps.unverified(to, keptOf(headers), body)) return { ok: true, signed: false };
    metrics.refused.inc({ reason: verdict.reason });
    deps.refused.count(to.tenantId);
    return verdict;
  }

  return {
    async whole(to, headers, body) {
      const verdict = verifyDelivery({ ...signedOf(headers, clock), candidates: to.keys, body });
      if (!verdict.ok) return to.remembered ? outdated : refuse(to, headers, body, verdict);
      const arrival = { ...to, id: ids.uuid(), receivedAt: clock.iso() };
      const row = receivedFrom(verdict, arrival, keptOf(headers), { body: verdict.verified.bytes });
      return (await enter(row)) ? { ok: true, signed: true } : outdated;
    },
    passing(to, headers, began) {
      const verification = verifyPassing({ ...signedOf(headers, clock), candidates: to.keys });
      const bodyHash = createHash('sha256');
      const body = Buffer.from(began.subarray(0, headBytes));
      let length = 0;
      const update = (chunk: Buffer) => {
        length += chunk.length;
        verification.update(chunk);
        bodyHash.update(chunk);
      };
      update(began);
      return {
        update,
        async end() {
          const verdict = verification.end();
          if (!verdict.ok) return refuse(to, headers, undefined, verdict);
          const arrival = { ...to, id: ids.uuid(), receivedAt: clock.iso() };
          const kept = { body, bodyHash: bodyHash.digest(), length };
          await enter(receivedFrom(verdict, arrival, keptOf(headers), kept));
          return { ok: true, signed: true };
        },
      };
    },
  };
}
