/**
 * How far the move from an older integration has come: each of its subscriptions that still stands, and who is still
 * served by it alone. An operator may let one go without them.
 */
import { type Clock, isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import * as store from './legacy-store.ts';
import { watchedMs } from './retire.ts';

export interface OlderSubscription {
  /** Calendly's id of it. */
  calendlyUuid: string;
  /** URI of the Calendly user whose token made it. */
  creator: string;
  organization: string;
  /** Calendly users whom it told of in the last 30 days and who have no subscription of their own that works. */
  rest: string[];
  /** Of those, whom it may go without. */
  confirmed: string[];
  /** From when on it may go without anybody's word, if nobody is left. */
  watchedUntil: string;
  problem: string | null;
}

export interface MoveOver {
  /** Those of organization scope. */
  listOlder(tx: Tx): Promise<OlderSubscription[]>;
  /**
   * It may go although these are served by it alone. `others`: they are not exactly those, who are told; nothing was
   * changed. Undefined: no such subscription stands.
   */
  letGo(
    tx: Tx,
    tenantId: string,
    calendlyUuid: string,
    without: readonly string[],
  ): Promise<{ ok: true } | { ok: false; others: string[] } | undefined>;
}

export function createMoveOver({ clock, enqueue }: { clock: Clock; enqueue: Enqueue }): MoveOver {
  const since = () => isoMicros(clock.now() - watchedMs);

  return {
    async listOlder(tx) {
      const found: OlderSubscription[] = [];
      for (const row of await store.listOfOrganizations(tx)) {
        found.push({
          calendlyUuid: row.calendlyUuid,
          creator: row.creator,
          organization: row.organization ?? '',
          rest: await store.listRest(tx, row.id, since()),
          confirmed: row.confirmed,
          watchedUntil: isoMicros(Date.parse(row.createdAt) + watchedMs),
          problem: row.problem,
        });
      }
      return found;
    },

    async letGo(tx, tenantId, calendlyUuid, without) {
      const row = await store.lockLegacy(tx, calendlyUuid);
      if (row?.state !== 'open' || row.scope !== 'organization') return undefined;
      const rest = await store.listRest(tx, row.id, since());
      if (rest.length !== without.length || rest.some((host) => !without.includes(host))) {
        return { ok: false, others: rest };
      }
      await store.writeConfirmed(tx, row.id, rest, clock.iso());
      const payload = { legacyId: row.id };
      await enqueue(tx, 'subscriptions.retire', { tenantId, key: row.id, payload });
      return { ok: true };
    },
  };
}
