/**
 * End users' Calendly accounts: who they are, the state they are in, and the one door to their access tokens.
 * Everything that moves an account goes through here, and tells of it in the same transaction.
 */
import { join } from 'node:path';
import type { Account, State } from '../../sdk/types.ts';
import type { Calendly } from '../calendly/index.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Ids } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Vault } from '../vault/index.ts';
import { type AccessTokens, createAccessTokens } from './access-token.ts';
import { type Authorize, createAuthorize } from './authorize.ts';
import * as begunStore from './begun-store.ts';
import { createWriteConsent, type WriteConsent } from './consent.ts';
import * as endUserStore from './end-user-store.ts';
import { createGiveBack, type GiveBack } from './give-back.ts';
import { createJournal } from './journal.ts';
import { createKeepRenewed } from './keep-renewed.ts';
import { createLinks, type Links } from './links.ts';
import { createMover, type Mover } from './move.ts';
import { createPairs } from './pairs.ts';
import { createRecovery, type Recovery } from './recover.ts';
import { createRefresh } from './refresh.ts';
import { isLive } from './state.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

export interface Accounts extends AccessTokens {
  authorize: Authorize;
  consent: WriteConsent;
  links: Links;
  giveBack: GiveBack;
  /** Takes up what a crash left in the token journal. */
  recovery: Recovery;
  /** A grant of a consent was written down for good, or given back. */
  settleGrant(pairId: string): Promise<void>;
  find(tx: Tx, accountId: string): Promise<store.AccountRow | undefined>;
  /** Until the transaction ends nobody else moves it. */
  lock(tx: Tx, accountId: string): Promise<store.AccountRow | undefined>;
  /** The end user's account; made, or pointed at this connection, where nobody is connected. */
  ensure(
    tx: Tx,
    tenantId: string,
    wanted: endUserStore.EndUserKey & { connectionId: number; name: string | null; email: string | null },
  ): Promise<{ accountId: string; created: boolean }>;
  /** Whose rows they are; undefined when there is no such account. */
  whose(
    tx: Tx,
    accountId: string,
  ): Promise<
    | {
        accountId: string;
        endUserId: string;
        calendlyUser: string | null;
        organization: string | null;
        state: State;
      }
    | undefined
  >;
  noteDelivery(tx: Tx, accountId: string, at: string): Promise<void>;
  noteBackfill(tx: Tx, accountId: string, progress: Account['backfill']): Promise<void>;
  /** How many accounts are connected through a connection, or cannot be reached. */
  countHeld(tx: Tx, connectionId: number): Promise<number>;
  /** Live accounts of a connection whose disconnect has not begun, some at a time. */
  listStaying(tx: Tx, connectionId: number): Promise<string[]>;
  /** The end user whose erasure has begun; undefined when there is none of this id. */
  beginErasure(tx: Tx, userId: string): Promise<string | undefined>;
  listOf(tx: Tx, endUserId: string): Promise<store.AccountRow[]>;
  /** Forgets the end user and their accounts. */
  completeErasure(tx: Tx, tenantId: string, endUserId: string): Promise<void>;
  /** From now on nobody gets a token for it but the disconnect itself. False when it is not connected. */
  beginDisconnect(tx: Tx, tenantId: string, accountId: string): Promise<boolean>;
  /**
   * Wipes its secrets. `leftBehind`: subscriptions that no token could delete. False when a refresh brought tokens
   * meanwhile that are not among those given back; `whatever` wipes those too.
   */
  completeDisconnect(
    tx: Tx,
    tenantId: string,
    accountId: string,
    outcome: { givenBack: string[] | 'whatever'; leftBehind: string[] },
  ): Promise<boolean>;
}

export function createAccounts(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  connections: Connections;
  calendly: Calendly;
  append: AppendChange;
  log: Log;
  redirectUri: string;
  /** State beside the database; the token journal lies there. */
  dataFolder: string;
}): Accounts {
  const { clock, ids } = deps;
  const mover = createMover(deps);
  const pairs = createPairs(deps);
  const giveBack = createGiveBack({ ...deps, pairs });
  const journal = createJournal({ ...deps, folder: join(deps.dataFolder, 'journal') });
  const keepRenewed = createKeepRenewed({ ...deps, pairs, mover, journal, giveBack });
  const refresh = createRefresh({ ...deps, pairs, mover, journal, keepRenewed });

  return {
    ...createAccessTokens({ ...deps, pairs, mover, refresh }),
    authorize: createAuthorize({ ...deps, pairs, journal }),
    links: createLinks(deps),
    consent: createWriteConsent({ clock, ids, pairs, mover }),
    giveBack,
    recovery: createRecovery({ ...deps, journal, keepRenewed, giveBack }),
    settleGrant: journal.settle,
    find: store.findAccount,
    lock: store.lockAccount,
    ensure: (tx, tenantId, wanted) => ensureAccount(tx, tenantId, wanted, { clock, ids, mover }),

    async whose(tx, id) {
      const row = await store.findAccount(tx, id);
      return (
        row && {
          accountId: row.id,
          endUserId: row.endUserId,
          calendlyUser: row.calendlyUser,
          organization: row.calendlyOrganization,
          state: row.state,
        }
      );
    },

    async countHeld(tx, connectionId) {
      const counts = await store.countByConnection(tx);
      return counts
        .filter((one) => one.connectionId === connectionId && isLive(one.state))
        .reduce((sum, { count }) => sum + count, 0);
    },

    listStaying: (tx, connectionId) => store.listStaying(tx, connectionId, 100),
    beginErasure: async (tx, userId) => (await endUserStore.markErasing(tx, userId, clock.iso()))?.id,
    listOf: store.lockEndUser,
    async completeErasure(tx, tenantId, endUserId) {
      for (const account of await store.lockEndUser(tx, endUserId)) {
        mover.tell(tx, tenantId, account, 'account.erased', { cause: 'request' });
      }
      await endUserStore.deleteEndUser(tx, endUserId);
    },

    noteDelivery: store.writeLastDelivery,

    async noteBackfill(tx, id, progress) {
      const account = await store.findAccount(tx, id);
      if (!account) return;
      await store.writeBackfill(tx, id, progress);
      if (account.backfill?.state === progress?.state) return;
      const { tenantId } = await tx.one<{ tenantId: string }>('select tenant() as "tenantId"');
      mover.tell(tx, tenantId, account, 'account.updated', {
        cause: 'backfill',
        data: { backfill: progress },
      });
    },

    async beginDisconnect(tx, tenantId, id) {
      const account = await store.lockAccount(tx, id);
      if (!account || !isLive(account.state)) return false;
      if (account.disconnectingSince) return true;
      await store.writeDisconnecting(tx, id, clock.iso());
      await begunStore.deleteAttempts(tx, id, null);
      await begunStore.deleteLinks(tx, id, null);
      mover.tell(tx, tenantId, account, 'account.disconnecting', { cause: 'request' });
      return true;
    },

    async completeDisconnect(tx, tenantId, id, { givenBack, leftBehind }) {
      const account = await store.lockAccount(tx, id);
      if (!account) return true;
      const held = await tokenStore.listTokens(tx, id);
      if (givenBack !== 'whatever' && held.some(({ pairId }) => !givenBack.includes(pairId))) return false;
      await tokenStore.deleteTokens(tx, id);
      await store.writeDisconnected(tx, id, leftBehind);
      await mover.move(tx, tenantId, account, 'disconnected', {
        cause: 'request',
        ...(leftBehind.length > 0 ? { reason: 'left_at_calendly', data: { leftBehind } } : {}),
      });
      return true;
    },
  };
}

async function ensureAccount(
  tx: Tx,
  tenantId: string,
  wanted: endUserStore.EndUserKey & { connectionId: number; name: string | null; email: string | null },
  { clock, ids, mover }: { clock: Clock; ids: Ids; mover: Mover },
): Promise<{ accountId: string; created: boolean }> {
  const at = clock.iso();
  const endUser = await endUserStore.upsertEndUser(tx, tenantId, {
    ...wanted,
    id: ids.uuid(),
    createdAt: at,
  });
  if (endUser.erasing) throw new Failure('account_disconnecting');
  const endUserId = endUser.id;
  const all = await store.lockEndUser(tx, endUserId);
  const existing = all.find(({ state }) => isLive(state)) ?? all.at(-1);
  if (!existing) {
    const id = ids.uuid();
    await store.insertAccount(tx, tenantId, { id, endUserId, connectionId: wanted.connectionId, at });
    mover.tell(tx, tenantId, { id, endUserId }, 'account.configured', { cause: 'request' });
    return { accountId: id, created: true };
  }
  if (!isLive(existing.state) && existing.connectionId !== wanted.connectionId) {
    await store.setConnection(tx, existing.id, wanted.connectionId, at);
  }
  return { accountId: existing.id, created: false };
}
