/** What Calendly posted to us: taken in, given its effect, kept to be shown and replayed. */
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import { done, type Enqueue, type Outcome, type Run } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Meetings } from '../meetings/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { Vault } from '../vault/index.ts';
import { type Ask, createAsk } from './ask.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { registerIntake } from './intake.ts';
import { createProcess, type Whoever } from './process.ts';
import { createReceive } from './receive.ts';
import * as store from './store.ts';
import { createReceiveUnverified } from './unverified.ts';
import * as unverifiedStore from './unverified-store.ts';
import { createVerifyKept, type VerifyKept } from './verify-kept.ts';

export interface Deliveries extends Pick<Dispatch, 'start' | 'idle' | 'stop'> {
  /** Adds the address that Calendly posts to. */
  register(app: FastifyInstance): void;
  /** Gives what was received its effect again; how many. What has had it all the same changes nothing. */
  replay(tx: Tx, tenantId: string, filter: store.ReplayFilter): Promise<number>;
  /** Runs the task `deliveries.confirm`. */
  confirm(run: Run<'deliveries.confirm'>): Promise<Outcome>;
  /** Runs the task `deliveries.ask`. */
  ask: Ask;
  /** Runs the task `deliveries.verify`. */
  verifyKept: VerifyKept;
  /** Runs the task `meetings.erase`: what was received goes with what it told. */
  erase(run: Run<'meetings.erase'>): Promise<Outcome>;
}

export function createDeliveries(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  log: Log;
  metrics: Metrics;
  enqueue: Enqueue;
  accounts: Whoever & Pick<Accounts, 'find' | 'noteBackfill'>;
  subscriptions: Pick<Subscriptions, 'findByToken' | 'noteVerified' | 'noteMiss' | 'keysOf'>;
  meetings: Meetings;
  random: () => number;
}): Deliveries {
  const { clock, meetings } = deps;
  const dispatch = createDispatch({ ...deps, process: createProcess(deps) });
  const receive = createReceive({ ...deps, dispatch, unverified: createReceiveUnverified(deps) });
  return {
    start: dispatch.start,
    idle: dispatch.idle,
    stop: dispatch.stop,
    async replay(tx, tenantId, filter) {
      const accountIds = await store.replayAll(tx, filter);
      const whose = [...new Set(accountIds)].map((accountId) => ({ tenantId, accountId }));
      await dispatch.announce(tx, whose);
      tx.afterCommit(() => dispatch.arrived(whose));
      return accountIds.length;
    },
    register: (app) => registerIntake(app, { ...deps, receive, findByToken: deps.subscriptions.findByToken }),
    ask: createAsk(deps),
    verifyKept: createVerifyKept(deps),
    confirm({ tenantId, payload: { accountId, deliveryId, eventUuid } }) {
      return meetings.look({ tenantId, accountId, eventUuid, cause: 'delivery' }, (tx, applied) => {
        const outcome = applied?.learnt ? 'applied' : 'no_change';
        const mark = { id: deliveryId, outcome, meetingId: applied?.meetingId } as const;
        return store.writeMarks(tx, accountId, [mark], clock.iso());
      });
    },
    erase({ tenantId, payload: { accountId } }) {
      return deps.database.tenantTransaction(tenantId, async (tx) => {
        const whose = await deps.accounts.whose(tx, accountId);
        // Whoever came back meanwhile wants them.
        if (whose?.state === 'connected') return done();
        await meetings.erase(tx, accountId);
        await store.deleteAll(tx, accountId);
        await unverifiedStore.removeAll(tx, accountId);
        return done();
      });
    },
  };
}
