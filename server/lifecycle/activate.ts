/**
 * From taken over to connected, told from top to bottom: what the held tokens are worth is asked of Calendly, which
 * uses nothing up; then accounts are marked, and each is refreshed for the first time, asked who it is, and given its
 * subscription and its meetings. From the first refresh on whoever holds the former token holds nothing, so nobody
 * begins while any token of a portion was used by somebody else.
 */
import type { Accounts, Standing } from '../accounts/index.ts';
import { type Calendly, isCalendlyError } from '../calendly/index.ts';
import type { Database } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, retry } from '../jobs/index.ts';

const inspectedAtOnce = 8;

type Dormant = Awaited<ReturnType<Accounts['imports']['listDormant']>>[number];

export interface Inspected extends Dormant {
  standing: Standing;
}

export interface Wanted {
  /** Behind this account in order of id. */
  after: string | null;
  /** Only of these end users, by the application's own ids. */
  userIds: readonly string[] | null;
  limit: number;
}

export interface Activate {
  /** The next accounts that wait, with what their tokens are worth. Nothing is used up. @throws CalendlyError */
  inspect(tenantId: string, wanted: Wanted): Promise<Inspected[]>;
  /** Has those of them begun whose token is good; resolves to the accounts that were. There is no way back. */
  begin(tenantId: string, inspected: readonly Inspected[]): Promise<string[]>;
  /** Which of these are still on their way, and which have come to an error. */
  progress(
    tenantId: string,
    accountIds: readonly string[],
  ): Promise<{ underWay: string[]; failed: string[] }>;
  /** Runs the task `lifecycle.activate`. */
  run(run: Run<'lifecycle.activate'>): Promise<Outcome>;
}

export function createActivate(deps: {
  database: Database;
  accounts: Accounts;
  calendly: Pick<Calendly, 'currentUser'>;
  enqueue: Enqueue;
}): Activate {
  const { database, accounts, calendly, enqueue } = deps;
  const { imports } = accounts;

  return {
    async inspect(tenantId, wanted) {
      const waiting = await database.tenantTransaction(tenantId, (tx) => imports.listDormant(tx, wanted));
      const inspected: Inspected[] = [];
      for (let start = 0; start < waiting.length; start += inspectedAtOnce) {
        const some = waiting.slice(start, start + inspectedAtOnce);
        const standings = await Promise.all(some.map((one) => imports.inspect(tenantId, one)));
        inspected.push(...some.map((one, index) => ({ ...one, standing: standings[index]! })));
      }
      return inspected;
    },

    async begin(tenantId, inspected) {
      const begun: string[] = [];
      for (const { accountId, standing } of inspected) {
        if (standing.kind !== 'good') continue;
        const activated = await database.tenantTransaction(tenantId, async (tx) => {
          if (!(await imports.activate(tx, tenantId, accountId, standing))) return false;
          await enqueue(tx, 'lifecycle.activate', { tenantId, key: accountId, payload: { accountId } });
          return true;
        });
        if (activated) begun.push(accountId);
      }
      return begun;
    },

    progress: (tenantId, accountIds) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const underWay = await imports.listUnsettled(tx, accountIds);
        const failed = (await accounts.listNamed(tx, accountIds)).filter(({ state }) => state === 'error');
        return { underWay, failed: failed.map(({ userId }) => userId) };
      }),

    async run({ tenantId, payload: { accountId } }) {
      const found = await accounts.caller(tenantId, accountId, 'repair');
      if (!found.ok) return found.reason === 'unavailable' ? retry('no access token just now') : done();
      try {
        const user = await calendly.currentUser(found.caller);
        const tokens = await database.tenantTransaction(tenantId, async (tx) => {
          const given = await imports.identify(tx, accountId, user);
          const job = { tenantId, key: accountId, payload: { accountId } };
          await enqueue(tx, 'subscriptions.ensure', job);
          await enqueue(tx, 'sync.backfill', job);
          return given;
        });
        if (tokens) await accounts.noteConsent(tenantId, accountId, { tokens, user });
        return done();
      } catch (error) {
        if (!isCalendlyError(error)) throw error;
        if (error.kind === 'unauthorized') await accounts.refused(tenantId, accountId, found.caller);
        return retry(error.message, error.facts.retryAfterMs);
      }
    },
  };
}
