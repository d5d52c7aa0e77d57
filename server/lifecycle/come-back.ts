/**
 * A database that went back, told from top to bottom: tokens and consents are taken up again from what lies beside it,
 * what was disconnected or erased meanwhile is so again, and then every connected account is looked at: its
 * subscription, and all that may have been missed. Until then nothing of ours asks Calendly for a token.
 */
import type { Accounts, WentBack } from '../accounts/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Tenants } from '../tenants/index.ts';
import type { Disconnect } from './disconnect.ts';
import type { EraseEndUser } from './erase-end-user.ts';

type Ended = Awaited<ReturnType<Accounts['replay']>>['ended'][number];

export interface ComeBack {
  /** Resolves when the database is whole; from then on it is watched. Again is fine. */
  start(): Promise<void>;
  stop(): void;
  /** Runs the task `lifecycle.lookAgain`. */
  lookAgain(run: Run<'lifecycle.lookAgain'>): Promise<Outcome>;
}

export function createComeBack(deps: {
  database: Database;
  tenants: Pick<Tenants, 'list'>;
  accounts: Accounts;
  disconnect: Disconnect;
  eraseEndUser: EraseEndUser;
  enqueue: Enqueue;
  log: Log;
}): ComeBack {
  const { database, tenants, accounts, disconnect, eraseEndUser, enqueue, log } = deps;
  const { continuity } = accounts;
  let begun: Promise<void> | undefined;

  async function consented(tx: Tx, tenantId: string, accountId: string): Promise<void> {
    const job = { tenantId, key: accountId, payload: { accountId } };
    await enqueue(tx, 'subscriptions.ensure', job);
    await enqueue(tx, 'sync.backfill', job);
  }

  /** What the backup brought back to life. */
  async function endAgain({ tenantId, accountId, at, erased }: Ended): Promise<void> {
    await database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      if (!account) return;
      if (erased !== null) await eraseEndUser.begin(tx, tenantId, account.userId);
      else if (account.connectedAt && account.connectedAt < at)
        await disconnect.begin(tx, tenantId, accountId);
    });
  }

  async function mend(why: WentBack): Promise<void> {
    log.warn({ why }, 'the database went back; taking up again what the token journal holds');
    const { ended, ...counts } = await accounts.replay(consented);
    for (const one of ended) {
      await endAgain(one).catch((error) =>
        log.error({ err: error, account: one.accountId }, 'what was ended could not be ended again'),
      );
    }
    for (const tenantId of await tenants.list()) {
      await database.tenantTransaction(tenantId, (tx) =>
        enqueue(tx, 'lifecycle.lookAgain', { tenantId, key: '', payload: {} }),
      );
    }
    await continuity.accept();
    log.warn({ ...counts, ended: ended.length }, 'the database is whole again; every account is looked at');
  }

  return {
    start() {
      begun ??= (async () => {
        const why = await continuity.look();
        if (why) await mend(why);
        else await continuity.accept();
        continuity.start(mend);
      })();
      return begun;
    },
    stop: continuity.stop,

    lookAgain: ({ tenantId, payload: { after = null } }) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const some = await accounts.listConnectedAfter(tx, after);
        for (const accountId of some) {
          const job = { tenantId, key: accountId };
          await enqueue(tx, 'subscriptions.ensure', { ...job, payload: { accountId } });
          await enqueue(tx, 'sync.reconcile', { ...job, payload: { accountId, gap: true } });
        }
        const last = some.at(-1);
        if (last) await enqueue(tx, 'lifecycle.lookAgain', { tenantId, key: '', payload: { after: last } });
        return done();
      }),
  };
}
