/**
 * Asks every quarter of an hour whether Calendly still takes a connection's client id and secret, while accounts live
 * on them: else a secret that was replaced there would be noticed only when the first token comes due.
 */
import type { Accounts } from '../accounts/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import { done, type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Test } from './test.ts';

/** From one time to the next. */
export const clientAgainMs = 14 * 60_000;

export function createWatchClient(deps: {
  database: Database;
  connections: Pick<Connections, 'find'>;
  accounts: Pick<Accounts, 'countHeld'>;
  test: Pick<Test, 'client'>;
}): (run: Run<'lifecycle.checkClient'>) => Promise<Outcome> {
  const { database, connections, accounts, test } = deps;
  return async ({ tenantId, payload: { connectionId } }) => {
    const wanted = await database.tenantTransaction(
      tenantId,
      async (tx) =>
        (await connections.find(tx, connectionId)) !== undefined &&
        (await accounts.countHeld(tx, connectionId)) > 0,
    );
    if (!wanted) return done();
    await test.client(tenantId, connectionId);
    return snooze(clientAgainMs);
  };
}
