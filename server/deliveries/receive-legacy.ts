/**
 * Takes in what comes to the one address of an older integration, which names nobody. Bytes that nobody verified only
 * say which keys to try. What a key verifies goes to its account; at organization scope to the accounts of those who
 * host, each as a delivery of its own.
 */
import { type Envelope, parseDelivery, type Verdict, verifyDelivery } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { type Ids, uuidFrom } from '../ids.ts';
import type { Metrics } from '../metrics.ts';
import type { LegacyCandidate, Subscriptions } from '../subscriptions/index.ts';
import { keptOf, receivedFrom, signedOf } from './arrival.ts';
import type { EnterDelivery } from './enter.ts';
import { hostsOf } from './judge.ts';
import type { Received } from './receive.ts';
import type { Refused } from './refused.ts';
import type { Received as DeliveryRow } from './store.ts';

type True = Extract<Verdict, { ok: true }>;
type For = Pick<LegacyCandidate, 'tenantId' | 'subscriptionId' | 'scope'> & { accountId: string };

export type ReceiveLegacy = (
  candidates: readonly LegacyCandidate[],
  headers: Record<string, unknown>,
  body: Buffer,
) => Promise<Received>;

export function createReceiveLegacy(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  subscriptions: Pick<Subscriptions, 'serve'>;
  enter: EnterDelivery;
  refused: Pick<Refused, 'count'>;
}): ReceiveLegacy {
  const { database, clock, ids, metrics, subscriptions, enter, refused } = deps;

  /** Everybody whom it is for; each under a name of its own, since the same bytes count once under one name. */
  async function whom(candidate: LegacyCandidate, { verified }: True): Promise<For[]> {
    const { tenantId, subscriptionId, scope, accountId } = candidate;
    if (accountId !== null) return [{ tenantId, subscriptionId, scope, accountId }];
    const parsed = parseDelivery(verified.bytes);
    if (!parsed.ok) return [];
    const hosts = peopleOf(parsed.envelope);
    const served = await database.tenantTransaction(tenantId, (tx) =>
      subscriptions.serve(tx, subscriptionId, hosts),
    );
    return served.map((id) => ({
      tenantId,
      subscriptionId: uuidFrom(subscriptionId, id),
      scope,
      accountId: id,
    }));
  }

  return async (candidates, headers, body) => {
    const signed = { ...signedOf(headers, clock), body };
    const verdicts = candidates.map((candidate) => ({
      candidate,
      verdict: verifyDelivery({ ...signed, candidates: candidate.keys }),
    }));
    const matched = verdicts.flatMap(({ candidate, verdict }) =>
      verdict.ok ? [{ candidate, verdict }] : [],
    );
    if (matched.length === 0) {
      metrics.refused.inc({ reason: 'no_match' });
      for (const tenantId of new Set(candidates.map((one) => one.tenantId))) refused.count(tenantId);
      return { ok: false, reason: 'no_match' };
    }
    const received: DeliveryRow[] = [];
    for (const { candidate, verdict } of matched) {
      for (const one of await whom(candidate, verdict)) {
        const arrival = { ...one, id: ids.uuid(), receivedAt: clock.iso() };
        received.push(receivedFrom(verdict, arrival, keptOf(headers), { body: verdict.verified.bytes }));
      }
    }
    await Promise.all(received.map(enter));
    return { ok: true, signed: true };
  };
}

/** What is about no scheduled event is for whoever made the subscription. */
function peopleOf(envelope: Envelope): string[] {
  const hosts = hostsOf(envelope);
  return hosts.length > 0 ? [...new Set(hosts)] : [envelope.createdBy];
}
