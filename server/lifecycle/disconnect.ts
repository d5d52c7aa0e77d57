/**
 * A disconnect, told from top to bottom: marked, then everything of the account's at Calendly is deleted and given
 * back, then everything secret here is wiped. Each step may be taken again, so it goes on from wherever it was stopped.
 * What a dead grant cannot delete is named; what Calendly does not take back within seven days is wiped here anyway.
 */
import type { AccountRow, Accounts } from '../accounts/index.ts';
import { isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { onDisconnect } from '../tenants/index.ts';

const busyMs = 300;
const patienceMs = 7 * 86_400_000;

export interface Disconnect {
  /** False when the account is not connected; true again when it is under way. */
  begin(tx: Tx, tenantId: string, accountId: string): Promise<boolean>;
  /** Runs the task `lifecycle.disconnect`. */
  run(run: Run<'lifecycle.disconnect'>): Promise<Outcome>;
}

export function createDisconnect(deps: {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  subscriptions: Subscriptions;
  enqueue: Enqueue;
}): Disconnect {
  const { database, clock, accounts, subscriptions, enqueue } = deps;

  function look(tenantId: string, accountId: string) {
    return database.tenantTransaction(tenantId, async (tx) => ({
      account: await accounts.find(tx, accountId),
      busy: await subscriptions.isBusy(tx, accountId),
      standing: await subscriptions.standing(tx, accountId),
    }));
  }

  /** Undefined when nothing more can be deleted there. */
  async function deleteSubscriptions(tenantId: string, account: AccountRow): Promise<Outcome | undefined> {
    const found = await accounts.lastCaller(tenantId, account.id);
    if (!found.ok) return found.reason === 'unavailable' ? retry('no access token just now') : undefined;
    try {
      await subscriptions.remove({ tenantId, account }, found.caller);
      return undefined;
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      if (error.kind === 'unauthorized') await accounts.refused(tenantId, account.id, found.caller);
      return retry(error.message, error.facts.retryAfterMs);
    }
  }

  async function giveBack(tenantId: string, { id }: AccountRow): Promise<string[] | Outcome> {
    try {
      return await accounts.giveBack.all(tenantId, id);
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      return retry(error.message, error.facts.retryAfterMs);
    }
  }

  function complete(
    tenantId: string,
    { id }: AccountRow,
    givenBack: string[] | 'whatever',
  ): Promise<boolean> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const leftBehind = (await subscriptions.standing(tx, id)).filter((uuid) => uuid !== null);
      if (!(await accounts.completeDisconnect(tx, tenantId, id, { givenBack, leftBehind }))) return false;
      await subscriptions.forget(tx, id);
      const task = (await onDisconnect(tx)) === 'erase' ? 'meetings.erase' : 'deliveries.dropSealed';
      await enqueue(tx, task, { tenantId, key: id, payload: { accountId: id } });
      return true;
    });
  }

  return {
    async begin(tx, tenantId, accountId) {
      if (!(await accounts.beginDisconnect(tx, tenantId, accountId))) return false;
      await subscriptions.end(tx, accountId);
      await enqueue(tx, 'lifecycle.disconnect', { tenantId, key: accountId, payload: { accountId } });
      return true;
    },

    async run({ tenantId, payload: { accountId } }) {
      const { account, busy, standing } = await look(tenantId, accountId);
      if (!account?.disconnectingSince) return done();
      if (busy) return snooze(busyMs);
      const patient = clock.now() - Date.parse(account.disconnectingSince) < patienceMs;
      const notYet = standing.length > 0 ? await deleteSubscriptions(tenantId, account) : undefined;
      if (notYet && patient) return notYet;
      const givenBack = await giveBack(tenantId, account);
      if (!Array.isArray(givenBack) && patient) return givenBack;
      await accounts.noteEnd(tenantId, accountId, null);
      const completed = await complete(tenantId, account, Array.isArray(givenBack) ? givenBack : 'whatever');
      return completed ? done() : retry('tokens were renewed meanwhile', busyMs);
    },
  };
}
