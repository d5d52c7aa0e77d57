/** What arrives at an address: whose it is, what is kept of its headers, and the row of one whose signature is true. */
import { hash } from 'node:crypto';
import type { Verdict } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Received } from './store.ts';

export type OpenSubscription = Extract<Awaited<ReturnType<Subscriptions['findByToken']>>, { kind: 'open' }>;

/** Calendly's own tolerance, in seconds either way; beyond it a delivery is kept and confirmed through the API. */
export const toleranceSeconds = 180;
export const signatureHeader = 'calendly-webhook-signature';
const keptHeaders = ['content-type', 'user-agent', signatureHeader];

export type Headers = Record<string, string>;

export function keptOf(headers: Record<string, unknown>): Headers {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}

/** What a signature is checked by, besides the body and the keys. */
export function signedOf(headers: Record<string, unknown>, clock: Clock) {
  const header = headers[signatureHeader];
  return {
    header: typeof header === 'string' ? header : undefined,
    nowSeconds: Math.floor(clock.now() / 1000),
    toleranceSeconds,
  };
}

/** Without a scope it is of the user's. */
type Arrival = Pick<Received, 'tenantId' | 'accountId' | 'id' | 'subscriptionId' | 'receivedAt'> &
  Partial<Pick<Received, 'scope' | 'remembered'>>;
type True = Pick<Extract<Verdict, { ok: true }>, 'stale' | 'key' | 'signedAt'>;

export function receivedFrom(
  { stale, key, signedAt }: True,
  arrival: Arrival,
  headers: Headers,
  {
    body,
    bodyHash = hash('sha256', body, 'buffer'),
    length = null,
  }: Pick<Received, 'body'> & Partial<Pick<Received, 'bodyHash' | 'length'>>,
): Received {
  const { tenantId, accountId, id, subscriptionId, receivedAt, scope = 'user', remembered } = arrival;
  return {
    tenantId,
    accountId,
    id,
    subscriptionId,
    receivedAt,
    body,
    bodyHash,
    length,
    headers,
    trust: stale ? 'stale' : 'verified',
    keyUsed: key,
    signedAt,
    scope,
    remembered,
  };
}
