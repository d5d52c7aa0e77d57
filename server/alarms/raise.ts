/** An alarm is told once as a change when it begins and once when it is over. It changes nothing by itself. */
import type { Accounts } from '../accounts/index.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import type { Metrics } from '../metrics.ts';
import * as store from './store.ts';

export interface Raise {
  /** Each that does not stand yet is told; of the others the facts are taken. */
  begin(tx: Tx, tenantId: string, rows: readonly store.AlarmRow[]): Promise<void>;
  /** They stand no more. */
  end(tx: Tx, tenantId: string, rows: readonly store.AlarmRow[]): Promise<void>;
}

export function createRaise(deps: {
  metrics: Metrics;
  append: AppendChange;
  accounts: Pick<Accounts, 'listWhose'>;
}): Raise {
  const { metrics, append, accounts } = deps;

  /** Whose the accounts among them are; of one that is not there any more nothing is told. */
  async function endUsersOf(tx: Tx, rows: readonly store.AlarmRow[]): Promise<Map<string, string>> {
    const ids = [...new Set(rows.flatMap(({ accountId }) => accountId ?? []))];
    if (ids.length === 0) return new Map();
    return new Map((await accounts.listWhose(tx, ids)).map((one) => [one.accountId, one.endUserId]));
  }

  function tell(
    tx: Tx,
    tenantId: string,
    { accountId, apiKeyId, kind, facts }: store.AlarmRow,
    { endUserId, over }: { endUserId: string | null; over: boolean },
  ): void {
    append(tx, tenantId, {
      type: accountId ? 'account.alarm' : 'key.alarm',
      cause: 'system',
      accountId,
      endUserId,
      subject: accountId
        ? { kind: 'account', id: toWireId('account', accountId) }
        : { kind: 'key', id: toWireId('apiKey', apiKeyId!) },
      data: { alarm: kind, over, ...facts },
    });
    if (!over) tx.afterCommit(() => metrics.alarms.inc({ kind }));
  }

  return {
    async begin(tx, tenantId, rows) {
      const endUsers = await endUsersOf(tx, rows);
      for (const row of rows) {
        const endUserId = row.accountId === null ? null : endUsers.get(row.accountId);
        if (endUserId === undefined) continue;
        if (await store.putAlarm(tx, tenantId, row)) tell(tx, tenantId, row, { endUserId, over: false });
      }
    },

    async end(tx, tenantId, rows) {
      const endUsers = await endUsersOf(tx, rows);
      for (const row of rows) {
        const endUserId = row.accountId === null ? null : endUsers.get(row.accountId);
        if (endUserId !== undefined) tell(tx, tenantId, row, { endUserId, over: true });
      }
    },
  };
}
