/** Connect links: what an end user opens to connect their own Calendly. Good once, for an hour, for one account. */
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { type Ids, tokenHash } from '../ids.ts';
import * as store from './begun-store.ts';

const linkMs = 60 * 60_000;

export interface Links {
  create(tx: Tx, tenantId: string, accountId: string): Promise<{ token: string; expiresAt: string }>;
  /** Undefined when it is unknown, used or ended. */
  find(token: string): Promise<store.LinkRow | undefined>;
  /** The same, used up. */
  take(token: string): Promise<store.LinkRow | undefined>;
}

export function createLinks({ database, clock, ids }: { database: Database; clock: Clock; ids: Ids }): Links {
  function withBearer<T>(token: string, work: (tx: Tx, hash: Buffer) => Promise<T>): Promise<T> {
    const hash = tokenHash(token);
    return database.bearerTransaction(hash, (tx) => work(tx, hash));
  }
  return {
    async create(tx, tenantId, accountId) {
      const token = ids.secret();
      const expiresAt = isoMicros(clock.now() + linkMs);
      await store.deleteLinks(tx, accountId, clock.iso());
      await store.insertLink(tx, tokenHash(token), { tenantId, accountId, expiresAt });
      return { token, expiresAt };
    },
    find: (token) => withBearer(token, (tx, hash) => store.findLink(tx, hash, clock.iso())),
    take: (token) => withBearer(token, (tx, hash) => store.takeLink(tx, hash, clock.iso())),
  };
}
