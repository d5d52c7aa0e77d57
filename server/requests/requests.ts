/**
 * What we asked Calendly for each account, kept for thirty days. Whoever asks is never kept waiting: what was asked is
 * gathered and written a moment later, a batch for each tenant. A log that cannot be written costs entries, never work.
 */
import type { RecentRequests } from '../../sdk/types.ts';
import { describeFailure, type MadeRequest } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { firstUuidAt, type Ids } from '../ids.ts';
import { type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import * as store from './store.ts';

export interface Requests {
  /** Keeps in mind what was asked; written soon. */
  note(made: MadeRequest): void;
  list: typeof store.listRequests;
  /** Accounts that asked much, failed often or renewed often in the last hour. */
  busy: typeof store.listBusy;
  /** The id from which on entries are kept now. */
  keptFrom(): string;
  recent(tx: Tx, accountId: string): Promise<RecentRequests>;
  /** Runs the task `requests.expire`. */
  expire(run: Run<'requests.expire'>): Promise<Outcome>;
  /** Writes what is in mind. */
  write(): Promise<void>;
  stop(): Promise<void>;
}

type Entry = Parameters<typeof store.insertRequests>[2][number];

const everyMs = 1000;
/** In mind at most; what comes on top while the database is away is not kept. */
const mostInMind = 20_000;
const atOnce = 1000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const keptMs = 30 * dayMs;
const failuresTold = 5;

export function createRequests(deps: { database: Database; clock: Clock; ids: Ids; log: Log }): Requests {
  const { database, clock, ids, log } = deps;
  let byTenant = new Map<string, Entry[]>();
  let inMind = 0;
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  function note({ tenantId, status, failure, tookMs: took, ...made }: MadeRequest): void {
    if (inMind >= mostInMind) {
      lost++;
      return;
    }
    inMind++;
    const came = { status: status ?? null, failure: failure ?? null, took };
    const entry = { ...made, ...came, id: ids.uuid(), at: clock.iso() };
    const entries = byTenant.get(tenantId);
    if (entries) entries.push(entry);
    else byTenant.set(tenantId, [entry]);
    timer ??= setTimeout(write, everyMs).unref();
  }

  /** One at a time, so that a slow database is not asked again by each second. */
  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(writeAll);
    return writing;
  }

  async function writeAll(): Promise<void> {
    const all = byTenant;
    byTenant = new Map();
    inMind = 0;
    for (const [tenantId, entries] of all) {
      for (let from = 0; from < entries.length; from += atOnce) {
        const batch = entries.slice(from, from + atOnce);
        try {
          await database.tenantTransaction(tenantId, (tx) => store.insertRequests(tx, tenantId, batch));
        } catch (error) {
          lost += batch.length;
          log.warn({ err: error }, 'requests to Calendly could not be logged');
        }
      }
    }
    if (lost > 0) log.warn({ lost }, 'some requests to Calendly are not in the log');
    lost = 0;
  }

  return {
    note,
    list: store.listRequests,
    busy: store.listBusy,
    keptFrom: () => firstUuidAt(clock.now() - keptMs),

    async recent(tx, accountId) {
      const now = clock.now();
      const began = (Math.floor(now / minuteMs) - 59) * minuteMs;
      const from = isoMicros(began);
      const perMinute = Array.from({ length: 60 }, () => 0);
      const counts = await store.countByMinute(tx, accountId, { from, fromId: firstUuidAt(began) });
      for (const { minute, count } of counts) if (minute in perMinute) perMinute[minute] = count;
      const groups = await store.groupFailures(tx, accountId, firstUuidAt(now - dayMs), failuresTold);
      const failures = groups.map(({ failure: kind, ...group }) => ({
        kind,
        ...describeFailure(kind, group),
        ...group,
      }));
      return { from, perMinute, failures };
    },

    expire({ tenantId }) {
      return database.tenantTransaction(tenantId, async (tx) => {
        const gone = await store.deleteBefore(tx, firstUuidAt(clock.now() - keptMs), atOnce);
        return snooze(gone < atOnce ? hourMs : 0);
      });
    },

    write,
    async stop() {
      await write();
    },
  };
}
