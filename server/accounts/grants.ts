/**
 * What Calendly grants of an account's scopes may change at any time: each answer that tells of it is believed. The
 * subscription follows, since its topics do.
 */
import { covers } from '../calendly/index.ts';
import type { Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Mover } from './move.ts';
import * as store from './store.ts';

export interface Grants {
  /** All that is granted, as a renewal told. */
  see(tx: Tx, tenantId: string, account: store.AccountRow, granted: readonly string[]): Promise<void>;
  /** What an answer said to be lacking. */
  seeLack(tx: Tx, tenantId: string, account: store.AccountRow, lacking: readonly string[]): Promise<void>;
}

export function createGrants({ mover, enqueue }: { mover: Mover; enqueue: Enqueue }): Grants {
  const grants: Grants = {
    async see(tx, tenantId, account, granted) {
      const lost = account.grantedScopes.filter((scope) => !granted.includes(scope));
      const gained = granted.filter((scope) => !account.grantedScopes.includes(scope));
      if (lost.length + gained.length === 0) return;
      await store.writeGranted(tx, account.id, granted);
      const data = { scopes: { lost, gained } };
      mover.tell(tx, tenantId, account, 'account.updated', { cause: 'system', data });
      const { id: accountId } = account;
      await enqueue(tx, 'subscriptions.ensure', { tenantId, key: accountId, payload: { accountId } });
    },

    seeLack(tx, tenantId, account, lacking) {
      const left = account.grantedScopes.filter((scope) => !lacking.some((one) => covers([scope], one)));
      return grants.see(tx, tenantId, account, left);
    },
  };
  return grants;
}
