/**
 * The one door to an access token. It is refreshed only before work that needs it, when 30 to 45 minutes are
 * left (spread by pair, so that many do not come due together): enough to work on while a refresh settles. A personal
 * access token is handed out as it is, until Calendly refuses it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { Grants } from './grants.ts';
import type { Mover } from './move.ts';
import type { Pairs } from './pairs.ts';
import type { Refresh, Refreshed } from './refresh.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

export type FoundCaller =
  | { ok: true; caller: Caller }
  | { ok: false; reason: 'not_connected' | 'access_ended' | 'unavailable' };

export interface AccessTokens {
  /** Refreshed when little time is left. */
  caller(tenantId: string, accountId: string, purpose: Caller['purpose']): Promise<FoundCaller>;
  /** The same for an account that is being disconnected and for nobody else. */
  lastCaller(tenantId: string, accountId: string): Promise<FoundCaller>;
  /** Has Calendly replace the account's tokens now; false when that did not come about. */
  renew(tenantId: string, accountId: string): Promise<boolean>;
  /** An answer said 401 with this caller's token: one forced refresh next time, or the named state. */
  refused(tenantId: string, accountId: string, caller: Caller): Promise<void>;
}

/** With less than this left a token is not handed out. */
const leastMs = 60_000;
const waitMs = 100;
const waitsAtMost = 150;

/**
 * In a client id's place, where a budget is named: a personal access token belongs to no application, and Calendly
 * counts a person's calls, so all that are made with any token of theirs share one.
 */
export const noClient = 'personal_access_token';

interface Held<Row = tokenStore.TokenRow> {
  account: store.AccountRow;
  tokens: Row;
  clientId: string;
}

export function createAccessTokens(deps: {
  database: Database;
  clock: Clock;
  connections: Connections;
  pairs: Pairs;
  mover: Mover;
  refresh: Refresh;
  grants: Grants;
  log: Log;
}): AccessTokens {
  const { database, clock, connections, pairs, mover, grants, log } = deps;
  /** Which pair a caller was made from. */
  const madeFrom = new WeakMap<Caller, string>();
  const refreshing = new Map<string, Promise<Refreshed>>();

  function read(tenantId: string, accountId: string): Promise<Held | undefined> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await store.findAccount(tx, accountId);
      if (!account) return undefined;
      const tokens = (await tokenStore.listTokens(tx, accountId)).find(
        ({ connectionId }) => connectionId === account.connectionId,
      );
      const connection = await connections.find(tx, account.connectionId);
      const clientId = account.personalToken ? noClient : connection?.clientId;
      return tokens && clientId !== undefined ? { account, tokens, clientId } : undefined;
    });
  }

  function refreshOnce(tenantId: string, { account, tokens }: Held<tokenStore.PairRow>): Promise<Refreshed> {
    const begun = refreshing.get(tokens.pairId);
    if (begun) return begun;
    const { connectionId } = tokens;
    const refresh = deps
      .refresh({ tenantId, accountId: account.id, connectionId, userUri: account.calendlyUser! }, tokens)
      .finally(() => refreshing.delete(tokens.pairId));
    refreshing.set(tokens.pairId, refresh);
    return refresh;
  }

  async function endLost(tenantId: string, { account }: Held): Promise<void> {
    await database.tenantTransaction(tenantId, (tx) =>
      mover.move(tx, tenantId, account, 'access_ended', { cause: 'system', reason: 'key_lost' }),
    );
  }

  async function seeLack(tenantId: string, accountId: string, lacking: readonly string[]): Promise<void> {
    try {
      await database.tenantTransaction(tenantId, async (tx) => {
        const account = await store.lockAccount(tx, accountId);
        if (account?.state === 'connected') await grants.seeLack(tx, tenantId, account, lacking);
      });
    } catch (error) {
      log.warn({ err: error, account: accountId }, 'that a permission is lacking could not be noted');
    }
  }

  function hand(tenantId: string, held: Held, purpose: Caller['purpose']): FoundCaller {
    const { account, tokens, clientId } = held;
    const holder = { tenantId, accountId: account.id, connectionId: tokens.connectionId };
    const accessToken = pairs.open(holder, 'access', tokens.accessSealed);
    const caller: Caller = {
      accessToken,
      clientId,
      userUri: account.calendlyUser!,
      tenantId,
      accountId: account.id,
      purpose,
      lacks: (lacking) => void seeLack(tenantId, account.id, lacking),
    };
    madeFrom.set(caller, tokens.pairId);
    return { ok: true, caller };
  }

  async function find(
    tenantId: string,
    accountId: string,
    purpose: Caller['purpose'],
    disconnecting: boolean,
  ): Promise<FoundCaller> {
    let renewed = false;
    for (let waits = 0; ; waits++) {
      const held = await read(tenantId, accountId);
      if (!held || (held.account.disconnectingSince !== null) !== disconnecting) {
        return { ok: false, reason: 'not_connected' };
      }
      if (pairs.isLost(held.tokens.accessSealed)) {
        await endLost(tenantId, held);
        return { ok: false, reason: 'access_ended' };
      }
      const { state, reason } = held.account;
      if (state !== 'connected' && state !== 'error') return { ok: false, reason: 'not_connected' };
      const { account, tokens } = held;
      if (tokens.refreshSealed === null) {
        if (state === 'error' || tokens.refused) return { ok: false, reason: 'access_ended' };
        return hand(tenantId, held, purpose);
      }
      const left = tokens.refused ? 0 : Date.parse(tokens.expiresAt) - clock.now();
      const usable = left > leastMs;
      // A pair whose successor was lost works to its end.
      if (state === 'error' && !(usable && reason === 'renewal_lost')) {
        return { ok: false, reason: 'access_ended' };
      }
      if (state === 'error' || (usable && (renewed || left > refreshBelow(tokens.pairId)))) {
        return hand(tenantId, held, purpose);
      }
      const refreshed = await refreshOnce(tenantId, { ...held, account, tokens });
      renewed ||= refreshed === 'settled';
      if (refreshed === 'settled') continue;
      if (usable) return hand(tenantId, held, purpose);
      if (refreshed === 'unavailable' || waits === waitsAtMost) return { ok: false, reason: 'unavailable' };
      await pause(waitMs);
    }
  }

  return {
    caller: (tenantId, accountId, purpose) => find(tenantId, accountId, purpose, false),
    lastCaller: (tenantId, accountId) => find(tenantId, accountId, 'repair', true),
    async renew(tenantId, accountId) {
      const held = await read(tenantId, accountId);
      if (held?.account.state !== 'connected' || held.account.disconnectingSince) return false;
      const { tokens } = held;
      if (tokens.refreshSealed === null) return false;
      return (await refreshOnce(tenantId, { ...held, tokens })) === 'settled';
    },
    async refused(tenantId, accountId, caller) {
      const pairId = madeFrom.get(caller);
      if (!pairId) return;
      await database.tenantTransaction(tenantId, async (tx) => {
        const account = await store.lockAccount(tx, accountId);
        const marked = await tokenStore.markRefused(tx, pairId);
        if (!marked?.ended || marked.connectionId !== account?.connectionId) return;
        await mover.move(tx, tenantId, account, 'access_ended', {
          cause: 'system',
          reason: account.personalToken ? 'token_refused' : 'access_refused',
        });
      });
    },
  };
}

/** 30 to 45 minutes, the same for a pair whoever asks. */
function refreshBelow(pairId: string): number {
  const spread = Number.parseInt(pairId.slice(-4), 16) / 0xffff;
  return (30 + 15 * spread) * 60_000;
}
