/**
 * Takes a delivery in: whose it is, whether Calendly signed it, and then the raw bytes committed before anybody
 * is told so. Nothing is read from the body here; what an invitee typed cannot get in the way.
 */
import { hash } from 'node:crypto';
import { verifyDelivery } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import { createBatch, type Database, isUnavailable } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Dispatch } from './dispatch.ts';
import * as store from './store.ts';

/** Calendly's own tolerance, in seconds either way; beyond it a delivery is kept and confirmed through the API. */
const toleranceSeconds = 180;
const signatureHeader = 'calendly-webhook-signature';
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
      metrics.refused.inc({ reason: verdict.reason });
      return verdict;
    }
    const { bytes } = verdict.verified;
    await enter({
      tenantId: to.tenantId,
      accountId: to.accountId,
      id: ids.uuid(),
      subscriptionId: to.subscriptionId,
      receivedAt: clock.iso(),
      body: bytes,
      bodyHash: hash('sha256', bytes, 'buffer'),
      headers: Object.fromEntries(
        keptHeaders.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
      ),
      trust: verdict.stale ? 'stale' : 'verified',
      keyUsed: verdict.key,
      signedAt: verdict.signedAt,
    });
    return { ok: true };
  };
}
