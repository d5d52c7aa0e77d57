/**
 * Looks at Calendly for what deliveries that no key verified may have been about: one look at most every five seconds
 * for a subscription, within doubt's share of the budget. A look is one GET of the event that was named; where more
 * are named, or none, the account is read. Whatever is told, only what Calendly answers has an effect.
 */
import type { Accounts } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Meetings } from '../meetings/index.ts';
import * as store from './unverified-store.ts';

const pauseMs = 5000;
/** Beyond this many events reading the whole account is soonest done; so a flood cannot push out what nobody asked about. */
const few = 3;

type Step = { outcome: Outcome } | { eventUuid: string; askedAt: string };

export type Ask = (run: Run<'deliveries.ask'>) => Promise<Outcome>;

export function createAsk(deps: {
  database: Database;
  clock: Clock;
  enqueue: Enqueue;
  accounts: Pick<Accounts, 'find' | 'noteBackfill'>;
  meetings: Pick<Meetings, 'look'>;
}): Ask {
  const { database, clock, enqueue, accounts, meetings } = deps;

  /** Later than when another reading is under way, which may have passed by what is new. */
  async function read(tx: Tx, tenantId: string, accountId: string, subscriptionId: string): Promise<Step> {
    const { backfill } = (await accounts.find(tx, accountId))!;
    if (backfill && backfill.state !== 'done') return { outcome: snooze(pauseMs) };
    await store.markAsked(tx, subscriptionId, null, clock.iso());
    await accounts.noteBackfill(tx, tenantId, accountId, { state: 'waiting', read: 0, total: null });
    const payload = { accountId, doubt: true } as const;
    await enqueue(tx, 'sync.backfill', { tenantId, key: accountId, payload });
    return { outcome: done() };
  }

  async function next(tx: Tx, { tenantId, payload }: Run<'deliveries.ask'>): Promise<Step> {
    const { accountId, subscriptionId } = payload;
    const named = await store.listNamed(tx, subscriptionId, few + 1);
    if (named.length === 0) return { outcome: done() };
    const since = clock.now() - Date.parse((await store.lastAsked(tx, subscriptionId)) ?? '');
    if (since >= 0 && since < pauseMs) return { outcome: snooze(pauseMs - since) };
    const [eventUuid] = named;
    if (named.length > few || !eventUuid) return read(tx, tenantId, accountId, subscriptionId);
    const askedAt = clock.iso();
    await store.markAsked(tx, subscriptionId, eventUuid, askedAt);
    return { eventUuid, askedAt };
  }

  return async (run) => {
    const { tenantId, payload } = run;
    const { accountId, subscriptionId } = payload;
    const step = await database.tenantTransaction(tenantId, (tx) => next(tx, run));
    if ('outcome' in step) return step.outcome;
    const { eventUuid, askedAt } = step;
    const looked = await meetings.look(
      { tenantId, accountId, eventUuid, cause: 'reconciliation', doubt: true },
      (tx) => store.markSettled(tx, subscriptionId, eventUuid, askedAt),
    );
    return looked.kind === 'done' ? snooze(pauseMs) : looked;
  };
}
