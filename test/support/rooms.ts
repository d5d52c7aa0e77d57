/**
 * The service's modules over a real database and an emulator, each within reach of a test, with their routes and jobs.
 * Nothing runs by itself but what the test asks the worker for, and nothing of meetings: their tasks end at once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routesOf, runnersOf } from '../../server/app.ts';
import { createBudgets } from '../../server/budget/index.ts';
import { createCalendly } from '../../server/calendly/index.ts';
import { createLive } from '../../server/changes/index.ts';
import { followClock } from '../../server/clock.ts';
import { usualThresholds } from '../../server/config.ts';
import type { Database } from '../../server/db/index.ts';
import { addRoutes, createServer } from '../../server/http/index.ts';
import { createIds } from '../../server/ids.ts';
import { createWorker, done } from '../../server/jobs/index.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createModules } from '../../server/modules.ts';
import { createRequests } from '../../server/requests/index.ts';
import { parseKeyRing } from '../../server/vault/index.ts';
import { testKeys } from './keys.ts';
import { freePort } from './program.ts';

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

export async function openRooms(options: {
  database: Database;
  emulatorUrl: string;
  /** Where the emulator's clock is read, when its address leads elsewhere. */
  clockUrl?: string;
  port?: number;
  /** Where Calendly is told to reach it, when that is not where it listens. */
  publicUrl?: string;
  /** True: what Calendly posts is taken in; else it is answered 404. */
  intake?: boolean;
  /** False: only the modules, for a process beside others that share the public address. */
  listen?: boolean;
  dataFolder?: string;
  /** How long a call to Calendly may take. */
  deadlineMs?: number;
}) {
  const { database, emulatorUrl, clockUrl = emulatorUrl, deadlineMs, listen = true } = options;
  const port = options.port ?? (await freePort());
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'slotwire-rooms-')));
  const url = `http://localhost:${port}`;
  const { publicUrl = url } = options;
  const log = createLog(process.env.TEST_LOG ?? 'silent');
  const metrics = createMetrics();
  const clock = await followClock(async () => {
    const answer = await fetch(`${clockUrl}/_emulator/clock`);
    return ((await answer.json()) as { offsetSeconds: number }).offsetSeconds * 1000;
  });
  const budget = createBudgets({ database, clock, ceiling: undefined, random: Math.random });
  const requests = createRequests({ database, clock, ids: createIds(clock.now), log });
  const place = { kind: 'emulator', apiUrl: emulatorUrl, authUrl: emulatorUrl } as const;
  let skew: number | undefined;
  const calendly = createCalendly({
    ...place,
    clock,
    metrics,
    budget,
    onRequest: requests.note,
    onSkew: (milliseconds) => {
      skew = milliseconds;
    },
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  const modules = createModules(
    {
      publicUrl,
      dataFolder,
      calendly: place,
      deliveriesKeptDays: 35,
      alarms: usualThresholds,
      requestsPerMinute: 100_000,
    },
    {
      database,
      log,
      ring: parseKeyRing(testKeys),
      clock,
      metrics,
      calendly,
      budget,
      requests,
      skewOf: () => skew,
    },
  );
  const worker = createWorker({
    ...modules,
    spread: Math.random,
    runners: {
      ...runnersOf(modules),
      'sync.backfill': async () => done(),
      'sync.reconcile': async () => done(),
      'meetings.fetch': async () => done(),
      'meetings.erase': async () => done(),
      'deliveries.confirm': async () => done(),
      'deliveries.ask': async () => done(),
      'deliveries.verify': async () => done(),
    },
  });
  const live = await createLive({ database, log });
  const server = await createServer({ log, secure: false, trustProxy: false });
  addRoutes(server, routesOf(modules, live), modules);
  if (options.intake) modules.deliveries.register(server);
  if (listen) await server.listen({ host: '127.0.0.1', port });

  return {
    ...modules,
    url,
    clock,
    worker,
    ensureTenant: (slug: string) =>
      modules.tenants.ensure({
        slug,
        name: slug,
        environment: 'development',
        demo: null,
        owner: { name: 'Mara Lind', email: 'mara@example.com' },
      }),
    async close() {
      await worker.stop(2000);
      await live.stop();
      await server.close();
      await calendly.close();
      await requests.stop();
      clock.stop();
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
