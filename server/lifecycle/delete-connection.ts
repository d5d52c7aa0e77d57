/** Deletes a connection: first every account that is connected through it is disconnected, then it goes. */
import type { Accounts } from '../accounts/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Disconnect } from './disconnect.ts';

const againMs = 1000;

export interface DeleteConnection {
  /** At once where nobody is connected. `confirmed`: how many accounts the caller knows it will disconnect. */
  begin(
    tx: Tx,
    tenantId: string,
    connectionId: number,
    confirmed: number,
  ): Promise<{ ok: true; deleted: boolean } | { ok: false; reason: 'connection_has_accounts'; held: number }>;
  /** Runs the task `lifecycle.deleteConnection`. */
  run(run: Run<'lifecycle.deleteConnection'>): Promise<Outcome>;
}

export function createDeleteConnection(deps: {
  database: Database;
  connections: Connections;
  accounts: Accounts;
  disconnect: Disconnect;
  enqueue: Enqueue;
}): DeleteConnection {
  const { database, connections, accounts, disconnect, enqueue } = deps;
  return {
    async begin(tx, tenantId, connectionId, confirmed) {
      const held = await accounts.countHeld(tx, connectionId);
      if (held === 0) {
        await connections.remove(tx, tenantId, connectionId);
        return { ok: true, deleted: true };
      }
      if (held !== confirmed) return { ok: false, reason: 'connection_has_accounts', held };
      await connections.beginRemoval(tx, tenantId, connectionId);
      const key = String(connectionId);
      await enqueue(tx, 'lifecycle.deleteConnection', { tenantId, key, payload: { connectionId } });
      return { ok: true, deleted: false };
    },

    run: ({ tenantId, payload: { connectionId } }) =>
      database.tenantTransaction(tenantId, async (tx) => {
        for (const accountId of await accounts.listStaying(tx, connectionId)) {
          await disconnect.begin(tx, tenantId, accountId);
        }
        if ((await accounts.countHeld(tx, connectionId)) > 0) return snooze(againMs);
        if (await connections.find(tx, connectionId)) await connections.remove(tx, tenantId, connectionId);
        return done();
      }),
  };
}
