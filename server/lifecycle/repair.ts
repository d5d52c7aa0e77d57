/**
 * Repair of an account: looks, computes one plan, and does it by the same jobs that mend it by themselves, so that a
 * crash leaves nothing half done. The plan that is run is the one that was seen: when the picture is another by then,
 * nothing is run.
 */
import type { RepairPicture, RepairPlan, RepairStatus, Repair as Told } from '../../sdk/types.ts';
import { type AccountRow, type Accounts, type AccountViews, describeReason } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { catalogue, Failure } from '../errors.ts';
import { type Ids, toWireId } from '../ids.ts';
import type { Enqueue, Outcome, Run } from '../jobs/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { findSweep } from '../sync/index.ts';
import { type Known, type Plan, planRepair } from './repair-plan.ts';
import { createRunRepair } from './repair-run.ts';
import * as store from './repair-store.ts';

export interface Repair {
  /** Undefined when there is no such account. @throws CalendlyError when Calendly does not answer */
  plan(tenantId: string, accountId: string): Promise<RepairPlan | undefined>;
  /**
   * Begins to do the plan of this basis, or tells of the one that runs. Undefined as above.
   * @throws Failure `repair_plan_changed`, `repair_needs_person`
   */
  begin(tenantId: string, accountId: string, basis: string): Promise<Told | undefined>;
  status(tx: Tx, accountId: string): Promise<RepairStatus | undefined>;
  /** Runs the task `lifecycle.repair`. */
  run(run: Run<'lifecycle.repair'>): Promise<Outcome>;
}

export interface RepairDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  enqueue: Enqueue;
  calendly: Calendly;
  accounts: Accounts;
  accountViews: AccountViews;
  subscriptions: Subscriptions;
  how: 'webhook' | 'polling';
}

const planned = { words: null, state: 'waiting' } as const;

export function createRepair(deps: RepairDeps): Repair {
  const { database, clock, ids, enqueue, accounts, accountViews, subscriptions, how } = deps;

  function read(tenantId: string, accountId: string) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      const view = account && (await accountViews.find(tx, accountId));
      const sweep = await findSweep(tx, accountId);
      return account && view && { account, health: view.status.health, sweep };
    });
  }

  /** What stands in the way of asking Calendly anything. */
  async function reach(
    tenantId: string,
    account: AccountRow,
  ): Promise<{ caller: Caller } | { access: NonNullable<Known['access']> }> {
    const found = await accounts.caller(tenantId, account.id, 'live');
    if (found.ok) return found;
    const now = await database.tenantTransaction(tenantId, (tx) => accounts.find(tx, account.id));
    if (found.reason === 'unavailable') return { access: said('calendly_unreachable') };
    return { access: describeReason(now?.reason ?? null) ?? said('account_not_connected') };
  }

  async function survey(
    tenantId: string,
    account: AccountRow,
    caller: Caller,
    tries = 1,
  ): Promise<Pick<Known, 'access' | 'subscription'>> {
    if (how === 'polling') return { access: null, subscription: undefined };
    try {
      return { access: null, subscription: await subscriptions.survey({ tenantId, account }, caller) };
    } catch (error) {
      if (!isCalendlyError(error, 'unauthorized')) throw error;
      await accounts.refused(tenantId, account.id, caller);
      const again = await reach(tenantId, account);
      if ('access' in again) return { access: again.access, subscription: undefined };
      if (tries < 2) return survey(tenantId, account, again.caller, tries + 1);
      return { access: describeReason('access_refused'), subscription: undefined };
    }
  }

  async function look(tenantId: string, accountId: string): Promise<Plan | undefined> {
    const known = await read(tenantId, accountId);
    if (!known) return undefined;
    const { account, sweep } = known;
    const reached = await reach(tenantId, account);
    const seen =
      'access' in reached
        ? { access: reached.access, subscription: undefined }
        : await survey(tenantId, account, reached.caller);
    const { reasons } = known.health;
    return planRepair({ ...seen, reasons, asOf: sweep.asOf, sweepRequests: sweep.requests });
  }

  async function lookOrFail(tenantId: string, accountId: string): Promise<Plan | undefined> {
    try {
      return await look(tenantId, accountId);
    } catch (cause) {
      if (!isCalendlyError(cause)) throw cause;
      throw new Failure('calendly_unreachable', { detail: cause.message, cause });
    }
  }

  async function pictureOf(tx: Tx, accountId: string): Promise<RepairPicture> {
    const view = (await accountViews.find(tx, accountId))!;
    const { level, reasons } = view.status.health;
    const told = reasons.map(({ code, words }) => ({ code, words }));
    return { level, reasons: told, subscription: view.subscription?.state ?? null };
  }

  async function status(tx: Tx, accountId: string): Promise<RepairStatus | undefined> {
    const account = await accounts.find(tx, accountId);
    if (!account) return undefined;
    const last = await store.findLast(tx, accountId);
    const byItself = await subscriptions.madeAnew(tx, account);
    return { repair: last ? present(last) : null, byItself };
  }

  async function start(tx: Tx, tenantId: string, accountId: string, { steps }: Plan): Promise<Told> {
    const { found: foundBefore } = await findSweep(tx, accountId);
    const row = {
      id: ids.uuid(),
      accountId,
      steps: steps.map((step) => ({ ...step, ...planned })),
      before: await pictureOf(tx, accountId),
      foundBefore,
      beganAt: clock.iso(),
    };
    if (await store.insertRepair(tx, tenantId, row)) {
      await enqueue(tx, 'lifecycle.repair', { tenantId, key: accountId, payload: { accountId } });
      const wantsAnew = steps.some(({ verb }) => verb === 'create_subscription');
      const anew = wantsAnew ? { anew: { before: row.beganAt, asked: true } } : {};
      const payload = { accountId, ...anew };
      await enqueue(tx, 'subscriptions.ensure', { tenantId, key: accountId, payload });
    }
    return present((await store.findLast(tx, accountId))!);
  }

  return {
    status,
    run: createRunRepair({ ...deps, pictureOf }),

    async plan(tenantId, accountId) {
      const plan = await lookOrFail(tenantId, accountId);
      if (!plan) return undefined;
      const at = { accountId: toWireId('account', accountId), computedAt: clock.iso() };
      return database.tenantTransaction(tenantId, async (tx) => {
        const { byItself } = (await status(tx, accountId))!;
        return { ...at, ...plan, byItself };
      });
    },

    async begin(tenantId, accountId, basis) {
      const plan = await lookOrFail(tenantId, accountId);
      if (!plan) return undefined;
      if (plan.basis !== basis) throw new Failure('repair_plan_changed');
      if (!plan.runnable) throw new Failure('repair_needs_person', { detail: plan.steps[0]?.why });
      return database.tenantTransaction(tenantId, (tx) => start(tx, tenantId, accountId, plan));
    },
  };
}

function said(code: 'calendly_unreachable' | 'account_not_connected'): NonNullable<Known['access']> {
  return { code, words: catalogue[code].title, wayOut: catalogue[code].wayOut };
}

function present(row: store.RepairRow): Told {
  const { state, steps, before, after, found, beganAt, endedAt } = row;
  const ids = { id: toWireId('repair', row.id), accountId: toWireId('account', row.accountId) };
  return { ...ids, state, beganAt, endedAt, steps, before, after, found };
}
