/**
 * Takes every sealed value over to the first key of the ring, while everything runs: waits until every process seals with
 * it, then seals anew what stands under another key, in small transactions. What was done stays done, so that one that
 * was killed is simply begun again, and two beside each other share the work.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Place, Vault } from './envelope.ts';
import { channel, type HeldRing } from './held-ring.ts';
import { countAll, eachStretch, type KeyCount, type SealedPlaces } from './key-count.ts';
import * as store from './key-store.ts';
import { rewrapSome } from './sealed-table.ts';

export interface Progress {
  done: number;
  left: number;
}

export type Rotated =
  /** `unreadable` stay as they are; nothing else is under another key. */
  | { ok: true; done: number; unreadable: Place[] }
  /** These do not seal with the new key: they have to be restarted with the new ring. */
  | { ok: false; behind: store.Holder[] };

export interface Rotation {
  rotate(options: {
    /** How long to wait for the other processes. */
    waitMs: number;
    onWaiting(behind: store.Holder[]): void;
    onProgress(progress: Progress): void;
  }): Promise<Rotated>;
}

const rowsAtOnce = 100;
const tellEveryMs = 500;
const lookEveryMs = 250;
/** What was sealed before every process changed over has been written by then, or never will be. */
const settleMs = 15_000;

export function createRotation(deps: SealedPlaces & { vault: Vault; ring: HeldRing }): Rotation {
  const { database, vault, ring } = deps;

  /** Asks everybody to look at their ring; who does not seal with this key yet. */
  async function listBehind(keyId: string): Promise<store.Holder[]> {
    await database.dispatchTransaction((tx) => store.nudgeHolders(tx, channel));
    await ring.look();
    const holders = await database.dispatchTransaction(store.listHolders);
    return holders.filter(({ sealsWith }) => sealsWith !== keyId);
  }

  /** Once through everything. What somebody else had just then is left for the next time. */
  async function pass(keyId: string, onDone: (done: number) => Promise<void>): Promise<Place[]> {
    const unreadable: Place[] = [];
    await eachStretch(deps, async (tenantId, of, { after, upTo }) => {
      for (let from = after; ; ) {
        const stretch = { after: from, upTo };
        const portion = await database.tenantTransaction(tenantId, (tx) =>
          rewrapSome(tx, of, { stretch, tenantId, vault, keyId, most: rowsAtOnce }),
        );
        unreadable.push(...portion.unreadable);
        if (portion.done > 0) await onDone(portion.done);
        if (!portion.last) return;
        from = portion.last;
      }
    });
    return unreadable;
  }

  async function rewrapAll(keyId: string, onProgress: (progress: Progress) => void) {
    const settledAt = performance.now() + settleMs;
    let left = sumUnlike(await countAll(deps), keyId);
    let done = 0;
    let untold = 0;
    let toldAt = 0;

    async function tell(ended: boolean): Promise<void> {
      const news = { done: untold, left, ended };
      await database.dispatchTransaction((tx) => store.noteRewrap(tx, news));
      untold = 0;
      toldAt = performance.now();
      onProgress({ done, left });
    }

    await tell(false);
    for (;;) {
      const unreadable = await pass(keyId, async (more) => {
        done += more;
        untold += more;
        left = Math.max(0, left - more);
        if (performance.now() - toldAt > tellEveryMs) await tell(false);
      });
      const counts = await countAll(deps);
      left = sumUnlike(counts, keyId);
      const ended = left <= unreadable.length && performance.now() > settledAt;
      await tell(ended);
      if (ended) return { done, unreadable, counts };
      await pause(lookEveryMs);
    }
  }

  /** Of what nothing stands under any more, no start asks for. */
  async function retireOthers(keyId: string, counts: KeyCount[]): Promise<void> {
    const used = new Set([keyId, ...counts.map(({ id }) => id)]);
    await database.dispatchTransaction(async (tx) => {
      const ids = (await store.listKeys(tx)).map(({ id }) => id);
      await store.retire(
        tx,
        ids.filter((id) => !used.has(id)),
      );
    });
  }

  return {
    async rotate({ waitMs, onWaiting, onProgress }) {
      const keyId = ring.ids[0]!;
      const until = performance.now() + waitMs;
      for (let behind = await listBehind(keyId); behind.length > 0; behind = await listBehind(keyId)) {
        if (performance.now() > until) return { ok: false, behind };
        onWaiting(behind);
        await pause(lookEveryMs);
      }
      const { counts, ...rotated } = await rewrapAll(keyId, onProgress);
      await retireOthers(keyId, counts);
      return { ok: true, ...rotated };
    },
  };
}

function sumUnlike(counts: KeyCount[], keyId: string): number {
  return counts.filter(({ id }) => id !== keyId).reduce((sum, { values }) => sum + values, 0);
}
