/**
 * Which account is next. Those that just received something go first, in the order they came; behind them what a
 * sweep found waiting: a backlog, or what a process left that died. Nothing is claimed ahead: the account's lock
 * is held only while a transaction runs, so a dead process leaves nothing to take over.
 */
import type { Database, Tx } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { Process, Processed } from './process.ts';
import * as store from './store.ts';

const sweepMs = 500;
const swept = 200;
const atOnce = 4;
/** Of the places, how many a backlog may take. */
const atOnceBehind = 3;
const busyMs = 20;

/** A process that only receives says here whose deliveries came. */
const channel = 'slotwire_deliveries';
/** So many fit into one notice; of the others a sweep learns. */
const toldAtMost = 100;

export interface Dispatch {
  /** In the transaction that received them: processes elsewhere are told where none works here. */
  announce(tx: Tx, whose: readonly store.Whose[]): Promise<void>;
  /** Deliveries of these accounts were committed. */
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
  const running = new Map<string, Promise<void>>();
  let runningBehind = 0;
  let cursor = first;
  let sweeping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let listener: { stop(): Promise<void> } | undefined;
  let started = false;

  function next(): { whose: store.Whose; from: typeof live } | undefined {
    const urgent = firstFree(live, running);
    if (urgent) return { whose: urgent, from: live };
    const patient = runningBehind < atOnceBehind ? firstFree(behind, running) : undefined;
    return patient && { whose: patient, from: behind };
  }

  function fill(): void {
    while (started && running.size < atOnce) {
      const chosen = next();
      if (!chosen) break;
      const { whose, from } = chosen;
      from.delete(whose.accountId);
      if (from === behind) runningBehind++;
      const run = runOne(whose, from).finally(() => {
        running.delete(whose.accountId);
        if (from === behind) runningBehind--;
        fill();
      });
      running.set(whose.accountId, run);
    }
  }

  async function runOne(whose: store.Whose, from: typeof live): Promise<void> {
    const processed = await process(whose).catch((error): Processed => {
      log.warn({ err: error }, 'processing deliveries failed; the next sweep finds them again');
      return 'empty';
    });
    if (processed === 'more') from.set(whose.accountId, whose);
    if (processed === 'busy' && from === live) {
      await new Promise((resolve) => setTimeout(resolve, busyMs));
      live.set(whose.accountId, whose);
    }
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

  function arrived(whose: readonly store.Whose[]): void {
    if (!started) return;
    for (const { tenantId, accountId } of whose) live.set(accountId, { tenantId, accountId });
    fill();
  }

  return {
    arrived,
    async announce(tx, whose) {
      if (started) return;
      const told = new Set(whose.map(({ tenantId, accountId }) => `${tenantId} ${accountId}`));
      await tx.query('select pg_notify($1, $2)', [channel, [...told].slice(0, toldAtMost).join()]);
    },
    async start() {
      started = true;
      listener = await database.listen(channel, (told) => arrived(parseNotice(told)));
      timer = setInterval(sweepOnce, sweepMs);
      await sweepOnce();
    },
    async idle() {
      do {
        while (running.size > 0) await Promise.race(running.values());
        cursor = first;
        await sweepOnce();
      } while (running.size > 0);
    },
    async stop() {
      started = false;
      clearInterval(timer);
      await listener?.stop();
      await sweeping;
      await Promise.allSettled(running.values());
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

function firstFree(
  queue: ReadonlyMap<string, store.Whose>,
  running: ReadonlyMap<string, unknown>,
): store.Whose | undefined {
  for (const whose of queue.values()) if (!running.has(whose.accountId)) return whose;
  return undefined;
}
