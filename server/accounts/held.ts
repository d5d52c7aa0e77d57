/**
 * Consents of another Calendly person than the one that is connected. They are nobody's until the end user has said, in
 * the browser that has the link, which of the two it shall be; what is not taken over is given back to Calendly.
 */
import { type CalendlyUser, isCalendlyError } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { tokenHash } from '../ids.ts';
import { done, type Enqueue, type Outcome, type Run, retry, snooze } from '../jobs/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Attempt, Granted } from './authorize.ts';
import type { GiveBack } from './give-back.ts';
import * as store from './held-store.ts';
import type { Journal } from './journal.ts';
import * as linkStore from './link-store.ts';
import type { Mover } from './move.ts';
import type { GivenPair } from './pairs.ts';
import { findAccount } from './store.ts';

const heldMs = 10 * 60_000;

/** As much of an attempt and of what came of it as writing the consent down needs. */
export interface HeldConsent {
  attempt: Pick<Attempt, 'tenantId' | 'accountId' | 'connectionId' | 'takenAt'>;
  given: { tokens: GivenPair; user: CalendlyUser; wanted: readonly string[] };
}

export interface Held {
  /** Of an attempt that began with this link; the link lasts as long. */
  keep(
    tx: Tx,
    link: string,
    attempt: HeldConsent['attempt'],
    given: { tokens: Granted; user: CalendlyUser; wanted: readonly string[] },
  ): Promise<void>;
  /** Whose it is; undefined when nothing is held for this link any more. */
  find(tx: Tx, link: string): Promise<CalendlyUser | undefined>;
  /** To be written down in the same transaction. */
  take(tx: Tx, tenantId: string, link: string): Promise<HeldConsent | undefined>;
  /** False when nothing is held for this link any more. */
  refuse(tx: Tx, tenantId: string, link: string): Promise<boolean>;
  /** Runs the task `accounts.giveBackHeld`. */
  giveBack(run: Run<'accounts.giveBackHeld'>): Promise<Outcome>;
}

export function createHeld(deps: {
  database: Database;
  clock: Clock;
  vault: Vault;
  enqueue: Enqueue;
  journal: Pick<Journal, 'settle'>;
  giveBack: GiveBack;
  mover: Mover;
}): Held {
  const { database, clock, vault, enqueue, journal, giveBack, mover } = deps;

  function place(tenantId: string, linkHash: Buffer, column: 'access' | 'refresh') {
    return { tenantId, table: 'held_consents', row: linkHash.toString('hex'), column };
  }

  function open(tenantId: string, linkHash: Buffer, row: store.HeldRow): GivenPair {
    return {
      accessToken: vault.open(row.accessSealed, place(tenantId, linkHash, 'access')),
      refreshToken: vault.open(row.refreshSealed, place(tenantId, linkHash, 'refresh')),
      pairId: row.pairId,
      expiresAt: row.expiresAt,
      scopes: row.grantedScopes,
      ownerUri: row.person.uri,
    };
  }

  function settleLater(tx: Tx, tenantId: string, linkHash: Buffer, afterMs: number): Promise<void> {
    const link = linkHash.toString('hex');
    return enqueue(tx, 'accounts.giveBackHeld', { tenantId, key: link, payload: { link }, afterMs });
  }

  return {
    async keep(tx, link, { tenantId, accountId, connectionId, takenAt }, { tokens, user, wanted }) {
      const linkHash = tokenHash(link);
      const heldUntil = isoMicros(clock.now() + heldMs);
      await store.insertHeld(tx, tenantId, linkHash, {
        accountId,
        connectionId,
        pairId: tokens.pairId,
        accessSealed: vault.seal(tokens.accessToken, place(tenantId, linkHash, 'access')),
        refreshSealed: vault.seal(tokens.refreshToken, place(tenantId, linkHash, 'refresh')),
        expiresAt: tokens.expiresAt,
        grantedScopes: [...tokens.scopes],
        wantedScopes: [...wanted],
        person: user,
        takenAt,
        heldUntil,
      });
      await linkStore.writeOutcome(tx, linkHash, 'asks', accountId);
      await linkStore.prolong(tx, linkHash, heldUntil);
      await settleLater(tx, tenantId, linkHash, heldMs);
    },

    async find(tx, link) {
      const row = await store.findHeld(tx, tokenHash(link));
      return row && row.heldUntil > clock.iso() ? row.person : undefined;
    },

    async take(tx, tenantId, link) {
      const linkHash = tokenHash(link);
      const row = await store.takeHeld(tx, linkHash, clock.iso());
      if (!row) return undefined;
      const { accountId, connectionId, takenAt, person: user, wantedScopes: wanted } = row;
      const tokens = open(tenantId, linkHash, row);
      return { attempt: { tenantId, accountId, connectionId, takenAt }, given: { tokens, user, wanted } };
    },

    async refuse(tx, tenantId, link) {
      const linkHash = tokenHash(link);
      if (!(await store.endHeld(tx, linkHash, clock.iso()))) return false;
      await settleLater(tx, tenantId, linkHash, 0);
      return true;
    },

    async giveBack({ tenantId, payload }) {
      const linkHash = Buffer.from(payload.link, 'hex');
      const row = await database.tenantTransaction(tenantId, (tx) => store.findHeld(tx, linkHash));
      if (!row) return done();
      const leftMs = Date.parse(row.heldUntil) - clock.now();
      if (leftMs > 0) return snooze(leftMs);
      try {
        if (!vault.isLost(row.refreshSealed))
          await giveBack.one({ tenantId, ...row }, open(tenantId, linkHash, row));
      } catch (error) {
        if (!isCalendlyError(error)) throw error;
        return retry(error.message, error.facts.retryAfterMs);
      }
      await database.tenantTransaction(tenantId, async (tx) => {
        await store.deleteHeld(tx, linkHash);
        const account = await findAccount(tx, row.accountId);
        const data = { code: 'other_calendly_user' };
        if (account) mover.tell(tx, tenantId, account, 'account.not_connected', { cause: 'request', data });
      });
      await journal.settle(row.pairId);
      return done();
    },
  };
}
