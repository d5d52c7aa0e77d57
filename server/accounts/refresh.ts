/**
 * One refresh of a pair of tokens, from the lease to the stored result. A refresh token works once, so whoever
 * holds an answer for it holds the only one: the result is stored over the very pair that was used up, however
 * late its holder comes. A refresh whose end is not known is never repeated before introspection has told
 * whether the token still works.
 */
import { type Calendly, isCalendlyError, type OAuthClient } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { Secret } from '../secret.ts';
import type { Continuity } from './continuity.ts';
import type { Journal } from './journal.ts';
import type { KeepRenewed } from './keep-renewed.ts';
import type { Mover } from './move.ts';
import type { GivenPair, Holder, Pairs } from './pairs.ts';
import type { Reason } from './state.ts';
import * as store from './store.ts';
import type { TokenCalls } from './token-calls.ts';
import * as tokenStore from './token-store.ts';

/** Longer than every call of one refresh may take together. */
const leaseSeconds = 60;
const refusedMs = 60_000;

/** `settled`: what is stored tells how it ended, read again · `busy`: another is at it · `unavailable`: not now. */
export type Refreshed = 'settled' | 'busy' | 'unavailable';
export type Refresh = (of: Owned, row: tokenStore.PairRow) => Promise<Refreshed>;

/** Tokens of an account, and whose at Calendly. */
interface Owned extends Holder {
  userUri: string;
}

interface Held extends Owned, tokenStore.Lease {
  pairId: string;
  client: OAuthClient;
  refreshToken: Secret;
  journalKey: Buffer | undefined;
}

type End =
  | { kind: 'renewed'; given: GivenPair }
  | { kind: 'ended'; reason: Reason }
  | { kind: 'client_refused' }
  | { kind: 'not_now'; end: 'known' | 'unknown' };

export function createRefresh(deps: {
  database: Database;
  clock: Clock;
  connections: Connections;
  calendly: Calendly;
  pairs: Pairs;
  mover: Mover;
  journal: Journal;
  tokenCalls: TokenCalls;
  keepRenewed: KeepRenewed;
  continuity: Pick<Continuity, 'holds'>;
  log: Log;
}): Refresh {
  const { database, clock, connections, calendly, pairs, mover, journal, tokenCalls, keepRenewed, log } =
    deps;
  const { continuity } = deps;

  /** When Calendly last refused each connection here: one try a minute then, whichever account wants it. */
  const refusedAt = new Map<string, number>();

  async function mayTry(tx: Tx, { tenantId, connectionId }: Holder): Promise<boolean> {
    const connection = await connections.find(tx, connectionId);
    const last = refusedAt.get(`${tenantId}/${connectionId}`) ?? 0;
    return connection !== undefined && (connection.refusedSince === null || last <= clock.now() - refusedMs);
  }

  function begin(of: Owned, row: tokenStore.PairRow): Promise<Held | Refreshed> {
    const { tenantId, connectionId } = of;
    return database.tenantTransaction(tenantId, async (tx) => {
      const client = await connections.openClient(tx, tenantId, connectionId);
      if (!client || !(await mayTry(tx, of))) return 'unavailable';
      const lease = await tokenStore.lease(tx, row.pairId, leaseSeconds);
      if (lease === 'gone') return 'settled';
      if (lease === 'busy') return 'busy';
      const refreshToken = pairs.open(of, 'refresh', row.refreshSealed);
      const journalKey = await store.findJournalKey(tx, of.accountId);
      return { ...of, ...lease, pairId: row.pairId, client, refreshToken, journalKey };
    });
  }

  async function renew(held: Held): Promise<End> {
    const { client, refreshToken, userUri } = held;
    if (held.unfinished) {
      const standing = await ask(held);
      if (standing !== 'active') return standing;
    }
    for (let tries = 1; ; tries++) {
      if (!(await tokenCalls.take(client.clientId, userUri))) return { kind: 'not_now', end: 'known' };
      if (!(await stillHeld(held))) return { kind: 'not_now', end: 'unknown' };
      try {
        const given = pairs.name(await calendly.oauth.refresh(client, refreshToken, held));
        await journal.write({ ...held, used: held.pairId }, given, held.journalKey);
        return { kind: 'renewed', given };
      } catch (error) {
        if (!isCalendlyError(error)) throw error;
        if (error.kind === 'invalid_client') return { kind: 'client_refused' };
        if (error.kind === 'invalid_grant') {
          return { kind: 'ended', reason: held.unfinished || tries > 1 ? 'renewal_lost' : 'access_revoked' };
        }
        if (!error.facts.mayHaveActed) return { kind: 'not_now', end: 'known' };
        log.warn({ err: error, account: held.accountId }, 'the answer of a refresh was lost');
        const standing = await ask(held);
        if (standing !== 'active') return standing;
        if (tries === 2) return { kind: 'not_now', end: 'unknown' };
      }
    }
  }

  /** Whether the refresh token still works, or how it ends. */
  async function ask(held: Held): Promise<'active' | End> {
    const { client, refreshToken } = held;
    try {
      const { active } = await calendly.oauth.introspect(client, refreshToken, held);
      return active ? 'active' : { kind: 'ended', reason: 'renewal_lost' };
    } catch (error) {
      if (!isCalendlyError(error)) throw error;
      return error.kind === 'invalid_client'
        ? { kind: 'client_refused' }
        : { kind: 'not_now', end: 'unknown' };
    }
  }

  function stillHeld({ tenantId, pairId, fence }: Held): Promise<boolean> {
    return database.tenantTransaction(tenantId, (tx) => tokenStore.isHeld(tx, pairId, fence));
  }

  async function settle(held: Held, end: End): Promise<Refreshed> {
    const { tenantId, accountId, pairId, fence } = held;
    if (end.kind === 'renewed') {
      await keepRenewed(held, pairId, end.given);
      return 'settled';
    }
    if (end.kind === 'client_refused') refusedAt.set(`${tenantId}/${held.connectionId}`, clock.now());
    await database.tenantTransaction(tenantId, async (tx) => {
      if (end.kind === 'client_refused') await connections.noteRefused(tx, tenantId, held.connectionId);
      if (end.kind === 'ended') await endAccess(tx, tenantId, accountId, pairId, end.reason);
      await tokenStore.release(tx, pairId, fence, end.kind === 'not_now' ? end.end : 'known');
    });
    return end.kind === 'ended' ? 'settled' : 'unavailable';
  }

  async function endAccess(tx: Tx, tenantId: string, accountId: string, pairId: string, reason: Reason) {
    const account = await store.lockAccount(tx, accountId);
    if (!account || !(await tokenStore.holdsPair(tx, pairId))) return;
    await mover.move(tx, tenantId, account, 'access_ended', { cause: 'system', reason });
  }

  return async (of, row) => {
    // A database that went back may hold a pair that was used up, and who shows it again may end them all.
    if (!(await continuity.holds())) return 'unavailable';
    const held = await begin(of, row);
    if (typeof held === 'string') return held;
    let end: End = { kind: 'not_now', end: 'unknown' };
    try {
      end = await renew(held);
    } finally {
      if (end.kind === 'not_now') await settle(held, end);
    }
    return end.kind === 'not_now' ? 'unavailable' : settle(held, end);
  };
}
