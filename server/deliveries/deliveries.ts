/** What Calendly posted to us: taken in, given its effect, kept to be shown and replayed. */
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Meetings } from '../meetings/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Vault } from '../vault/index.ts';
import { type Ask, createAsk } from './ask.ts';
import { type Confirm, createConfirm } from './confirm.ts';
import { type Bucketed, listCounts } from './counts.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createEnter } from './enter.ts';
import { createForget, type Forget } from './forget.ts';
import { registerIntake } from './intake.ts';
import { registerLegacy } from './intake-legacy.ts';
import { createProcess, type Whoever } from './process.ts';
import { createReceive } from './receive.ts';
import { createReceiveLegacy } from './receive-legacy.ts';
import { createRefused } from './refused.ts';
import * as store from './store.ts';
import { createReceiveUnverified } from './unverified.ts';
import { createVerifyKept, type VerifyKept } from './verify-kept.ts';

export interface Deliveries extends Pick<Dispatch, 'start' | 'idle' | 'stop'>, Forget {
  /** Adds the address that Calendly posts to. */
  register(app: FastifyInstance): void;
  /** Gives what was received its effect again; how many. What has had it all the same changes nothing. */
  replay(tx: Tx, tenantId: string, filter: store.ReplayFilter): Promise<number>;
  /** How many arrived in each bucket from an instant on, with what each came to at first and how long that took. */
  counts(tx: Tx, from: string, bucketSeconds: number): Promise<Bucketed[]>;
  /** What waits and what is parked now. */
  standing(tx: Tx): Promise<store.Standing>;
  /** How far what was done at Calendly since then has come. */
  trace(
    tx: Tx,
    of: { accountId: string; meetingId: string | undefined; after: string },
  ): Promise<store.Traced | undefined>;
  /** Runs the task `deliveries.confirm`. */
  confirm: Confirm;
  /** Runs the task `deliveries.ask`. */
  ask: Ask;
  /** Runs the task `deliveries.verify`. */
  verifyKept: VerifyKept;
}

export function createDeliveries(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  log: Log;
  metrics: Metrics;
  enqueue: Enqueue;
  /** Open pages look again. */
  nudgePages(tx: Tx): Promise<void>;
  accounts: Whoever & Pick<Accounts, 'find' | 'noteBackfill' | 'whose'>;
  subscriptions: Pick<
    Subscriptions,
    'findByToken' | 'findByCreator' | 'serve' | 'noteVerified' | 'noteMiss' | 'keysOf'
  >;
  meetings: Meetings;
  /** A delivery of this account, truly signed, came from this address. */
  noteSender(to: { tenantId: string; accountId: string }, address: string): void;
  random: () => number;
  /** After how many days what was settled goes. */
  keptDays: number;
}): Deliveries {
  const dispatch = createDispatch({ ...deps, process: createProcess(deps) });
  const refused = createRefused(deps);
  const enter = createEnter({ ...deps, dispatch });
  const receive = createReceive({ ...deps, enter, refused, unverified: createReceiveUnverified(deps) });
  const receiveLegacy = createReceiveLegacy({ ...deps, enter, refused });
  return {
    start: dispatch.start,
    idle: dispatch.idle,
    async stop() {
      await dispatch.stop();
      await refused.stop();
    },
    counts: listCounts,
    standing: store.findStanding,
    trace: store.findTraced,
    async replay(tx, tenantId, filter) {
      const accountIds = await store.replayAll(tx, filter);
      const whose = [...new Set(accountIds)].map((accountId) => ({ tenantId, accountId }));
      tx.afterCommit(() => dispatch.arrived(whose));
      return accountIds.length;
    },
    register(app) {
      const all = { ...deps, ...deps.subscriptions, receive, receiveLegacy };
      registerIntake(app, all);
      registerLegacy(app, all);
    },
    ask: createAsk(deps),
    verifyKept: createVerifyKept(deps),
    confirm: createConfirm(deps),
    ...createForget(deps),
  };
}
