/**
 * The rooms that an account lives in, put together over a real database and an emulator: connections, accounts,
 * subscriptions, lifecycle, their routes and their jobs. The rooms of meetings are left out; their tasks end at once.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accountRoutes,
  createAccounts,
  createAccountViews,
  statusesOf,
} from '../../server/accounts/index.ts';
import { createBudget, createCalendly } from '../../server/calendly/index.ts';
import { changeRoutes, createAppend, createLive } from '../../server/changes/index.ts';
import { followClock } from '../../server/clock.ts';
import {
  connectionRoutes,
  createConnections,
  createConnectionViews,
} from '../../server/connections/index.ts';
import type { Database } from '../../server/db/index.ts';
import { addRoutes, createServer } from '../../server/http/index.ts';
import { createIds } from '../../server/ids.ts';
import { createEnqueue, createWorker, done } from '../../server/jobs/index.ts';
import { createLifecycle, lifecycleRoutes } from '../../server/lifecycle/index.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createSubscriptions } from '../../server/subscriptions/index.ts';
import { createFreshness } from '../../server/sync/index.ts';
import { createSessions, createTenants, sessionRoutes } from '../../server/tenants/index.ts';
import { createVault, parseKeyRing } from '../../server/vault/index.ts';
import { testKeys } from './keys.ts';
import { freePort } from './program.ts';

export type Rooms = Awaited<ReturnType<typeof openRooms>>;

export async function openRooms(options: {
  database: Database;
  emulatorUrl: string;
  /** Where the emulator's clock is read, when its address leads elsewhere. */
  clockUrl?: string;
  port?: number;
  /** False: only the rooms, for a process beside others that share the public address. */
  listen?: boolean;
  dataFolder?: string;
  /** How long a call to Calendly may take. */
  deadlineMs?: number;
}) {
  const { database, emulatorUrl } = options;
  const port = options.port ?? (await freePort());
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'slotwire-rooms-')));
  const publicUrl = `http://localhost:${port}`;
  const redirectUri = `${publicUrl}/oauth/calendly/callback`;
  const log = createLog(process.env.TEST_LOG ?? 'silent');
  const metrics = createMetrics();
  const clock = await followClock(async () => {
    const answer = await fetch(`${options.clockUrl ?? emulatorUrl}/_emulator/clock`);
    return ((await answer.json()) as { offsetSeconds: number }).offsetSeconds * 1000;
  });
  const ids = createIds(clock.now);
  const vault = createVault(parseKeyRing(testKeys));
  const append = createAppend({ clock, ids });
  const enqueue = createEnqueue({ clock });
  const { deadlineMs } = options;
  const calendly = createCalendly({
    apiUrl: emulatorUrl,
    authUrl: emulatorUrl,
    clock,
    metrics,
    budget: createBudget({ clock }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  const sessions = createSessions({
    database,
    clock,
    ids,
    cookieName: 'slotwire-session',
    surroundings: { calendly: { kind: 'emulator', url: emulatorUrl }, redirectUri },
  });
  const parts = {
    database,
    clock,
    ids,
    vault,
    append,
    enqueue,
    calendly,
    log,
    publicUrl,
    redirectUri,
    dataFolder,
  };
  const connections = createConnections(parts);
  const accounts = createAccounts({ ...parts, connections });
  const subscriptions = createSubscriptions({ ...parts, accounts });
  const lifecycle = createLifecycle({ ...parts, connections, accounts, subscriptions });
  const connectionViews = createConnectionViews({ connections, statusesOf });
  const accountViews = createAccountViews({
    connections,
    subscriptionsOf: subscriptions.subscriptionsOf,
    freshnessOf: createFreshness({ clock, how: 'webhook' }),
    meetingsAhead: async () => new Map(),
  });
  const worker = createWorker({
    database,
    clock,
    log,
    metrics,
    spread: Math.random,
    runners: {
      'subscriptions.ensure': subscriptions.ensure,
      'lifecycle.disconnect': lifecycle.disconnect.run,
      'lifecycle.deleteConnection': lifecycle.deleteConnection.run,
      'lifecycle.eraseEndUser': lifecycle.eraseEndUser.run,
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
  const server = await createServer({ log, secure: false, trustProxy: false, formTargets: [] });
  addRoutes(
    server,
    [
      ...sessionRoutes({ sessions, cookieName: 'slotwire-session', secure: false }),
      ...connectionRoutes({ database, connections, views: connectionViews, countHeld: accounts.countHeld }),
      ...accountRoutes({ database, connections, accounts, views: accountViews }),
      ...lifecycleRoutes({
        ...parts,
        connectionViews,
        accounts,
        accountViews,
        lifecycle,
        secure: false,
      }),
      ...changeRoutes({ database, live }),
    ],
    sessions.authenticate,
  );
  if (options.listen ?? true) await server.listen({ host: '127.0.0.1', port });

  return {
    ...parts,
    url: publicUrl,
    clock,
    connections,
    accounts,
    subscriptions,
    lifecycle,
    worker,
    sessions,
    ensureTenant: (slug: string) =>
      createTenants(parts).ensure({
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
      clock.stop();
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
