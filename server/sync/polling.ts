/**
 * How an account's meetings come to us: told by Calendly, or asked for where Calendly cannot reach us. Polling takes
 * at most half of what Calendly allows, and never comes more often than every ten seconds.
 */
export type How = 'webhook' | 'polling';

const shortestMs = 10_000;
const minuteMs = 60_000;
const share = 0.5;
/** Calendly's smallest limit of a minute, until an answer tells another. */
const smallestLimit = 50;

/** From the beginning of one sweep to that of the next. */
export function pollEveryMs(requests: number, limit = smallestLimit): number {
  return Math.max(shortestMs, Math.ceil((minuteMs * requests) / (share * limit)));
}
