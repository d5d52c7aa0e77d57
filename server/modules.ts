/**
 * Every module made once, from the parts it needs. Reads like a parts list.
 */
import { randomInt } from 'node:crypto';
import { createAccounts, createAccountViews, statusesOf, wordsOfAccount } from './accounts/index.ts';
import { createAlarms } from './alarms/index.ts';
import type { Budgets } from './budget/index.ts';
import type { Calendly } from './calendly/index.ts';
import { createAppend, nudgePages } from './changes/index.ts';
import type { Clock } from './clock.ts';
import { type Config, canBeCalled } from './config.ts';
import { createConfigure, createConnections, createConnectionViews } from './connections/index.ts';
import type { Database } from './db/index.ts';
import { createDeliveries } from './deliveries/index.ts';
import { createLimit, createOnce } from './http/index.ts';
import { createIds } from './ids.ts';
import { createEnqueue } from './jobs/index.ts';
import { createLifecycle } from './lifecycle/index.ts';
import type { Log } from './log.ts';
import { createMeetings } from './meetings/index.ts';
import type { Metrics } from './metrics.ts';
import { createOverviews } from './overview/index.ts';
import type { Requests } from './requests/index.ts';
import { createSubscriptions } from './subscriptions/index.ts';
import {
  createBackfill,
  createFreshness,
  createGlance,
  createReconcile,
  createSilence,
} from './sync/index.ts';
import {
  createApiKeys,
  createAudit,
  createAuthenticate,
  createSessionCookies,
  createSessions,
  createSingleSignOn,
  createTeam,
  createTenants,
} from './tenants/index.ts';
import { createEmulator, createTrial } from './trial/index.ts';
import { createRewrapState, createVault, type KeyRing } from './vault/index.ts';

/** Of the requests that one caller may send in a minute, the part that an address may with wrong keys and links. */
const failedPart = 1 / 50;

export type Modules = ReturnType<typeof createModules>;

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
  const subscriptions = createSubscriptions({ ...ground, accounts, spread: random });
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
  const silence = createSilence({ ...ground, accounts, hearing: subscriptions.hearing });
  const swept = { ...ground, accounts, meetings, silence, spread: random };
  const reconcile = createReconcile({ ...swept, how, limitOf });
  const glance = createGlance(swept);
  const accountViews = createAccountViews({
    connections,
    subscriptionsOf: subscriptions.subscriptionsOf,
    freshnessOf: createFreshness({ clock, how }),
    meetingsAhead: meetings.countAhead,
    alarmsOf: alarms.alarmsOf,
    requestsOf: parts.requests.recent,
  });
  const crossed = { ...ground, tenants, connections, accounts, accountViews, subscriptions, how };
  const lifecycle = createLifecycle(crossed);
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
    glance,
    judgeSilence: silence.judge,
    lifecycle,
    alarms,
    overviews,
    connectionViews,
    accountViews,
    trial,
  };
}

export function random(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}
