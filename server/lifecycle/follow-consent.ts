/**
 * What comes of a consent, in the transaction that writes it down: the account gets its subscription and its meetings,
 * and what was before it ends.
 */
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Disconnect } from './disconnect.ts';

export type Written = Extract<Awaited<ReturnType<Accounts['consent']>>, { ok: true }>;

export type FollowConsent = (tx: Tx, tenantId: string, consented: Written) => Promise<void>;

export function createFollowConsent(deps: {
  clock: Clock;
  disconnect: Pick<Disconnect, 'begin'>;
  enqueue: Enqueue;
}): FollowConsent {
  const { clock, disconnect, enqueue } = deps;

  return async (tx, tenantId, { accountId, left, replaced, changed }) => {
    const job = { tenantId, key: accountId };
    // What OAuth made may end with it, and what a personal access token made with that.
    const anew = changed ? { anew: { before: clock.iso(), asked: true } } : {};
    await enqueue(tx, 'subscriptions.ensure', { ...job, payload: { accountId, ...anew } });
    await enqueue(tx, 'sync.backfill', { ...job, payload: { accountId } });
    if (left !== null) {
      const payload = { accountId, connectionId: left };
      await enqueue(tx, 'lifecycle.leave', { tenantId, key: `${accountId}/${left}`, payload });
    }
    for (const other of replaced) await disconnect.begin(tx, tenantId, other);
  };
}
