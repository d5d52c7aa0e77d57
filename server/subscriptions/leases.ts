/** One process at a time speaks with Calendly about an account's subscriptions; its newest row carries the lease. */
import type { AccountRow, Accounts } from '../accounts/index.ts';
import { covers } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';
import type { Intents } from './intents.ts';
import * as store from './store.ts';

const leaseSeconds = 30;

export interface Work {
  tenantId: string;
  account: AccountRow;
  /** Every generation there ever was, newest first; the first is the one that is wanted. */
  rows: store.SubscriptionRow[];
  leased: string;
  fence: number;
}

export interface Leases {
  /** With an intent among the rows. Undefined when the account should have no subscription. */
  take(tenantId: string, accountId: string): Promise<Work | 'busy' | undefined>;
  /** Before each call. @throws when the lease was lost: another process speaks for the account now. */
  hold(work: Work): Promise<void>;
  /** With how the look went, where it says anything. */
  release(work: Work, look?: store.LookEnd): Promise<void>;
}

export function createLeases(deps: { database: Database; accounts: Accounts; intents: Intents }): Leases {
  const { database, accounts, intents } = deps;
  return {
    take: (tenantId, accountId) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const account = await accounts.lock(tx, accountId);
        if (account?.state !== 'connected' || account.disconnectingSince) return undefined;
        if (!covers(account.wantedScopes, 'webhooks:write')) return undefined;
        if (await store.isLeased(tx, accountId)) return 'busy';
        let rows = await store.listOf(tx, accountId);
        if (!rows[0] || rows[0].state === 'deleted') {
          await intents.write(tx, tenantId, account, rows);
          rows = await store.listOf(tx, accountId);
        }
        const leased = rows[0]!.id;
        return { tenantId, account, rows, leased, fence: await store.lease(tx, leased, leaseSeconds) };
      }),

    async hold({ tenantId, leased, fence }) {
      const held = await database.tenantTransaction(tenantId, (tx) =>
        store.extend(tx, leased, fence, leaseSeconds),
      );
      if (!held) throw new Error('The lease on the account’s subscriptions was lost.');
    },

    release: ({ tenantId, rows, leased, fence }, look) =>
      database.tenantTransaction(tenantId, async (tx) => {
        if (look) await store.writeLook(tx, rows[0]!.id, look);
        await store.release(tx, leased, fence);
      }),
  };
}
