/**
 * Whether anybody knows with which key Calendly signs. While none ever matched, or after three misses in a row, what
 * nothing verifies may be Calendly's all the same; one verified delivery ends that. Misses are counted durably, at
 * most one a second, so that whoever learnt an address cannot make us write.
 */
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { CandidateKey, CandidateKeys } from './candidate-keys.ts';
import { listServing } from './legacy-store.ts';
import * as store from './store.ts';
import type { Tell } from './tell.ts';

const missesAllowed = 3;

type Known = Pick<store.SubscriptionRow, 'keyInUse' | 'misses'>;

export function isKeyUnknown({ keyInUse, misses }: Known): boolean {
  return keyInUse === null || misses >= missesAllowed;
}

/** Unknown, and something came that it mattered for. */
export function isKeyMissed(known: Known): boolean {
  return known.misses > 0 && isKeyUnknown(known);
}

export interface UnknownKey {
  /** A delivery was verified with this key; writes only when that says anything new. */
  noteVerified(tx: Tx, keys: ReadonlyMap<string, store.KeyName>): Promise<void>;
  /** No key verified a delivery. */
  noteMiss(tx: Tx, subscriptionId: string): Promise<void>;
  /** In the order to try them; none when the subscription has ended. */
  keysOf(tx: Tx, subscriptionId: string): Promise<CandidateKey[]>;
}

export function createUnknownKey(deps: {
  clock: Clock;
  accounts: Pick<Accounts, 'find'>;
  candidateKeys: CandidateKeys;
  tell: Tell;
  enqueue: Enqueue;
}): UnknownKey {
  async function tellAll(tx: Tx, id: string, known: store.KeyKnowledge, data: object): Promise<void> {
    const account = await deps.accounts.find(tx, known.accountId);
    if (account) deps.tell(tx, { tenantId: known.tenantId, account }, id, 'updated', { ...data });
  }

  /** The first that came by its own subscription: what an older integration left may be needed no more. */
  async function retireOlder(tx: Tx, { tenantId, accountId }: store.KeyKnowledge): Promise<void> {
    for (const legacyId of await listServing(tx, accountId)) {
      await deps.enqueue(tx, 'subscriptions.retire', { tenantId, key: legacyId, payload: { legacyId } });
    }
  }

  return {
    async noteVerified(tx, keys) {
      for (const id of await store.listOtherKeyInUse(tx, keys)) {
        const key = keys.get(id)!;
        const before = await store.writeKeyInUse(tx, id, key);
        if (before?.keyInUse === null) await retireOlder(tx, before);
        if (!before || (before.keyInUse === key && !isKeyUnknown(before))) continue;
        await tellAll(tx, id, before, { keyInUse: key });
      }
    },

    async noteMiss(tx, subscriptionId) {
      const after = await store.writeMiss(tx, subscriptionId, deps.clock.iso());
      if (!after || !isKeyMissed(after) || isKeyMissed({ ...after, misses: after.misses - 1 })) return;
      await tellAll(tx, subscriptionId, after, { keyUnknown: true });
    },

    async keysOf(tx, subscriptionId) {
      const row = await store.findForIntake(tx, subscriptionId);
      return row ? deps.candidateKeys(row) : [];
    },
  };
}
