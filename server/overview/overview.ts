/** Everything by numbers: how deliveries flow, how accounts are, what needs a person. Reads, and stores nothing. */
import type { Change, Overview, OverviewRange, OverviewSeries } from '../../sdk/types.ts';
import type { Accounts } from '../accounts/index.ts';
import type { Alarms } from '../alarms/index.ts';
import { latestChanges } from '../changes/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Tx } from '../db/index.ts';
import type { Bucketed, Deliveries } from '../deliveries/index.ts';
import { fromWireId, toWireId } from '../ids.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { surveySweeps } from '../sync/index.ts';
import type { ApiKeys } from '../tenants/index.ts';
import { attentionOf, nameOf } from './attention.ts';
import { percentilesOf, sum } from './percentiles.ts';
import { type Span, spanOf } from './ranges.ts';

const latest = 10;
const daySeconds = 86_400;

type Standing = Awaited<ReturnType<Deliveries['standing']>>;

export interface Overviews {
  figures(tx: Tx, range: OverviewRange): Promise<Overview>;
  series(tx: Tx, range: OverviewRange): Promise<OverviewSeries>;
}

export function createOverviews(deps: {
  clock: Clock;
  accounts: Pick<Accounts, 'survey' | 'listNamed'>;
  connections: Pick<Connections, 'list'>;
  subscriptions: Pick<Subscriptions, 'needs'>;
  deliveries: Pick<Deliveries, 'counts' | 'standing'>;
  alarms: Pick<Alarms, 'needs' | 'strangeKeys'>;
  apiKeys: Pick<ApiKeys, 'find'>;
  /** By how many milliseconds our clock was ahead of Calendly's, when it last answered. */
  skewOf(): number | undefined;
}): Overviews {
  const { clock, accounts, connections, subscriptions, deliveries, alarms, apiKeys } = deps;

  /** How accounts are and what needs a person, whatever range is looked at. */
  async function survey(tx: Tx, now: number, standing: Standing) {
    const { states, needs: ofAccounts } = await accounts.survey(tx);
    const { coverage, needs: ofSweeps } = await surveySweeps(tx);
    const needs = [
      ...ofAccounts,
      ...(await subscriptions.needs(tx)),
      ...ofSweeps,
      ...(await alarms.needs(tx)),
    ];
    const ids = needs.flatMap(({ accountIds }) => accountIds);
    const named = new Map((await accounts.listNamed(tx, ids)).map((row) => [row.id, row]));
    const today = await deliveries.counts(tx, isoMicros(now - daySeconds * 1000), daySeconds);
    const refused = today.find(({ outcome }) => outcome === 'refused');
    const rows = await connections.list(tx);
    const strange = await alarms.strangeKeys(tx);
    const shown = [];
    for (const { id } of strange.slice(0, 3)) shown.push((await apiKeys.find(tx, id)) ?? []);
    const keys = { strange, shown: shown.flat() };
    return {
      accounts: states,
      connections: rows.length,
      coverage,
      attention: attentionOf({
        ...{ needs, accounts: named, connections: rows, standing, refused, keys },
        ...{ skew: deps.skewOf(), now: isoMicros(now) },
      }),
    };
  }

  async function namesOf(tx: Tx, changes: readonly Change[]): Promise<Overview['names']> {
    const ids = changes.flatMap(({ accountId }) => (accountId && fromWireId('account', accountId)) || []);
    const rows = await accounts.listNamed(tx, ids);
    return Object.fromEntries(rows.map((row) => [toWireId('account', row.id), nameOf(row)]));
  }

  return {
    async figures(tx, range) {
      const now = clock.now();
      const { fromMs, bucketSeconds, buckets } = spanOf(range, now);
      const from = isoMicros(fromMs);
      const counts = await deliveries.counts(tx, from, bucketSeconds * buckets);
      const of = (...outcomes: Bucketed['outcome'][]) =>
        counts.filter(({ outcome }) => outcomes.includes(outcome));
      const standing = await deliveries.standing(tx);
      const changes = await latestChanges(tx, latest);
      return {
        asOf: isoMicros(now),
        from,
        deliveries: {
          received: sum(counts) - sum(of('refused')) + standing.waiting,
          applied: sum(of('applied')),
          unchanged: sum(of('no_change', 'kept')),
          unconfirmed: sum(of('unconfirmed')),
          parked: sum(of('parked')),
          refused: sum(of('refused')),
        },
        applyMs: percentilesOf(counts),
        waiting: { count: standing.waiting, since: standing.waitingSince },
        ...(await survey(tx, now, standing)),
        begun: standing.begun || changes.some(({ subject }) => subject.kind === 'meeting'),
        latest: changes,
        names: await namesOf(tx, changes),
      };
    },

    async series(tx, range) {
      const now = clock.now();
      const span = spanOf(range, now);
      const counts = await deliveries.counts(tx, isoMicros(span.fromMs), span.bucketSeconds);
      return {
        from: isoMicros(span.fromMs),
        to: isoMicros(now),
        bucketSeconds: span.bucketSeconds,
        buckets: bucketsOf(span, counts),
      };
    },
  };
}

function bucketsOf(
  { fromMs, bucketSeconds, buckets }: Span,
  counts: readonly Bucketed[],
): OverviewSeries['buckets'] {
  const byBucket = Map.groupBy(counts, (count) => count.at);
  return Array.from({ length: buckets }, (_, index) => {
    const at = isoMicros(fromMs + index * bucketSeconds * 1000);
    const here = byBucket.get(at) ?? [];
    const refused = sum(here.filter(({ outcome }) => outcome === 'refused'));
    return { at, received: sum(here) - refused, refused, applyMs: percentilesOf(here) };
  });
}
