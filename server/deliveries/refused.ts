/**
 * Deliveries at a known address that nobody of ours signed: not kept, only counted. Whoever knocks a thousand times a
 * second makes us write once a second; a process that dies takes the last second's count with it.
 */
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log.ts';
import { addCounts, type Counted, countUp } from './counts.ts';

const everyMs = 1000;

export interface Refused {
  count(tenantId: string): void;
  /** Writes down what was counted. */
  stop(): Promise<void>;
}

export function createRefused(deps: { database: Database; clock: Clock; log: Log }): Refused {
  const { database, clock, log } = deps;
  let counted = new Map<string, Counted[]>();
  let timer: NodeJS.Timeout | undefined;

  async function write(): Promise<void> {
    const all = counted;
    counted = new Map();
    timer = undefined;
    for (const [tenantId, entries] of all) {
      await database
        .tenantTransaction(tenantId, (tx) => addCounts(tx, tenantId, countUp(entries), clock))
        .catch((error) => log.warn({ err: error }, 'refused deliveries could not be counted'));
    }
  }

  return {
    count(tenantId) {
      const entry = { receivedAt: clock.iso(), outcome: 'refused', took: 0 } as const;
      const entries = counted.get(tenantId);
      if (entries) entries.push(entry);
      else counted.set(tenantId, [entry]);
      timer ??= setTimeout(write, everyMs);
    },
    async stop() {
      clearTimeout(timer);
      await write();
    },
  };
}
