/**
 * Connect links: what an end user opens to connect their own Calendly, or to disconnect it. The first browser that uses
 * one has it alone: it may try again there until it has come to an end, and nobody else can. An operator hands one on
 * by hand, so it lasts an hour; a session that an application makes for its own page lasts minutes.
 */
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { type Ids, tokenHash } from '../ids.ts';
import * as store from './link-store.ts';

export const linkMinutes = 60;
export const sessionMinutes = 10;
/** What became of one is told so long after it has ended. */
const toldMs = 86_400_000;

export type Link = store.LinkRow;
export type NewLink = Pick<Link, 'accountId' | 'purpose' | 'origin' | 'returnTo' | 'language'>;

export interface Links {
  create(
    tx: Tx,
    tenantId: string,
    wanted: NewLink & { minutes: number },
  ): Promise<{ token: string; expiresAt: string }>;
  /** `browser`: the secret of the cookie of whoever asks. Also one that has ended, for a day. */
  find(token: string, browser: string | undefined): Promise<Link | undefined>;
  /** Has it for this browser; undefined when it has ended, came to its end, or is another browser's. */
  take(tx: Tx, token: string, browser: string): Promise<Link | undefined>;
  /** What came of it, and of which account: `connected`, `disconnecting`, `asks`, or the code of a refusal. */
  settle(tx: Tx, token: string, outcome: string, accountId: string): Promise<void>;
}

export function createLinks({ database, clock, ids }: { database: Database; clock: Clock; ids: Ids }): Links {
  return {
    async create(tx, tenantId, { minutes, ...wanted }) {
      const token = ids.secret();
      const expiresAt = isoMicros(clock.now() + minutes * 60_000);
      await store.deleteEndedLinks(tx, wanted.accountId, isoMicros(clock.now() - toldMs));
      await store.insertLink(tx, tokenHash(token), { ...wanted, tenantId, expiresAt });
      return { token, expiresAt };
    },

    find(token, browser) {
      const hash = tokenHash(token);
      const of = browser === undefined ? null : tokenHash(browser);
      return database.bearerTransaction(hash, (tx) => store.findLink(tx, hash, of, clock.iso()));
    },

    take: (tx, token, browser) => store.takeLink(tx, tokenHash(token), tokenHash(browser), clock.iso()),
    settle: (tx, token, outcome, accountId) => store.writeOutcome(tx, tokenHash(token), outcome, accountId),
  };
}
