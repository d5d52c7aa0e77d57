/**
 * Takes a delivery in: whose it is, whether Calendly signed it, and then the raw bytes committed before anybody
 * is told so. Nothing is read from the body here; what an invitee typed cannot get in the way.
 */
import { hash } from 'node:crypto';
import { type Verdict, verifyDelivery } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import { createBatch, type Database, isUnavailable } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Dispatch } from './dispatch.ts';
import * as store from './store.ts';
import type { Headers, ReceiveUnverified } from './unverified.ts';

/** Calendly's own tolerance, in seconds either way; beyond it a delivery is kept and confirmed through the API. */
export const toleranceSeconds = 180;
export const signatureHeader = 'calendly-webhook-signature';
const keptHeaders = ['content-type', 'user-agent', signatureHeader];
const most = 256;
const atOnce = 2;

export type OpenSubscription = Extract<Awaited<ReturnType<Subscriptions['findByToken']>>, { kind: 'open' }>;
export type Received = { ok: true } | { ok: false; reason: 'no_header' | 'malformed' | 'no_match' };

export type Receive = (
  to: OpenSubscription,
  headers: Record<string, unknown>,
  body: Buffer,
) => Promise<Received>;

export function createReceive(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  dispatch: Pick<Dispatch, 'announce' | 'arrived'>;
  unverified: ReceiveUnverified;
}): Receive {
  const { database, clock, ids, metrics, dispatch } = deps;
  const enter = createBatch<store.Received, void>({
    most,
    atOnce,
    hopeless: isUnavailable,
    async work(rows) {
      await database.intakeTransaction(async (tx) => {
        await store.insertAll(tx, rows);
        await dispatch.announce(tx, rows);
      });
      dispatch.arrived(rows);
      return rows.map(() => undefined);
    },
  });

  return async (to, headers, body) => {
    const header = headers[signatureHeader];
    const verdict = verifyDelivery({
      header: typeof header === 'string' ? header : undefined,
      body,
      candidates: to.keys,
      nowSeconds: Math.floor(clock.now() / 1000),
      toleranceSeconds,
    });
    if (!verdict.ok) {
      if (await deps.unverified(to, keptOf(headers), body)) return { ok: true };
      metrics.refused.inc({ reason: verdict.reason });
      return verdict;
    }
    const arrival = { ...to, id: ids.uuid(), receivedAt: clock.iso() };
    await enter(receivedFrom(verdict, arrival, keptOf(headers)));
    return { ok: true };
  };
}

/** The row of a delivery whose signature is true. */
export function receivedFrom(
  { verified: { bytes }, stale, key, signedAt }: Extract<Verdict, { ok: true }>,
  arrival: Pick<store.Received, 'tenantId' | 'accountId' | 'id' | 'subscriptionId' | 'receivedAt'>,
  headers: Headers,
): store.Received {
  const { tenantId, accountId, id, subscriptionId, receivedAt } = arrival;
  return {
    tenantId,
    accountId,
    id,
    subscriptionId,
    receivedAt,
    body: bytes,
    bodyHash: hash('sha256', bytes, 'buffer'),
    headers,
    trust: stale ? 'stale' : 'verified',
    keyUsed: key,
    signedAt,
  };
}

function keptOf(headers: Record<string, unknown>): Headers {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}
