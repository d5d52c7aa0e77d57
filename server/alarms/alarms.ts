/**
 * Notices what is unusual: every few minutes by what was counted of each account in the last hour, and at once when a
 * call or a delivery comes from somewhere new. What stands is part of an account's health, and of the overview.
 */
import type { HealthReason, Status } from '../../sdk/types.ts';
import { type Accounts, gatherNeeds, type Need, troublesOf } from '../accounts/index.ts';
import type { AppendChange } from '../changes/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { listBusy as listBusyDeliveries } from '../deliveries/index.ts';
import { firstUuidAt } from '../ids.ts';
import { type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Requests } from '../requests/index.ts';
import {
  type Activity,
  type AlarmKind,
  describeAlarm,
  judgeActivity,
  type Thresholds,
  usualOf,
} from './judge.ts';
import { createOrigins, type Origins } from './origins.ts';
import { createRaise } from './raise.ts';
import * as store from './store.ts';

type Health = Status['health'];

export interface Alarms extends Origins {
  /** Runs the task `alarms.watch`. */
  watch(run: Run<'alarms.watch'>): Promise<Outcome>;
  alarmsOf(tx: Tx, accountIds: string[]): Promise<Map<string, Health>>;
  /** Of accounts. */
  needs(tx: Tx): Promise<Need[]>;
  /** API keys that are used from somewhere new, the latest first. */
  strangeKeys(tx: Tx): Promise<{ id: string; since: string }[]>;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const everyMs = 5 * minuteMs;
const counted: AlarmKind[] = ['many_requests', 'many_deliveries', 'many_failures', 'many_token_calls'];
const ofOrigins: AlarmKind[] = ['new_address', 'new_sender'];
const networksKeptMs = 90 * dayMs;

export function createAlarms(deps: {
  database: Database;
  clock: Clock;
  metrics: Metrics;
  log: Log;
  append: AppendChange;
  accounts: Pick<Accounts, 'listWhose'>;
  requests: Pick<Requests, 'busy'>;
  thresholds: Thresholds;
}): Alarms {
  const { database, clock, requests, thresholds } = deps;
  const raise = createRaise(deps);

  async function activities(tx: Tx, now: number): Promise<Map<string, Activity>> {
    const span = { from: firstUuidAt(now - hourMs), before: firstUuidAt(now - hourMs - 7 * dayMs) };
    const all = new Map<string, Activity>();
    for (const { accountId, usual, since, ...counts } of await requests.busy(tx, span, thresholds)) {
      const usualRequests = usualOf(usual, since, now - hourMs);
      all.set(accountId, { ...counts, usualRequests, deliveries: 0, usualDeliveries: null });
    }
    const calm = { requests: 0, usualRequests: null, asked: 0, failed: 0, tokenCalls: 0 };
    for (const { accountId, count, usual, since } of await listBusyDeliveries(
      tx,
      span,
      thresholds.deliveries,
    )) {
      const usualDeliveries = usualOf(usual, since, now - hourMs);
      all.set(accountId, { ...calm, ...all.get(accountId), deliveries: count, usualDeliveries });
    }
    return all;
  }

  return {
    ...createOrigins({ ...deps, raise }),

    watch({ tenantId }) {
      return database.tenantTransaction(tenantId, async (tx) => {
        const now = clock.now();
        const since = isoMicros(now);
        const found = [...(await activities(tx, now))].flatMap(([accountId, activity]) =>
          judgeActivity(activity, thresholds).map((alarm) => ({
            accountId,
            apiKeyId: null,
            since,
            ...alarm,
          })),
        );
        await raise.begin(tx, tenantId, found);
        const over = await store.takeOver(tx, counted, isoMicros(now - hourMs));
        over.push(...(await store.takeOver(tx, ofOrigins, isoMicros(now - dayMs))));
        await raise.end(tx, tenantId, over);
        await store.forgetNetworks(tx, isoMicros(now - networksKeptMs));
        return snooze(everyMs);
      });
    },

    async alarmsOf(tx, accountIds) {
      return healthsOf(await store.listAlarms(tx, accountIds));
    },

    async needs(tx) {
      return gatherNeeds(troublesOf(healthsOf(await store.listAlarms(tx))));
    },

    async strangeKeys(tx) {
      const keys = (await store.listAlarms(tx)).flatMap(({ apiKeyId: id, since }) =>
        id ? { id, since } : [],
      );
      return keys.sort((a, b) => (a.since < b.since ? 1 : -1));
    },
  };
}

function healthsOf(rows: readonly store.AlarmRow[]): Map<string, Health> {
  const ofAccounts = rows.filter(({ accountId }) => accountId !== null);
  const byAccount = Map.groupBy(ofAccounts, ({ accountId }) => accountId!);
  return new Map(
    [...byAccount].map(([accountId, alarms]) => {
      const reasons = alarms.map(
        ({ kind, since, facts }): HealthReason => ({ code: kind, ...describeAlarm(kind, facts), since }),
      );
      return [accountId, { level: 'attention', reasons }];
    }),
  );
}
