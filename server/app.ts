/**
 * The composition root: every module made once, from the parts it needs. Reads like a parts list.
 */
import { randomInt } from 'node:crypto';
import {
  accountRoutes,
  createAccounts,
  createAccountViews,
  passRoutes,
  rotationRoutes,
  statusesOf,
  wordsOfAccount,
} from './accounts/index.ts';
import { createAlarms } from './alarms/index.ts';
import { type Budgets, createBudgets } from './budget/index.ts';
import { type Calendly, createCalendly } from './calendly/index.ts';
import { changeRoutes, createAppend, createLive, type Live, nudgePages } from './changes/index.ts';
import { type Clock, followClock, systemClock } from './clock.ts';
import { type Config, canBeCalled } from './config.ts';
import { type ConfigFile, wrongFile } from './config-file.ts';
import {
  connectionRoutes,
  createConfigure,
  createConnections,
  createConnectionViews,
  schemaRoute,
} from './connections/index.ts';
import type { Database } from './db/index.ts';
import { createDeliveries, deliveryRoutes } from './deliveries/index.ts';
import {
  addRoutes,
  createLimit,
  createOnce,
  createServer,
  descriptionRoute,
  listen,
  type Route,
  serveUi,
} from './http/index.ts';
import { createIds } from './ids.ts';
import { createEnqueue, createWorker, done, type Runners } from './jobs/index.ts';
import { createLifecycle, type Lifecycle, lifecycleRoutes } from './lifecycle/index.ts';
import type { Log } from './log.ts';
import { createMeetings, meetingRoutes } from './meetings/index.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOverviews, overviewRoutes } from './overview/index.ts';
import { createReadiness, readyRoutes } from './ready.ts';
import { createRequests, type Requests, requestRoutes } from './requests/index.ts';
import { createSubscriptions, type OlderSubscription, type Subscriptions } from './subscriptions/index.ts';
import { createBackfill, createFreshness, createReconcile } from './sync/index.ts';
import {
  auditRoutes,
  createApiKeys,
  createAudit,
  createAuthenticate,
  createSessionCookies,
  createSessions,
  createSingleSignOn,
  createTeam,
  createTenants,
  keyRoutes,
  type NewTenant,
  returnAddressRoutes,
  sealingKeyRoutes,
  sessionRoutes,
  singleSignOnRoutes,
  teamRoutes,
} from './tenants/index.ts';
import { createEmulator, createTrial, trialRoutes } from './trial/index.ts';
import { createRewrapState, createVault, holdRing, type KeyRing, type ReadKeys } from './vault/index.ts';

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
  /** Wipes all that could act at Calendly; resolves to how many accounts had something. For a copy of a database. */
  wipeGrants(): Promise<number>;
  /** Answers what was begun, lets jobs end, lets go. The database is the caller's. */
  stop(): Promise<void>;
}

const jobsEndWithinMs = 8000;
/** Of the requests that one caller may send in a minute, the part that an address may with wrong keys and links. */
const failedPart = 1 / 50;

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

type Modules = ReturnType<typeof createModules>;

/** Every module, from the ground up: nothing listens yet, nothing runs. */
export function createModules(
  config: Pick<
    Config,
    | 'publicUrl'
    | 'calendly'
    | 'dataFolder'
    | 'deliveriesKeptDays'
    | 'requestsPerMinute'
    | 'singleSignOn'
    | 'alarms'
  >,
  parts: {
    database: Database;
    log: Log;
    ring: KeyRing;
    clock: Clock;
    metrics: Metrics;
    calendly: Calendly;
    budget: Pick<Budgets, 'limitOf' | 'stateOf'>;
    requests: Requests;
    /** By how many milliseconds our clock was ahead of Calendly's, when it last answered. */
    skewOf(): number | undefined;
  },
) {
  const { publicUrl, dataFolder, deliveriesKeptDays: keptDays } = config;
  const { clock } = parts;
  const { limitOf } = parts.budget;
  const ids = createIds(clock.now);
  const vault = createVault(parts.ring);
  const append = createAppend({ clock, ids });
  const enqueue = createEnqueue({ clock });
  const audit = createAudit({ ...parts, ids });
  const ground = { ...parts, ids, vault, append, nudgePages, enqueue, enter: audit.enter, publicUrl };

  const secure = publicUrl.startsWith('https:');
  const cookies = createSessionCookies({ secure });
  const redirectUri = `${publicUrl}/oauth/calendly/callback`;
  const surroundings = {
    calendly: { kind: config.calendly.kind, url: config.calendly.authUrl },
    redirectUri,
  };
  const how = canBeCalled(config) ? ('webhook' as const) : ('polling' as const);

  const tenants = createTenants(ground);
  const team = createTeam(ground);
  const sessions = createSessions({ ...ground, cookies, surroundings });
  const singleSignOn = createSingleSignOn({ ...ground, settings: config.singleSignOn });
  const apiKeys = createApiKeys(ground);
  const limit = createLimit({ clock, perMinute: config.requestsPerMinute });
  const limitFailed = createLimit({ clock, perMinute: Math.ceil(config.requestsPerMinute * failedPart) });
  const once = createOnce(ground);
  const rewrapState = createRewrapState(ground);
  const connections = createConnections(ground);
  const accounts = createAccounts({ ...ground, connections, redirectUri, dataFolder });
  const alarms = createAlarms({ ...ground, accounts, thresholds: config.alarms });
  const { noteCaller, noteSender } = alarms;
  const authenticate = createAuthenticate({ sessions, apiKeys, limitFailed, noteCaller });
  const configure = createConfigure({ ...ground, connections, countHeld: accounts.countHeld });
  const subscriptions = createSubscriptions({ ...ground, accounts });
  const meetings = createMeetings({ ...ground, accounts });
  const deliveries = createDeliveries({
    ...ground,
    accounts,
    subscriptions,
    meetings,
    noteSender,
    random,
    keptDays,
  });
  const backfill = createBackfill({ ...ground, accounts, meetings });
  const reconcile = createReconcile({ ...ground, accounts, meetings, how, limitOf, spread: random });
  const lifecycle = createLifecycle({ ...ground, tenants, connections, accounts, subscriptions, how });
  const overviews = createOverviews({
    ...ground,
    accounts,
    connections,
    subscriptions,
    deliveries,
    alarms,
    apiKeys,
  });
  const connectionViews = createConnectionViews({ connections, statusesOf, wordsOfAccount });
  const accountViews = createAccountViews({
    connections,
    subscriptionsOf: subscriptions.subscriptionsOf,
    freshnessOf: createFreshness({ clock, how }),
    meetingsAhead: meetings.countAhead,
    alarmsOf: alarms.alarmsOf,
    requestsOf: parts.requests.recent,
  });
  const trial =
    config.calendly.kind === 'emulator'
      ? createTrial({
          ...ground,
          emulator: createEmulator(config.calendly.apiUrl),
          accountViews,
          connections,
          deliveries,
          meetings,
          redirectUri,
        })
      : undefined;
  return {
    ...ground,
    secure,
    calendlyPages: config.calendly.authUrl,
    cookies,
    audit,
    team,
    singleSignOn,
    limitFailed,
    redirectUri,
    how,
    tenants,
    sessions,
    apiKeys,
    authenticate,
    limit,
    once,
    rewrapState,
    connections,
    configure,
    accounts,
    subscriptions,
    meetings,
    deliveries,
    backfill,
    reconcile,
    lifecycle,
    alarms,
    overviews,
    connectionViews,
    accountViews,
    trial,
  };
}

export function runnersOf(modules: Modules): Runners {
  const {
    how,
    accounts,
    subscriptions,
    backfill,
    reconcile,
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
    'accounts.rotate': accounts.rotations.run,
    'accounts.giveBackHeld': accounts.held.giveBack,
    'lifecycle.activate': lifecycle.activate.run,
    'lifecycle.disconnect': lifecycle.disconnect.run,
    'lifecycle.leave': lifecycle.leave,
    'lifecycle.deleteConnection': lifecycle.deleteConnection.run,
    'lifecycle.eraseEndUser': lifecycle.eraseEndUser.run,
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

function random(): number {
  return randomInt(2 ** 32) / 2 ** 32;
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
