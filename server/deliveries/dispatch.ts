/**
 * Which accounts are next. Those that just received something go first, in the order they came; behind them what a
 * sweep found waiting: a backlog, or what a process left that died. Who waits at the same time goes together, as far
 * as they are of one tenant. Nothing is claimed ahead: the accounts' locks are held only while a transaction runs, so
 * a dead process leaves nothing to take over.
 */
import type { Database } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { Process, Processed } from './process.ts';
import * as store from './store.ts';

const sweepMs = 500;
const swept = 200;
const atOnce = 4;
/** So many accounts share a transaction. */
const together = 32;
/** Of the places, how many a backlog may take. */
const atOnceBehind = 3;
const busyMs = 20;

/** A process that only receives says here whose deliveries came. */
const channel = 'slotwire_deliveries';
/** So many fit into one notice. */
const toldAtMost = 100;
/** Who came in the meantime is told of together. */
const tellMs = 20;

export interface Dispatch {
  /** Deliveries of these accounts were committed: they are processed here, or processes elsewhere are told. */
  arrived(whose: readonly store.Whose[]): void;
  start(): Promise<void>;
  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const first: store.Whose = {
  tenantId: '00000000-0000-0000-0000-000000000000',
  accountId: '00000000-0000-0000-0000-000000000000',
};

export function createDispatch(deps: {
  database: Database;
  log: Log;
  process: Process;
  /** Shuffles, so that two processes with the same backlog do not meet at each account. */
  random: () => number;
}): Dispatch {
  const { database, log, process } = deps;
  const live = new Map<string, store.Whose>();
  const behind = new Map<string, store.Whose>();
  /** Accounts that are being processed, and the batches that they are in. */
  const running = new Set<string>();
  const batches = new Set<Promise<void>>();
  /** Accounts for which something must be read first. */
  const alone = new Set<string>();
  let runningBehind = 0;
  let cursor = first;
  let sweeping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let listener: { stop(): Promise<void> } | undefined;
  let started = false;

  /** Those of the queue that go next, of one tenant; one that goes alone goes alone. */
  function choose(queue: ReadonlyMap<string, store.Whose>): store.Whose[] {
    const chosen: store.Whose[] = [];
    for (const whose of queue.values()) {
      if (running.has(whose.accountId)) continue;
      if (alone.has(whose.accountId)) {
        if (chosen.length === 0) return [whose];
        continue;
      }
      if (chosen.length > 0 && whose.tenantId !== chosen[0]!.tenantId) continue;
      chosen.push(whose);
      if (chosen.length === together) break;
    }
    return chosen;
  }

  function next(): { batch: store.Whose[]; from: typeof live } | undefined {
    const urgent = choose(live);
    if (urgent.length > 0) return { batch: urgent, from: live };
    const patient = runningBehind < atOnceBehind ? choose(behind) : [];
    return patient.length > 0 ? { batch: patient, from: behind } : undefined;
  }

  function fill(): void {
    while (started && batches.size < atOnce) {
      const chosen = next();
      if (!chosen) break;
      const { batch, from } = chosen;
      for (const { accountId } of batch) {
        from.delete(accountId);
        running.add(accountId);
      }
      if (from === behind) runningBehind++;
      const run = runBatch(batch, from).finally(() => {
        batches.delete(run);
        for (const { accountId } of batch) running.delete(accountId);
        if (from === behind) runningBehind--;
        fill();
      });
      batches.add(run);
    }
  }

  async function processAll(batch: readonly store.Whose[]): Promise<ReadonlyMap<string, Processed>> {
    const [first] = batch as [store.Whose];
    if (!alone.delete(first.accountId)) {
      const accountIds = batch.map(({ accountId }) => accountId);
      return process.together(first.tenantId, accountIds);
    }
    return new Map([[first.accountId, await process.alone(first)]]);
  }

  async function runBatch(batch: readonly store.Whose[], from: typeof live): Promise<void> {
    const processed = await processAll(batch).catch((error): ReadonlyMap<string, Processed> => {
      log.warn({ err: error }, 'processing deliveries failed; the next sweep finds them again');
      return new Map();
    });
    const outcomeIs = (wanted: Processed) =>
      batch.filter(({ accountId }) => processed.get(accountId) === wanted);
    for (const { accountId } of outcomeIs('alone')) alone.add(accountId);
    for (const whose of [...outcomeIs('more'), ...outcomeIs('alone')]) from.set(whose.accountId, whose);
    const busy = from === live ? outcomeIs('busy') : [];
    if (busy.length === 0) return;
    // The places of those that are busy are free meanwhile; they come again when whoever is at them should be done.
    setTimeout(() => arrived(busy), busyMs);
  }

  async function sweep(): Promise<void> {
    if (behind.size > 0) return;
    const found = await database.dispatchTransaction((tx) => store.listAccountsWaiting(tx, cursor, swept));
    cursor = found.length === swept ? found.at(-1)! : first;
    for (const whose of shuffled(found, deps.random)) behind.set(whose.accountId, whose);
    fill();
  }

  function sweepOnce(): Promise<void> {
    sweeping ??= sweep()
      .catch((error) => log.warn({ err: error }, 'looking for waiting deliveries failed; again shortly'))
      .finally(() => {
        sweeping = undefined;
      });
    return sweeping;
  }

  let untold = new Set<string>();
  let telling: NodeJS.Timeout | undefined;

  /**
   * In a transaction of its own, after theirs: PostgreSQL lets those that notify commit only one by one. A notice that is
   * lost is made up for by a sweep.
   */
  function tell(): void {
    telling = undefined;
    const told = [...untold];
    untold = new Set();
    for (let from = 0; from < told.length; from += toldAtMost) {
      const notice = told.slice(from, from + toldAtMost).join();
      database
        .intakeTransaction((tx) => tx.query('select pg_notify($1, $2)', [channel, notice]), { single: true })
        .catch(() => undefined);
    }
  }

  function arrived(whose: readonly store.Whose[]): void {
    for (const { tenantId, accountId } of whose) {
      if (started) live.set(accountId, { tenantId, accountId });
      else untold.add(`${tenantId} ${accountId}`);
    }
    if (!started) telling ??= setTimeout(tell, tellMs);
    fill();
  }

  return {
    arrived,
    async start() {
      started = true;
      listener = await database.listen(channel, (told) => arrived(parseNotice(told)));
      timer = setInterval(sweepOnce, sweepMs);
      await sweepOnce();
    },
    async idle() {
      do {
        while (batches.size > 0) await Promise.race(batches);
        cursor = first;
        await sweepOnce();
      } while (batches.size > 0);
    },
    async stop() {
      started = false;
      clearInterval(timer);
      clearTimeout(telling);
      await listener?.stop();
      await sweeping;
      await Promise.allSettled(batches);
    },
  };
}

function parseNotice(told: string): store.Whose[] {
  if (told === '') return [];
  return told.split(',').map((one) => {
    const [tenantId, accountId] = one.split(' ') as [string, string];
    return { tenantId, accountId };
  });
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
