/**
 * Gives what was received its effect: the waiting deliveries of accounts of one tenant, each account's in the order
 * they came, judged, applied and marked in one transaction. What cannot be read is parked with a reason, and the queue
 * behind it moves on.
 */
import type { Clock } from '../clock.ts';
import { type Database, isUnavailable, type Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Meetings } from '../meetings/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { addCounts, countUp, stepOf } from './counts.ts';
import { judge, parked } from './judge.ts';
import { type Group, inviteeOf, type Judged, type Older, olderUrisOf, tellingsOf } from './judged.ts';
import * as store from './store.ts';

const most = 200;
/** And of so many bytes: however long the bodies, a batch fits into memory. */
const mostBytes = 8 * 2 ** 20;

export type Processed =
  /** Somebody else is at this account just now. */
  | 'busy'
  | 'empty'
  /** As many as one transaction takes; there may be more. */
  | 'more'
  /** Older ends of its chains must be read at Calendly first; nobody else waits for that. */
  | 'alone';

export interface Process {
  /** One batch of accounts of one tenant; what came of each. */
  together(tenantId: string, accountIds: readonly string[]): Promise<ReadonlyMap<string, Processed>>;
  /** One batch of one account, whatever must be read for it. */
  alone(whose: store.Whose): Promise<Processed>;
}

/** What is to be known of accounts here; handed in, since accounts are the business of meetings. */
export interface Whoever {
  listWhose(
    tx: Tx,
    accountIds: readonly string[],
  ): Promise<{ accountId: string; endUserId: string; calendlyUser: string | null; state: string }[]>;
  noteDeliveries(tx: Tx, latest: ReadonlyMap<string, string>): Promise<void>;
}

export function createProcess(deps: {
  database: Database;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  enqueue: Enqueue;
  nudgePages(tx: Tx): Promise<void>;
  accounts: Whoever;
  subscriptions: Pick<Subscriptions, 'noteVerified'>;
  meetings: Pick<Meetings, 'apply' | 'tryLock' | 'knownInvitees' | 'readOlder'>;
}): Process {
  const { database, clock, log, metrics, accounts, subscriptions, meetings } = deps;

  /** Older ends of chains that nobody has told us of, by account; a meeting's id hangs on them. */
  async function unknownOlder(tx: Tx, groups: readonly Group[]): Promise<Map<string, string[]>> {
    const asked = new Map(
      groups.map(({ account, judged }) => [account.accountId, olderUrisOf(judged)] as const),
    );
    if ([...asked.values()].every((uris) => uris.length === 0)) return new Map();
    const wanted = new Map([...asked].map(([accountId, uris]) => [accountId, uris.map(inviteeOf)]));
    const known = await meetings.knownInvitees(tx, wanted);
    const unknown = [...asked].map(([accountId, uris]): [string, string[]] => [
      accountId,
      uris.filter((uri) => !known.get(accountId)!.has(inviteeOf(uri))),
    ]);
    return new Map(unknown.filter(([, uris]) => uris.length > 0));
  }

  async function applyAll(tx: Tx, groups: readonly Group[], older: Older): Promise<store.Mark[]> {
    const told = groups.map(({ account, judged }) => ({ account, tellings: tellingsOf(judged, older) }));
    const telling = told.filter(({ tellings }) => tellings.length > 0);
    const applied = telling.length === 0 ? [] : await meetings.apply(tx, telling);
    const results = applied.flat().values();
    const marks: store.Mark[] = [];
    for (const { account, judged } of groups) {
      const { tenantId, accountId } = account;
      for (const { delivery, judgement } of judged) {
        const { id } = delivery;
        if (judgement.kind === 'settled') marks.push({ accountId, id, ...judgement.mark });
        else if (judgement.kind === 'too_long') {
          marks.push({ accountId, id, outcome: 'too_long', reason: 'too_long' });
        } else if (judgement.kind === 'hint') {
          marks.push({ accountId, id, outcome: 'unconfirmed', topic: judgement.topic });
          const payload = { accountId, deliveryId: id, eventUuid: judgement.eventUuid };
          await deps.enqueue(tx, 'deliveries.confirm', { tenantId, key: id, payload });
        } else {
          const { learnt, meetingId, told } = results.next().value!;
          const outcome = learnt ? 'applied' : 'no_change';
          marks.push({ accountId, id, outcome, topic: judgement.topic, meetingId, told });
        }
      }
      if (judged.some(({ judgement }) => judgement.kind === 'too_long')) {
        const payload = { accountId, gap: true } as const;
        await deps.enqueue(tx, 'sync.reconcile', { tenantId, key: accountId, payload });
      }
    }
    await mark(tx, groups, marks);
    return marks;
  }

  async function mark(tx: Tx, groups: readonly Group[], marks: readonly store.Mark[]): Promise<void> {
    const deliveries = groups.flatMap(({ judged }) => judged.map(({ delivery }) => delivery));
    await Promise.all([
      store.writeMarks(tx, marks, clock.iso()),
      deps.nudgePages(tx),
      accounts.noteDeliveries(tx, new Map(deliveries.map((one) => [one.accountId, one.receivedAt]))),
      subscriptions.noteVerified(
        tx,
        new Map(deliveries.map(({ subscriptionId, keyUsed }) => [subscriptionId, keyUsed])),
      ),
    ]);
    tx.afterCommit(() => {
      for (const { outcome } of marks) metrics.deliveries.inc({ outcome });
      for (const { receivedAt } of deliveries) {
        metrics.applySeconds.observe((clock.now() - Date.parse(receivedAt)) / 1000);
      }
    });
  }

  /** All together; should one of them break that, each account alone, then each delivery, and the one that breaks is parked. */
  async function settle(tx: Tx, groups: readonly Group[], older: Older): Promise<store.Mark[]> {
    try {
      return await tx.savepoint(() => applyAll(tx, groups, older));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const parts =
        groups.length > 1
          ? groups.map((group) => [group])
          : groups.flatMap(({ account, judged }) => judged.map((one) => [{ account, judged: [one] }]));
      if (parts.length > 1) {
        const marks: store.Mark[] = [];
        for (const part of parts) marks.push(...(await settle(tx, part, older)));
        return marks;
      }
      const [{ account, judged }] = groups as [Group];
      const [{ delivery }] = judged as [Judged];
      log.error({ err: error, delivery: delivery.id }, 'a delivery could not be applied; it is parked');
      return applyAll(tx, [{ account, judged: [{ delivery, judgement: parked('fault') }] }], older);
    }
  }

  /** As the last statement: who writes the same minute waits for the commit alone. */
  function count(tx: Tx, tenantId: string, groups: readonly Group[], marks: store.Mark[]): void {
    const outcomes = new Map(marks.map(({ id, outcome }) => [id, outcome]));
    const counted = groups
      .flatMap(({ judged }) => judged.map(({ delivery }) => delivery))
      .filter(({ again }) => !again)
      .map(({ id, receivedAt }) => ({
        receivedAt,
        outcome: outcomes.get(id)!,
        took: stepOf(clock.now() - Date.parse(receivedAt)),
      }));
    tx.beforeCommit(() => addCounts(tx, tenantId, countUp(counted), clock));
  }

  async function judgeAll(
    tx: Tx,
    tenantId: string,
    accountIds: readonly string[],
  ): Promise<{ groups: Group[]; full: boolean }> {
    if (accountIds.length === 0) return { groups: [], full: false };
    const [waiting, found] = await Promise.all([
      store.listWaiting(tx, accountIds, most, mostBytes),
      accounts.listWhose(tx, accountIds),
    ]);
    const byAccount = Map.groupBy(waiting, ({ accountId }) => accountId);
    const groups = [...byAccount].map(([accountId, deliveries]) => {
      const known = found.find((whose) => whose.accountId === accountId);
      // One that was taken over and not activated yet has a Calendly user, and what is sent for it counts.
      const live = known?.state === 'disconnected' ? null : known?.calendlyUser;
      return {
        account: { tenantId, accountId, endUserId: known?.endUserId ?? '' },
        judged: deliveries.map((delivery) => ({
          delivery,
          judgement: live ? judge(delivery, live) : parked('account_ended'),
        })),
      };
    });
    return { groups, full: isFull(waiting) };
  }

  interface Attempt {
    processed: Map<string, Processed>;
    /** What must be read before the accounts that are to be processed alone. */
    unknown: Map<string, string[]>;
  }

  function attempt(tenantId: string, accountIds: readonly string[], older?: Older): Promise<Attempt> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const locked = await meetings.tryLock(tx, accountIds);
      const { groups, full } = await judgeAll(tx, tenantId, locked);
      const unknown = older ? new Map<string, string[]>() : await unknownOlder(tx, groups);
      const settled = groups.filter(({ account }) => !unknown.has(account.accountId));
      if (settled.length > 0) {
        const marks = await settle(tx, settled, older ?? new Map());
        count(tx, tenantId, settled, marks);
      }
      const rest = full ? 'more' : 'empty';
      const outcomeOf = (accountId: string): Processed => {
        if (!locked.includes(accountId)) return 'busy';
        return unknown.has(accountId) ? 'alone' : rest;
      };
      return { processed: new Map(accountIds.map((id) => [id, outcomeOf(id)])), unknown };
    });
  }

  return {
    together: async (tenantId, accountIds) => (await attempt(tenantId, accountIds)).processed,
    async alone({ tenantId, accountId }) {
      const { processed, unknown } = await attempt(tenantId, [accountId]);
      const uris = unknown.get(accountId);
      if (!uris) return processed.get(accountId)!;
      const older = await meetings.readOlder({ tenantId, accountId }, uris);
      return (await attempt(tenantId, [accountId], older)).processed.get(accountId)!;
    },
  };
}

function isFull(waiting: readonly store.Waiting[]): boolean {
  return waiting.length === most || waiting.reduce((sum, { body }) => sum + body.length, 0) >= mostBytes;
}
