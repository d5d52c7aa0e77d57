/**
 * The composition root: a service of all modules, their routes and what runs their jobs.
 */
import { accountRoutes, passRoutes, rotationRoutes } from './accounts/index.ts';
import { createBudgets } from './budget/index.ts';
import { createCalendly, type OAuthClient } from './calendly/index.ts';
import { changeRoutes, createLive, type Live } from './changes/index.ts';
import { type Clock, followClock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { type ConfigFile, wrongFile } from './config-file.ts';
import { connectionRoutes, schemaRoute } from './connections/index.ts';
import type { Database } from './db/index.ts';
import { deliveryRoutes } from './deliveries/index.ts';
import { addRoutes, createServer, descriptionRoute, listen, type Route, serveUi } from './http/index.ts';
import { createIds } from './ids.ts';
import { createWorker, done, type Runners } from './jobs/index.ts';
import { type Lifecycle, lifecycleRoutes } from './lifecycle/index.ts';
import type { Log } from './log.ts';
import { meetingRoutes } from './meetings/index.ts';
import { createMetrics } from './metrics.ts';
import { createModules, type Modules, random } from './modules.ts';
import { overviewRoutes } from './overview/index.ts';
import { createReadiness, readyRoutes } from './ready.ts';
import { createRequests, requestRoutes } from './requests/index.ts';
import type { OlderSubscription, Subscriptions } from './subscriptions/index.ts';
import {
  auditRoutes,
  keyRoutes,
  type NewTenant,
  returnAddressRoutes,
  sealingKeyRoutes,
  sessionRoutes,
  singleSignOnRoutes,
  teamRoutes,
} from './tenants/index.ts';
import { trialRoutes } from './trial/index.ts';
import { holdRing, type ReadKeys } from './vault/index.ts';

export interface Service {
  /** Begins to answer; resolves to the address. */
  listen(): Promise<string>;
  /** Begins to work: jobs and received deliveries. */
  work(): Promise<void>;
  /** The tenant with this short name, made when there is none. */
  ensureTenant(wanted: NewTenant): Promise<{ id: string; created: boolean }>;
  findTenant(slug: string): Promise<string | undefined>;
  /** Brings the connections of the configuration file about. @throws Failure that names what stands in the way */
  configure(file: ConfigFile): Promise<void>;
  /** The secret of a one-time sign-in link: for the member with this email, or the first owner. */
  createSignInLink(tenantId: string, email?: string): Promise<string>;
  /** Takes over what an older integration holds. */
  import: Lifecycle['import'];
  /** Begins to renew the access of accounts that were taken over. */
  activate: Pick<Lifecycle['activate'], 'inspect' | 'begin' | 'progress'>;
  /** What of an older integration's still stands at Calendly for whole organizations, and for whom. */
  listOlder(tenantId: string): Promise<OlderSubscription[]>;
  /** Lets one of those go without the hosts that are named. */
  letGo(
    tenantId: string,
    calendlyUuid: string,
    without: readonly string[],
  ): ReturnType<Subscriptions['letGo']>;
  /** The OAuth application of a connection, and how many accounts hold something through it. */
  openApplication(
    tenantId: string,
    connectionId: number,
  ): Promise<{ client: OAuthClient; held: number } | undefined>;
  /** Wipes all that could act at Calendly; resolves to how many accounts had something. For a copy of a database. */
  wipeGrants(): Promise<number>;
  /** Answers what was begun, lets jobs end, lets go. The database is the caller's. */
  stop(): Promise<void>;
}

const jobsEndWithinMs = 8000;

export async function createService(
  config: Config,
  parts: { database: Database; log: Log; readKeys: ReadKeys; uiFolder: string },
): Promise<Service> {
  const { database, log, uiFolder } = parts;
  const emulatorUrl = config.calendly.kind === 'emulator' ? config.calendly.apiUrl : undefined;
  const { clock, stopClock } = await chooseClock(config);
  const ring = await holdRing({ database, log, read: parts.readKeys, id: createIds(clock.now).uuid() });
  const metrics = createMetrics();
  const { ceiling } = config.calendly;
  const budget = createBudgets({ database, clock, ceiling, random });
  let skew: number | undefined;
  const onSkew = (milliseconds: number) => {
    skew = milliseconds;
  };
  const requests = createRequests({ database, clock, ids: createIds(clock.now), log });
  const onRequest = requests.note;
  const calendly = createCalendly({ ...config.calendly, clock, metrics, budget, onSkew, onRequest });
  const live = await createLive({ database, log });
  const told = { budget, requests, skewOf: () => skew };
  const modules = createModules(config, { ...parts, ring, clock, metrics, calendly, ...told });
  const { tenants, team, accounts, alarms, subscriptions, deliveries, lifecycle, secure } = modules;
  const worker = createWorker({ ...modules, spread: random, runners: runnersOf(modules) });

  const app = await createServer({
    log,
    secure,
    trustProxy: config.trustProxy,
  });
  const readiness = createReadiness({ database, uiFolder, emulatorUrl });
  addRoutes(app, [...routesOf(modules, live), ...readyRoutes(readiness)], modules);
  deliveries.register(app);
  await serveUi(app, uiFolder);

  return {
    async listen() {
      await lifecycle.comeBack.start();
      return listen(app, config);
    },
    async work() {
      await lifecycle.comeBack.start();
      accounts.recovery.start();
      await deliveries.start();
      await worker.start();
    },
    ensureTenant: tenants.ensure,
    findTenant: tenants.find,
    configure: (file) => configureTenant(modules, file),
    createSignInLink: team.createLink,
    import: lifecycle.import,
    activate: lifecycle.activate,
    listOlder: (tenantId) => database.tenantTransaction(tenantId, subscriptions.listOlder),
    letGo: (tenantId, uuid, without) =>
      database.tenantTransaction(tenantId, (tx) => subscriptions.letGo(tx, tenantId, uuid, without)),
    openApplication: (tenantId, id) =>
      database.tenantTransaction(tenantId, async (tx) => {
        const client = await modules.connections.openClient(tx, tenantId, id);
        return client && { client, held: await accounts.countHeld(tx, id) };
      }),
    wipeGrants: lifecycle.wipeGrants,
    async stop() {
      lifecycle.comeBack.stop();
      accounts.recovery.stop();
      await live.stop();
      await app.close();
      await worker.stop(jobsEndWithinMs);
      await deliveries.stop();
      await alarms.settled();
      await calendly.close();
      await requests.stop();
      await ring.stop();
      stopClock();
    },
  };
}

export function runnersOf(modules: Modules): Runners {
  const {
    how,
    accounts,
    subscriptions,
    backfill,
    reconcile,
    glance,
    judgeSilence,
    lifecycle,
    meetings,
    deliveries,
    requests,
    alarms,
  } = modules;
  return {
    // Where Calendly cannot reach us, a subscription would only be switched off.
    'subscriptions.ensure': how === 'webhook' ? subscriptions.ensure : async () => done(),
    'subscriptions.retire': subscriptions.retire,
    'sync.backfill': backfill.run,
    'sync.reconcile': reconcile,
    'sync.glance': glance,
    'sync.judgeSilence': judgeSilence,
    'accounts.rotate': accounts.rotations.run,
    'accounts.giveBackHeld': accounts.held.giveBack,
    'lifecycle.activate': lifecycle.activate.run,
    'lifecycle.disconnect': lifecycle.disconnect.run,
    'lifecycle.leave': lifecycle.leave,
    'lifecycle.deleteConnection': lifecycle.deleteConnection.run,
    'lifecycle.eraseEndUser': lifecycle.eraseEndUser.run,
    'lifecycle.checkClient': lifecycle.watchClient,
    'lifecycle.repair': lifecycle.repair.run,
    'lifecycle.lookAgain': lifecycle.comeBack.lookAgain,
    'meetings.fetch': meetings.fetch,
    'meetings.erase': deliveries.erase,
    'deliveries.expire': deliveries.expire,
    'deliveries.dropSealed': deliveries.dropSealed,
    'requests.expire': requests.expire,
    'alarms.watch': alarms.watch,
    'deliveries.confirm': deliveries.confirm,
    'deliveries.ask': deliveries.ask,
    'deliveries.verify': deliveries.verifyKept,
  };
}

export function routesOf(modules: Modules, live: Live): Route[] {
  const { accounts, connectionViews, accountViews, budget, trial } = modules;
  const routes = [
    ...sessionRoutes(modules),
    ...singleSignOnRoutes(modules),
    ...teamRoutes(modules),
    ...auditRoutes(modules),
    ...returnAddressRoutes(modules),
    ...sealingKeyRoutes(modules),
    ...keyRoutes(modules),
    ...changeRoutes({ ...modules, live }),
    ...connectionRoutes({ ...modules, views: connectionViews, countHeld: accounts.countHeld }),
    schemaRoute(),
    ...accountRoutes({ ...modules, views: accountViews, budgetOf: budget.stateOf }),
    ...requestRoutes({ ...modules, findAccount: accounts.find }),
    ...passRoutes(modules),
    ...rotationRoutes(modules),
    ...lifecycleRoutes(modules),
    ...meetingRoutes(modules),
    ...deliveryRoutes(modules),
    ...overviewRoutes(modules),
    ...(trial ? trialRoutes({ ...modules, trial }) : []),
  ];
  return [...routes, descriptionRoute(routes)];
}

async function configureTenant({ database, tenants, configure }: Modules, file: ConfigFile): Promise<void> {
  const tenantId = await tenants.find(file.tenant);
  if (!tenantId) {
    const message = `There is no tenant “${file.tenant}”. \`npm run slotwire -- tenant create\` makes one.`;
    throw wrongFile('The configuration file', [{ path: 'tenant', message }]);
  }
  await database.tenantTransaction(tenantId, async (tx) => {
    const problems = await configure(tx, tenantId, file.connections);
    if (problems.length > 0) throw wrongFile('The configuration file', problems);
  });
}

async function chooseClock(config: Config): Promise<{ clock: Clock; stopClock(): void }> {
  if (!config.followClock) return { clock: systemClock, stopClock: () => undefined };
  const address = `${config.followClock}/_emulator/clock`;
  const clock = await followClock(async () => {
    const response = await fetch(address, { signal: AbortSignal.timeout(2000) });
    return ((await response.json()) as { offsetSeconds: number }).offsetSeconds * 1000;
  });
  return { clock, stopClock: clock.stop };
}
