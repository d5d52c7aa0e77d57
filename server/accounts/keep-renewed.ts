/**
 * Stores what a refresh brought, over the very pair that it used up, however late it comes. What finds another pair
 * there is kept to be given back; what finds no account is given back at once.
 */
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { GiveBack } from './give-back.ts';
import type { Grants } from './grants.ts';
import type { Journal } from './journal.ts';
import type { Mover } from './move.ts';
import type { GivenPair, Holder, Pairs } from './pairs.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

export type KeepRenewed = (holder: Holder, used: string, given: GivenPair) => Promise<void>;

export function createKeepRenewed(deps: {
  database: Database;
  clock: Clock;
  connections: Connections;
  pairs: Pairs;
  mover: Mover;
  journal: Journal;
  giveBack: GiveBack;
  grants: Grants;
  enqueue: Enqueue;
}): KeepRenewed {
  const { database, clock, connections, pairs, mover, journal, giveBack, grants, enqueue } = deps;

  /** Access that was thought lost: what rested meanwhile goes on at once. */
  async function find(tx: Tx, tenantId: string, account: store.AccountRow): Promise<void> {
    await mover.move(tx, tenantId, account, 'access_found', { cause: 'system' });
    const job = { tenantId, key: account.id, payload: { accountId: account.id } };
    await enqueue(tx, 'subscriptions.ensure', job);
    await enqueue(tx, 'sync.reconcile', { ...job, payload: { ...job.payload, gap: true } });
  }

  function keep(holder: Holder, used: string, given: GivenPair): Promise<boolean> {
    const { tenantId, accountId, connectionId } = holder;
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await store.lockAccount(tx, accountId);
      if (!account) return false;
      await connections.noteAccepted(tx, tenantId, connectionId, given.acceptedSecret);
      const pair = { ...pairs.seal(holder, given), at: clock.iso() };
      if (await tokenStore.replacePair(tx, used, pair)) {
        // An answer without scopes says that they are as before.
        if (given.scopes.length > 0) await grants.see(tx, tenantId, account, given.scopes);
        if (account.state === 'error') await find(tx, tenantId, account);
        return true;
      }
      if (await tokenStore.holdsPair(tx, given.pairId)) return true;
      const spare = [pairs.sealSpare(holder, given.refreshToken)];
      return tokenStore.addSpare(tx, accountId, connectionId, spare);
    });
  }

  return async (holder, used, given) => {
    if (!(await keep(holder, used, given))) await giveBack.one(holder, given);
    await journal.settle(given.pairId);
  };
}
