/**
 * Tells open pages what moved, by server-sent events, or answer by answer where a proxy swallows those: one LISTEN
 * per process, each reader reading the record from its own cursor, so that a nudge that is lost or doubled changes
 * nothing. Of deliveries it tells only that there is something to look at.
 */
import type { ServerResponse } from 'node:http';
import type { Change } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log.ts';
import { changesChannel } from './append.ts';
import type { Reader } from './cursors.ts';
import { latestNumber, listChanges } from './feed.ts';
import { parseNotice } from './nudge.ts';

const page = 200;

export interface Live {
  /**
   * Streams a tenant's changes after `after` (undefined: from now on) until the reader goes, or `stillMay`, asked at
   * each heartbeat and before anything is told, says no.
   */
  stream(
    who: Reader,
    after: number | undefined,
    to: ServerResponse,
    stillMay: () => Promise<boolean>,
  ): Promise<void>;
  /**
   * A tenant's changes after `after` that the reader may see, as soon as there are any; none when only deliveries
   * moved, or nothing in time.
   */
  next(who: Reader, after: number, withinMs: number, gone: AbortSignal): Promise<Change[]>;
  stop(): Promise<void>;
}

export async function createLive(deps: {
  database: Database;
  log: Log;
  heartbeatMs?: number;
}): Promise<Live> {
  const { database, log, heartbeatMs = 15_000 } = deps;
  const readers = new Set<{ tenantId: string; wake(): void; nudge(): void; end(): void }>();
  const listener = await database.listen(changesChannel, (notice) => {
    const { tenantId, deliveries } = parseNotice(notice);
    for (const reader of readers) {
      if (tenantId !== '' && reader.tenantId !== tenantId) continue;
      if (deliveries) reader.nudge();
      else reader.wake();
    }
  });

  return {
    async stream({ tenantId, endUserId, cursors }, after, to, stillMay) {
      let cursor = after ?? 0;
      let ended = false;
      let wake: () => void = () => undefined;
      let woken = true;
      const reader = {
        tenantId,
        wake: () => {
          woken = true;
          wake();
        },
        // Whoever is bound to one end user sees no deliveries; a slow reader has a nudge before it already.
        nudge: () => {
          if (endUserId === null && !ended && !to.writableNeedDrain)
            to.write('event: deliveries\ndata: {}\n\n');
        },
        end: () => {
          ended = true;
          wake();
          to.end();
        },
      };
      readers.add(reader);
      const beat = async () => {
        if (!(await stillMay())) reader.end();
        else if (!ended) to.write(': still here\n\n');
      };
      const heartbeat = setInterval(() => beat().catch(reader.end), heartbeatMs);
      to.on('close', reader.end);
      try {
        if (after === undefined) {
          cursor = await database.tenantTransaction(tenantId, (tx) => latestNumber(tx), { endUserId });
        }
        to.write(`retry: 1000\nid: ${cursors.of(cursor)}\nevent: ready\ndata: {}\n\n`);
        while (!ended) {
          while (woken && !ended) {
            woken = false;
            const changes = await database.tenantTransaction(
              tenantId,
              (tx) => listChanges(tx, cursor, page, cursors),
              { endUserId },
            );
            if (changes.length > 0 && !(await stillMay())) reader.end();
            if (ended) return;
            for (const change of changes) {
              to.write(`id: ${change.cursor}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`);
            }
            const last = changes.at(-1);
            if (last) cursor = cursors.read(last.cursor);
            if (changes.length === page) woken = true;
            if (to.writableNeedDrain && !ended) await taken(to);
          }
          if (!ended && !woken) await new Promise<void>((resolve) => (wake = resolve));
        }
      } catch (error) {
        log.warn({ err: error }, 'a live stream ended; the page comes back by itself');
        to.end();
      } finally {
        clearInterval(heartbeat);
        readers.delete(reader);
      }
    },
    async next({ tenantId, endUserId, cursors }, after, withinMs, gone) {
      const read = () =>
        database.tenantTransaction(tenantId, (tx) => listChanges(tx, after, page, cursors), { endUserId });
      let woken = Promise.withResolvers<void>();
      let over = false;
      const end = () => {
        over = true;
        woken.resolve();
      };
      const nudge = () => endUserId === null && end();
      const reader = { tenantId, wake: () => woken.resolve(), nudge, end };
      readers.add(reader);
      const timer = setTimeout(end, withinMs);
      gone.addEventListener('abort', end);
      try {
        while (!gone.aborted) {
          const last = over;
          // Before the look, so that what comes just after it wakes.
          woken = Promise.withResolvers<void>();
          const changes = await read();
          if (changes.length > 0 || last) return changes;
          if (!over) await woken.promise;
        }
        return [];
      } finally {
        clearTimeout(timer);
        readers.delete(reader);
      }
    },
    async stop() {
      for (const reader of readers) reader.end();
      await listener.stop();
    },
  };
}

/** Until the reader has taken what was written, or is gone: a slow one must not fill our memory. */
function taken(to: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    to.once('drain', resolve);
    to.once('close', resolve);
  });
}
