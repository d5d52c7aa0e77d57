/** The people whose accounts they are: found or made by the application's own id, and forgotten with all that is theirs. */
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Ids } from '../ids.ts';
import * as endUserStore from './end-user-store.ts';
import type { Mover } from './move.ts';
import { isLive } from './state.ts';
import * as store from './store.ts';

export interface EndUsers {
  /** The end user's account; made, or pointed at this connection, where nobody is connected. */
  ensure(
    tx: Tx,
    tenantId: string,
    wanted: endUserStore.EndUserKey & { connectionId: number; name: string | null; email: string | null },
  ): Promise<{ accountId: string; created: boolean }>;
  /** The end user whose erasure has begun; undefined when there is none of this id. */
  beginErasure(tx: Tx, userId: string): Promise<string | undefined>;
  listOf(tx: Tx, endUserId: string): Promise<store.AccountRow[]>;
  /** Forgets the end user and their accounts. */
  completeErasure(tx: Tx, tenantId: string, endUserId: string): Promise<void>;
}

export function createEndUsers({ clock, ids, mover }: { clock: Clock; ids: Ids; mover: Mover }): EndUsers {
  /** Where nobody is connected it goes over at once; a live account does so with its next consent. */
  async function follow(tx: Tx, tenantId: string, account: store.AccountRow, wanted: number): Promise<void> {
    const next = account.connectionId === wanted ? null : wanted;
    if (!isLive(account.state)) {
      if (next !== null) await store.setConnection(tx, account.id, wanted, clock.iso());
      return;
    }
    if (next === account.nextConnectionId) return;
    await store.setNextConnection(tx, account.id, next, clock.iso());
    const data = { nextConnectionId: wanted };
    mover.tell(tx, tenantId, account, 'account.updated', { cause: 'request', data });
  }

  return {
    async ensure(tx, tenantId, wanted) {
      const at = clock.iso();
      const endUser = await endUserStore.upsertEndUser(tx, tenantId, {
        ...wanted,
        id: ids.uuid(),
        createdAt: at,
      });
      if (endUser.erasing) throw new Failure('account_disconnecting');
      const endUserId = endUser.id;
      const all = await store.lockEndUser(tx, endUserId);
      const live = all.filter(({ state }) => isLive(state));
      const existing = live.find((one) => !one.disconnectingSince) ?? live[0] ?? all.at(-1);
      if (!existing) {
        const id = ids.uuid();
        await store.insertAccount(tx, tenantId, { id, endUserId, connectionId: wanted.connectionId, at });
        mover.tell(tx, tenantId, { id, endUserId }, 'account.configured', { cause: 'request' });
        return { accountId: id, created: true };
      }
      await follow(tx, tenantId, existing, wanted.connectionId);
      return { accountId: existing.id, created: false };
    },

    beginErasure: async (tx, userId) => (await endUserStore.markErasing(tx, userId, clock.iso()))?.id,
    listOf: store.lockEndUser,
    async completeErasure(tx, tenantId, endUserId) {
      for (const account of await store.lockEndUser(tx, endUserId)) {
        mover.tell(tx, tenantId, account, 'account.erased', { cause: 'request' });
      }
      await endUserStore.deleteEndUser(tx, endUserId);
    },
  };
}
