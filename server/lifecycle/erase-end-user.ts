/** Forgets an end user: first every account is disconnected, then the rows go, and what their meetings told is blanked. */
import type { Accounts } from '../accounts/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Disconnect } from './disconnect.ts';

const againMs = 1000;

export interface EraseEndUser {
  /** False when there is no such end user. */
  begin(tx: Tx, tenantId: string, userId: string): Promise<boolean>;
  /** Runs the task `lifecycle.eraseEndUser`. */
  run(run: Run<'lifecycle.eraseEndUser'>): Promise<Outcome>;
}

export function createEraseEndUser(deps: {
  database: Database;
  accounts: Accounts;
  disconnect: Disconnect;
  enqueue: Enqueue;
}): EraseEndUser {
  const { database, accounts, disconnect, enqueue } = deps;
  return {
    async begin(tx, tenantId, userId) {
      const endUserId = await accounts.beginErasure(tx, userId);
      if (endUserId === undefined) return false;
      await enqueue(tx, 'lifecycle.eraseEndUser', { tenantId, key: endUserId, payload: { endUserId } });
      return true;
    },

    async run({ tenantId, payload: { endUserId } }) {
      const known = await database.tenantTransaction(tenantId, (tx) => accounts.listOf(tx, endUserId));
      for (const { id } of known) await accounts.noteEnd(tenantId, id, endUserId);
      return database.tenantTransaction(tenantId, async (tx) => {
        let waits = false;
        const rows = await accounts.listOf(tx, endUserId);
        for (const { id } of rows) if (await disconnect.begin(tx, tenantId, id)) waits = true;
        if (waits) return snooze(againMs);
        for (const { id } of rows) {
          await enqueue(tx, 'meetings.erase', { tenantId, key: id, payload: { accountId: id } });
        }
        await accounts.completeErasure(tx, tenantId, endUserId);
        return done();
      });
    },
  };
}
