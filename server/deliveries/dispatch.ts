/**
 * Which accounts are next. Those that just received something go first, in the order they came; behind them what a
 * sweep found waiting: a backlog, or what a process left that died. Who waits at the same time goes together, as far
 * as they are of one tenant; whoever comes while others of the tenant are under way waits for them, unless there are
 * enough for a transaction of their own: many small ones side by side cost more than they gain. Nothing is claimed
 * ahead: the accounts' locks are held only while a transaction runs, so a dead process leaves nothing to take over.
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

interface Batch {
  whose: readonly [store.Whose, ...store.Whose[]];
  from: Map<string, store.Whose>;
  /** It is one for which something is read first, and nobody waits for that. */
  alone: boolean;
}

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
  const batches = new Map<Promise<void>, Batch>();
  /** Accounts for which something must be read first. */
  const alone = new Set<string>();
  let cursor = first;
  let sweeping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let listener: { stop(): Promise<void> } | undefined;
  let started = false;

  /**
   * Those of the queue that go next, of one tenant; one that goes alone goes alone. Of a tenant of `held` only as many
   * as fill a batch.
   */
  function choose(queue: Map<string, store.Whose>, held: ReadonlySet<string>): Batch | undefined {
    const gathered = new Map<string, [store.Whose, ...store.Whose[]]>();
    let chosen: string | undefined;
    for (const whose of queue.values()) {
      const { tenantId, accountId } = whose;
      if (running.has(accountId)) continue;
      if (alone.has(accountId)) {
        if (chosen === undefined) return { whose: [whose], from: queue, alone: true };
        continue;
      }
      if (chosen !== undefined && tenantId !== chosen) continue;
      if (!held.has(tenantId)) chosen = tenantId;
      const batch = gathered.get(tenantId);
      if (batch) batch.push(whose);
      else gathered.set(tenantId, [whose]);
      if (batch?.length === together) return { whose: batch, from: queue, alone: false };
    }
    const rest = chosen === undefined ? undefined : gathered.get(chosen);
    return rest && { whose: rest, from: queue, alone: false };
  }

  function next(): Batch | undefined {
    const underWay = [...batches.values()];
    const served = underWay.filter((batch) => batch.from === live && !batch.alone);
    const urgent = choose(live, new Set(served.map(({ whose: [{ tenantId }] }) => tenantId)));
    if (urgent) return urgent;
    const patient = underWay.filter(({ from }) => from === behind).length < atOnceBehind;
    return patient ? choose(behind, new Set()) : undefined;
  }

  function fill(): void {
    while (started && batches.size < atOnce) {
      const batch = next();
      if (!batch) break;
      for (const { accountId } of batch.whose) {
        batch.from.delete(accountId);
        running.add(accountId);
        alone.delete(accountId);
      }
      const run = runBatch(batch).finally(() => {
        batches.delete(run);
        for (const { accountId } of batch.whose) running.delete(accountId);
        fill();
      });
      batches.set(run, batch);
    }
  }

  async function processAll(batch: Batch): Promise<ReadonlyMap<string, Processed>> {
    const [first] = batch.whose;
    if (batch.alone) return new Map([[first.accountId, await process.alone(first)]]);
    const accountIds = batch.whose.map(({ accountId }) => accountId);
    return process.together(first.tenantId, accountIds);
  }

  async function runBatch(batch: Batch): Promise<void> {
    const { whose: all, from } = batch;
    const processed = await processAll(batch).catch((error): ReadonlyMap<string, Processed> => {
      log.warn({ err: error }, 'processing deliveries failed; the next sweep finds them again');
      return new Map();
    });
    const outcomeIs = (wanted: Processed) =>
      all.filter(({ accountId }) => processed.get(accountId) === wanted);
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
        while (batches.size > 0) await Promise.race(batches.keys());
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
      await Promise.allSettled(batches.keys());
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
