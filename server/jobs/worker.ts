/**
 * Runs what is due. A job is leased by the database's clock and fenced: its result counts only under the
 * fence it was claimed with, so that a holder that was stopped and comes back late changes nothing.
 * A dead holder's job is free again after the lease. Jobs of one (tenant, name, key) never run beside each other.
 */
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { isBulk, type TaskName, type Tasks } from './catalogue.ts';
import { jobsChannel } from './enqueue.ts';
import { backOff, type Outcome, retry } from './outcome.ts';

export interface Run<Name extends TaskName> {
  tenantId: string;
  payload: Tasks[Name];
  /** How often it failed before. */
  attempts: number;
  /** Whether the lease is still this run's; ask inside a transaction that writes. */
  stillMine(tx: Tx): Promise<boolean>;
  /** The next run of this job, after whatever ends this one, has this payload. False when the lease is another's. */
  keep(tx: Tx, payload: Tasks[Name]): Promise<boolean>;
}

export type Runners = { [Name in TaskName]: (run: Run<Name>) => Promise<Outcome> };

interface Claimed {
  id: number;
  tenant_id: string;
  name: TaskName;
  fence: number;
  attempts: number;
}

const leaseSeconds = 30;
const sweepMs = 1000;
const atOnce = 8;
/** The other places are for what cannot wait, however much of the rest is due. */
const bulkAtOnce = 6;

export interface Worker {
  start(): Promise<void>;
  /** Resolves when nothing is due and nothing runs. */
  idle(): Promise<void>;
  /** Lets running jobs end, for at most `withinMs`. */
  stop(withinMs: number): Promise<void>;
}

export function createWorker(deps: {
  database: Database;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  runners: Runners;
  spread: () => number;
}): Worker {
  const { database, clock, log, metrics } = deps;
  const running = new Map<Promise<void>, Claimed>();
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let listener: { stop(): Promise<void> } | undefined;
  let sweeping: Promise<number> | undefined;
  /** Somebody nudged while a sweep had perhaps looked already. */
  let again = false;

  function claim(free: number, freeForBulk: number): Promise<Claimed[]> {
    const at = clock.iso();
    const some = (tx: Tx, bulk: boolean, limit: number) =>
      tx.query<Claimed>(
        `update jobs set fence = fence + 1, lease_until = now() + make_interval(secs => $3)
         where id in (
           select id from jobs j where bulk = $4 and due_at <= $1
             and (lease_until < now() or (lease_until is null and not exists (
               select from jobs held where held.tenant_id = j.tenant_id and held.name = j.name and held.key = j.key
                 and held.lease_until is not null)))
           order by due_at limit $2 for update skip locked)
         returning id, tenant_id, name, fence, attempts`,
        [at, limit, leaseSeconds, bulk],
      );
    return database.dispatchTransaction(async (tx) => {
      const first = await some(tx, false, free);
      const rest = Math.min(free - first.length, freeForBulk);
      return rest > 0 ? [...first, ...(await some(tx, true, rest))] : first;
    });
  }

  async function sweep(): Promise<number> {
    if (stopping || running.size >= atOnce) return 0;
    const bulk = [...running.values()].filter(({ name }) => isBulk(name)).length;
    const claimed = await claim(atOnce - running.size, bulkAtOnce - bulk);
    for (const job of claimed) {
      const run = runOne(job)
        .catch((error) =>
          log.error({ err: error, job: job.name }, 'a job could not be settled; its lease ends by itself'),
        )
        .finally(() => {
          running.delete(run);
          nudge();
        });
      running.set(run, job);
    }
    return claimed.length;
  }

  function nudge(): void {
    if (stopping) return;
    if (sweeping) {
      again = true;
      return;
    }
    again = false;
    sweeping = sweep()
      .catch((error) => {
        log.warn({ err: error }, 'looking for due work failed; again in a second');
        return 0;
      })
      .finally(() => {
        sweeping = undefined;
        if (again) nudge();
      });
  }

  async function runOne(job: Claimed): Promise<void> {
    const held = await database.tenantTransaction(job.tenant_id, (tx) =>
      tx.maybe<{ payload: Tasks[TaskName] }>('select payload from jobs where id = $1 and fence = $2', [
        job.id,
        job.fence,
      ]),
    );
    if (!held) return;
    const heart = setInterval(() => void extend(job), (leaseSeconds * 1000) / 3);
    let outcome: Outcome;
    try {
      const runner = deps.runners[job.name] as (run: Run<TaskName>) => Promise<Outcome>;
      outcome = await runner({
        tenantId: job.tenant_id,
        payload: held.payload,
        attempts: job.attempts,
        stillMine: async (tx) =>
          (await tx.maybe('select 1 from jobs where id = $1 and fence = $2 for update', [
            job.id,
            job.fence,
          ])) !== undefined,
        keep: async (tx, payload) =>
          (await tx.maybe('update jobs set payload = $3 where id = $1 and fence = $2 returning 1', [
            job.id,
            job.fence,
            JSON.stringify(payload),
          ])) !== undefined,
      });
    } catch (error) {
      log.warn({ err: error, job: job.name, attempts: job.attempts }, 'a job failed');
      outcome = retry(error instanceof Error ? error.message : String(error));
    } finally {
      clearInterval(heart);
    }
    metrics.jobs.inc({ name: job.name, outcome: outcome.kind });
    await settle(job, outcome);
  }

  async function extend(job: Claimed): Promise<void> {
    await database
      .dispatchTransaction((tx) =>
        tx.query(
          'update jobs set lease_until = now() + make_interval(secs => $3) where id = $1 and fence = $2',
          [job.id, job.fence, leaseSeconds],
        ),
      )
      .catch((error) => log.warn({ err: error, job: job.name }, 'a lease could not be extended'));
  }

  /** A job that goes on is written anew, since another of its key may have been enqueued meanwhile. */
  async function settle(job: Claimed, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'give_up')
      log.error({ job: job.name, reason: outcome.reason }, 'a job was given up');
    await database.tenantTransaction(job.tenant_id, async (tx) => {
      const [row] = await tx.query<{ key: string; payload: unknown; created_at: string }>(
        'delete from jobs where id = $1 and fence = $2 returning key, payload, created_at',
        [job.id, job.fence],
      );
      if (!row || outcome.kind === 'done' || outcome.kind === 'give_up') return;
      const failed = outcome.kind === 'retry';
      const pause = outcome.afterMs ?? backOff(job.attempts, deps.spread());
      await tx.query(
        `insert into jobs (tenant_id, name, bulk, key, payload, due_at, attempts, fence, last_error, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (tenant_id, name, key) where lease_until is null do nothing`,
        [
          job.tenant_id,
          job.name,
          isBulk(job.name),
          row.key,
          JSON.stringify(row.payload),
          isoMicros(clock.now() + pause),
          failed ? job.attempts + 1 : 0,
          job.fence,
          failed ? outcome.reason.slice(0, 500) : null,
          row.created_at,
        ],
      );
    });
  }

  return {
    async start() {
      listener = await database.listen(jobsChannel, nudge);
      timer = setInterval(nudge, sweepMs);
      nudge();
    },
    async idle() {
      for (;;) {
        await sweeping;
        if (running.size > 0) await Promise.race(running.keys());
        else if ((await sweep()) === 0 && running.size === 0) return;
      }
    },
    async stop(withinMs) {
      stopping = true;
      clearInterval(timer);
      await listener?.stop();
      await sweeping;
      await Promise.race([
        Promise.allSettled(running.keys()),
        new Promise((resolve) => setTimeout(resolve, withinMs).unref()),
      ]);
    },
  };
}
