/**
 * Deletes an older integration's subscription at Calendly, once everybody whom it served has one of their own by which
 * something came. One of organization scope is watched for 30 days first, so that nobody is overlooked, unless an
 * operator says without whom it may go. Until then both tell of the same, which changes nothing twice.
 */
import type { Accounts } from '../accounts/index.ts';
import { type Calendly, isCalendlyError } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import * as store from './legacy-store.ts';

const againMs = 6 * 3_600_000;
export const watchedMs = 30 * 86_400_000;
/** Of an organization's accounts so many are tried: only its owners and administrators may. */
const mostTried = 10;

/** `later`: the account's tokens are being renewed; it may be allowed with the next. */
type Deleted = 'gone' | 'not_allowed' | 'later';

export type Retire = (run: Run<'subscriptions.retire'>) => Promise<Outcome>;

export function createRetire(deps: {
  database: Database;
  clock: Clock;
  accounts: Pick<Accounts, 'caller' | 'refused'>;
  calendly: Pick<Calendly, 'webhookSubscriptions'>;
}): Retire {
  const { database, clock, accounts, calendly } = deps;

  async function mayGo(tx: Tx, row: store.LegacyRow): Promise<boolean> {
    if (row.scope === 'user') return store.isServedByOwn(tx, row.creator);
    const since = isoMicros(clock.now() - watchedMs);
    if (row.confirmedAt === null && row.createdAt > since) return false;
    const rest = await store.listRest(tx, row.id, since);
    return rest.every((host) => row.confirmed.includes(host));
  }

  /** Undefined when it is gone already. */
  function look(tenantId: string, legacyId: string) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const row = await store.findLegacy(tx, legacyId);
      if (row?.state !== 'open') return undefined;
      const may = await mayGo(tx, row);
      return { row, may, able: may ? await store.listAble(tx, row, mostTried) : [] };
    });
  }

  async function settle(tenantId: string, id: string, problem: string | null): Promise<Outcome> {
    await database.tenantTransaction(tenantId, async (tx) => {
      if (problem !== null) await store.writeLegacyProblem(tx, id, problem);
      else await store.writeLegacyDeleted(tx, id, clock.iso());
    });
    return problem === null ? done() : snooze(againMs);
  }

  /** @throws CalendlyError */
  async function deleteWith(tenantId: string, accountId: string, uuid: string): Promise<Deleted> {
    const found = await accounts.caller(tenantId, accountId, 'repair');
    if (!found.ok) return found.reason === 'unavailable' ? 'later' : 'not_allowed';
    try {
      await calendly.webhookSubscriptions.delete(found.caller, uuid);
      return 'gone';
    } catch (error) {
      if (isCalendlyError(error, 'forbidden', 'missing_scope')) return 'not_allowed';
      if (!isCalendlyError(error, 'unauthorized')) throw error;
      await accounts.refused(tenantId, accountId, found.caller);
      return 'later';
    }
  }

  return async ({ tenantId, payload: { legacyId } }) => {
    const found = await look(tenantId, legacyId);
    if (!found) return done();
    if (!found.may) return snooze(againMs);
    try {
      let later = false;
      for (const accountId of found.able) {
        const deleted = await deleteWith(tenantId, accountId, found.row.calendlyUuid);
        if (deleted === 'gone') return settle(tenantId, legacyId, null);
        later ||= deleted === 'later';
      }
      return later ? retry('no access token just now') : settle(tenantId, legacyId, 'nobody_may_delete');
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      return retry(error.message, error.facts.retryAfterMs);
    }
  };
}
