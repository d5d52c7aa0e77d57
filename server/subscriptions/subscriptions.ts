/**
 * The webhook subscription that each account should have: made, looked after, removed. Whatever stands at Calendly
 * for us has a row here, written before the call that made it.
 */
import type { AccountRow, Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Vault } from '../vault/index.ts';
import { createBringAbout } from './bring-about.ts';
import { createCandidateKeys } from './candidate-keys.ts';
import { createEnsure, type Ensure } from './ensure.ts';
import { createFindStanding, createFollow } from './follow.ts';
import { createCloseGap } from './gap.ts';
import { createHealth, type Health } from './health.ts';
import { createFindByToken, type FindByToken } from './intake.ts';
import { createIntents } from './intents.ts';
import { createLeases } from './leases.ts';
import { createLegacy, type Legacy } from './legacy.ts';
import * as legacyStore from './legacy-store.ts';
import { createLook, type OwnStanding } from './look.ts';
import { createMoveOver, type MoveOver } from './move-over.ts';
import { createRegister } from './register.ts';
import { createRetire, type Retire } from './retire.ts';
import { createRoundTrip, type TryRoundTrip } from './round-trip.ts';
import * as store from './store.ts';
import { createSurvey, type Survey } from './survey.ts';
import { createTell } from './tell.ts';
import { createUnknownKey, type UnknownKey } from './unknown-key.ts';
import { createWeigh } from './weigh.ts';

type Of = { tenantId: string; account: AccountRow };

export interface Subscriptions extends UnknownKey, Legacy, MoveOver, Health, Survey {
  /** Runs the task `subscriptions.ensure`. */
  ensure: Ensure;
  /** Runs the task `subscriptions.retire`. */
  retire: Retire;
  findByToken: FindByToken;
  /**
   * Since when Calendly should tell of what moves, and when the last look began that saw so; undefined while it is
   * known that it does not.
   */
  hearing(tx: Tx, accountId: string): Promise<{ since: string; lookedAt: string | null } | undefined>;
  /** From now on their addresses answer 410. */
  end(tx: Tx, accountId: string): Promise<void>;
  /** What may still stand at Calendly for the account: ids there, null for one that is not known. */
  standing(tx: Tx, accountId: string): Promise<(string | null)[]>;
  /** Whether the account's subscription was made through this connection, is active, and is the only one. */
  standsThrough(tx: Tx, accountId: string, connectionId: number): Promise<boolean>;
  /** While a process speaks with Calendly about them, nothing that it may be making is known yet. */
  isBusy(tx: Tx, accountId: string): Promise<boolean>;
  /** How the newest one stands at Calendly; undefined when it does not. @throws CalendlyError */
  inspect(of: Of, caller: Caller): Promise<OwnStanding | undefined>;
  /** Whether what is posted to its address at our public one arrives here. */
  roundTrip: TryRoundTrip;
  /** Deletes at Calendly whatever stands there for the account. @throws CalendlyError */
  remove(of: Of, caller: Caller): Promise<void>;
  /** Wipes what is left here. */
  forget(tx: Tx, accountId: string): Promise<void>;
}

export function createSubscriptions(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  accounts: Accounts;
  calendly: Calendly;
  append: AppendChange;
  enqueue: Enqueue;
  publicUrl: string;
  /** From 0 up to 1, so that accounts are not looked at together. */
  spread(): number;
}): Subscriptions {
  const { database, clock, calendly } = deps;
  const intents = createIntents(deps);
  const tell = createTell(deps);
  const candidateKeys = createCandidateKeys({ ...deps, intents });
  const leases = createLeases({ ...deps, intents });
  const look = createLook(deps);
  const closeGap = createCloseGap(deps);
  const register = createRegister({ ...deps, intents, leases, closeGap, tell });
  const follow = createFollow(deps);
  const findStanding = createFindStanding({ look, follow });
  const weigh = createWeigh({ clock, intents });
  const bringAbout = createBringAbout({
    ...deps,
    findStanding,
    follow,
    weigh,
    intents,
    leases,
    register,
    closeGap,
    tell,
  });

  async function markDeleted({ tenantId, account }: Of, rows: store.SubscriptionRow[]): Promise<void> {
    await database.tenantTransaction(tenantId, async (tx) => {
      for (const { id } of rows) {
        if (await store.writeDeleted(tx, id, clock.iso())) tell(tx, { tenantId, account }, id, 'deleted');
      }
    });
  }

  return {
    ensure: createEnsure({ ...deps, leases, bringAbout, tell }),
    retire: createRetire(deps),
    findByToken: createFindByToken({ ...deps, candidateKeys }),
    ...createUnknownKey({ ...deps, candidateKeys, tell }),
    ...createLegacy(deps),
    ...createMoveOver(deps),
    ...createHealth(deps),
    ...createSurvey({ ...deps, findStanding, weigh }),
    async hearing(tx, accountId) {
      const [newest] = await store.listNewest(tx, [accountId]);
      if (newest?.state !== 'active' || newest.problem !== null) return undefined;
      return { since: newest.stateSince, lookedAt: newest.lookedAt };
    },
    roundTrip: createRoundTrip({ ...deps, intents }),
    async end(tx, accountId) {
      await store.markDeleting(tx, accountId, clock.iso());
      await legacyStore.markLegacyDeleting(tx, accountId, clock.iso());
    },
    isBusy: store.isLeased,
    standing: async (tx, accountId) => {
      const rows = await store.listOf(tx, accountId);
      const standing = rows.filter(({ state }) => state !== 'deleted');
      const older = await legacyStore.listLegacyOf(tx, accountId);
      return [...standing, ...older].map(({ calendlyUuid }) => calendlyUuid);
    },

    async standsThrough(tx, accountId, connectionId) {
      const rows = (await store.listOf(tx, accountId)).filter(({ state }) => state !== 'deleted');
      const [only, ...others] = rows;
      return only?.state === 'active' && only.connectionId === connectionId && others.length === 0;
    },

    async inspect(of, caller) {
      const rows = await database.tenantTransaction(of.tenantId, (tx) => store.listOf(tx, of.account.id));
      const { own } = await look(caller, of, rows);
      return own.find(({ row }) => row !== undefined && row.id === rows[0]?.id);
    },

    async remove({ tenantId, account }, caller) {
      const { rows, older } = await database.tenantTransaction(tenantId, async (tx) => ({
        rows: await store.listOf(tx, account.id),
        older: await legacyStore.listLegacyOf(tx, account.id),
      }));
      const standing = rows.filter(({ state }) => state !== 'deleted');
      const known = new Set(standing.flatMap(({ calendlyUuid }) => calendlyUuid ?? []));
      try {
        const { own } = await look(caller, { tenantId, account }, rows);
        for (const { row, uuid } of own) if (row) known.add(uuid);
      } catch (error) {
        // Who has left the organization may not list there, but may delete what is their own.
        const unknown = standing.some(({ calendlyUuid }) => calendlyUuid === null);
        if (unknown || !isCalendlyError(error, 'forbidden', 'not_found', 'missing_scope')) throw error;
      }
      for (const { calendlyUuid } of older) known.add(calendlyUuid);
      for (const uuid of known) await calendly.webhookSubscriptions.delete(caller, uuid);
      await markDeleted({ tenantId, account }, standing);
      await database.tenantTransaction(tenantId, async (tx) => {
        for (const { id } of older) await legacyStore.writeLegacyDeleted(tx, id, clock.iso());
      });
    },

    async forget(tx, accountId) {
      for (const { id, state } of await store.listOf(tx, accountId)) {
        if (state !== 'deleted') await store.writeDeleted(tx, id, clock.iso());
      }
      for (const { id } of await legacyStore.listLegacyOf(tx, accountId)) {
        await legacyStore.writeLegacyDeleted(tx, id, clock.iso());
      }
    },
  };
}
