/**
 * A signing key was entered: what was kept and it verifies becomes an ordinary delivery, as fresh or as stale as it
 * was when it came. The rest stays until newer ones push it out. One subscription at a time.
 */
import { verifyDelivery } from '../calendly/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run } from '../jobs/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Vault } from '../vault/index.ts';
import { receivedFrom, signatureHeader, toleranceSeconds } from './arrival.ts';
import * as store from './store.ts';
import { placeOf, unpack } from './unverified.ts';
import * as unverified from './unverified-store.ts';

export type VerifyKept = (run: Run<'deliveries.verify'>) => Promise<Outcome>;

export function createVerifyKept(deps: {
  database: Database;
  vault: Vault;
  enqueue: Enqueue;
  subscriptions: Pick<Subscriptions, 'keysOf'>;
}): VerifyKept {
  const { database, vault, enqueue, subscriptions } = deps;

  async function verifyAll(tx: Tx, subscriptionId: string): Promise<void> {
    const candidates = await subscriptions.keysOf(tx, subscriptionId);
    const verified: store.Received[] = [];
    for (const kept of await unverified.listKept(tx, subscriptionId)) {
      if (vault.isLost(kept.sealed)) continue;
      const { headers, body } = unpack(vault.openBytes(kept.sealed, placeOf(kept.tenantId, kept.id)));
      const verdict = verifyDelivery({
        header: headers[signatureHeader],
        body,
        candidates,
        nowSeconds: Math.floor(Date.parse(kept.receivedAt) / 1000),
        toleranceSeconds,
      });
      if (verdict.ok) verified.push(receivedFrom(verdict, kept, headers, { body }));
    }
    if (verified.length === 0) return;
    await store.insertAll(tx, verified);
    await unverified.remove(
      tx,
      verified.map(({ id }) => id),
    );
  }

  return ({ tenantId, payload: { connectionId, after } }) =>
    database.tenantTransaction(tenantId, async (tx) => {
      const subscriptionId = await unverified.nextSubscription(tx, connectionId, after);
      if (subscriptionId === undefined) return done();
      await verifyAll(tx, subscriptionId);
      const payload = { connectionId, after: subscriptionId };
      await enqueue(tx, 'deliveries.verify', { tenantId, key: String(connectionId), payload });
      return done();
    });
}
