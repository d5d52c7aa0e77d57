/**
 * Deliveries that no key verified while nobody knows the signing key: kept sealed, the newest hundred of a
 * subscription, without effect by their bytes. They wake a look at Calendly, whose answer has the effect (`ask.ts`),
 * and a key that is entered later verifies them (`verify-kept.ts`).
 */
import { inviteeIds, parseDelivery } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import { createBatch, type Database, isUnavailable } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Place, Vault } from '../vault/index.ts';
import type { Headers, OpenSubscription } from './arrival.ts';
import * as store from './unverified-store.ts';

const ring = 100;
/** What is longer is not kept; it wakes a look all the same. */
const longest = 128 * 1024;
const most = 100;
const missPauseMs = 1000;

/** True when it is answered as received, false when it is refused. Without a body it was too long to hold. */
export type ReceiveUnverified = (
  to: OpenSubscription,
  headers: Headers,
  body: Buffer | undefined,
) => Promise<boolean>;

interface Missed {
  to: OpenSubscription;
  kept: store.Kept | undefined;
}

export function createReceiveUnverified(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  metrics: Metrics;
  enqueue: Enqueue;
  subscriptions: Pick<Subscriptions, 'noteMiss'>;
}): ReceiveUnverified {
  const { database, clock, ids, vault, subscriptions } = deps;

  function write({ tenantId, accountId, subscriptionId }: OpenSubscription, missed: Missed[]): Promise<void> {
    return database.tenantTransaction(tenantId, async (tx) => {
      await subscriptions.noteMiss(tx, subscriptionId);
      const kept = missed.flatMap(({ kept }) => kept ?? []).slice(-ring);
      if (kept.length === 0) return;
      await store.keep(tx, kept, subscriptionId, ring);
      const payload = { accountId, subscriptionId };
      await deps.enqueue(tx, 'deliveries.ask', { tenantId, key: subscriptionId, payload });
    });
  }

  /** One transaction at a time, however many come: they must not be in the way of those that verify. */
  const enter = createBatch<Missed, void>({
    most,
    atOnce: 1,
    hopeless: isUnavailable,
    async work(missed) {
      const bySubscription = Map.groupBy(missed, ({ to }) => to.subscriptionId);
      for (const group of bySubscription.values()) await write(group[0]!.to, group);
      return missed.map(() => undefined);
    },
  });

  function keep(to: OpenSubscription, headers: Headers, body: Buffer | undefined): store.Kept {
    const { tenantId, accountId, subscriptionId, connectionId } = to;
    const id = ids.uuid();
    const whole = body && body.length <= longest ? pack(headers, body) : undefined;
    return {
      tenantId,
      accountId,
      id,
      subscriptionId,
      connectionId,
      receivedAt: clock.iso(),
      sealed: whole ? vault.sealBytes(whole, placeOf(tenantId, id)) : null,
      eventUuid: body ? eventNamedIn(body) : null,
    };
  }

  return async (to, headers, body) => {
    if (to.keyUnknown) {
      await enter({ to, kept: keep(to, headers, body) });
      deps.metrics.deliveries.inc({ outcome: 'unverified' });
      return true;
    }
    const since = clock.now() - Date.parse(to.missedAt ?? '');
    if (!(since >= 0 && since < missPauseMs)) await enter({ to, kept: undefined });
    return false;
  };
}

/** Only to know what to ask Calendly about. */
function eventNamedIn(body: Buffer): string | null {
  const parsed = parseDelivery(body);
  if (!parsed.ok || parsed.envelope.kind !== 'invitee') return null;
  return inviteeIds(parsed.envelope.payload.uri)?.eventUuid ?? null;
}

export function placeOf(tenantId: string, id: string): Place {
  return { tenantId, table: 'unverified_deliveries', row: id, column: 'sealed' };
}

/** Headers on a line of their own, then the body as it came. */
function pack(headers: Headers, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(headers)}\n`), body]);
}

export function unpack(packed: Buffer): { headers: Headers; body: Buffer } {
  const end = packed.indexOf('\n');
  return { headers: JSON.parse(packed.toString('utf8', 0, end)) as Headers, body: packed.subarray(end + 1) };
}
