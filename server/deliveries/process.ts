/**
 * Gives what was received its effect: an account's waiting deliveries in the order they came, judged, applied and
 * marked in one transaction. What cannot be read is parked with a reason, and the queue behind it moves on.
 */
import type { Clock } from '../clock.ts';
import { type Database, isUnavailable, type Tx } from '../db/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import { joinPictures, type Meetings, type Picture } from '../meetings/index.ts';
import type { Metrics } from '../metrics.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { addCounts, countUp, stepOf } from './counts.ts';
import { type Judgement, judge, parked } from './judge.ts';
import * as store from './store.ts';

const most = 200;
/** And of so many bytes: however long the bodies, a batch fits into memory. */
const mostBytes = 8 * 2 ** 20;

export type Processed =
  /** Somebody else is at this account just now. */
  | 'busy'
  | 'empty'
  /** As many as one transaction takes; there may be more. */
  | 'more';

/** Processes one batch of an account. */
export type Process = (whose: store.Whose) => Promise<Processed>;

/** What is to be known of accounts here; handed in, since accounts are the business of meetings. */
export interface Whoever {
  whose(
    tx: Tx,
    accountId: string,
  ): Promise<{ endUserId: string; calendlyUser: string | null; state: string } | undefined>;
  noteDelivery(tx: Tx, accountId: string, at: string): Promise<void>;
}

type Older = ReadonlyMap<string, Picture[]>;
interface Judged {
  delivery: store.Waiting;
  judgement: Judgement;
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

  /** Older ends of chains that nobody has told us of; a meeting's id hangs on them. */
  async function unknownOlder(tx: Tx, accountId: string, judged: readonly Judged[]): Promise<string[]> {
    const uris = judged.flatMap(({ judgement }) => (olderUriOf(judgement) ? [olderUriOf(judgement)!] : []));
    if (uris.length === 0) return [];
    const told = new Set(judged.flatMap(({ judgement }) => inviteesOf(judgement)));
    const asked = uris.filter((uri) => !told.has(inviteeOf(uri)));
    const known = new Set(await meetings.knownInvitees(tx, accountId, asked.map(inviteeOf)));
    return [...new Set(asked.filter((uri) => !known.has(inviteeOf(uri))))];
  }

  async function applyAll(
    tx: Tx,
    account: Account,
    judged: readonly Judged[],
    older: Older,
  ): Promise<store.Mark[]> {
    const observed = judged.flatMap(({ judgement }) =>
      judgement.kind === 'observation'
        ? [{ cause: 'delivery' as const, picture: withOlder(judgement, older) }]
        : [],
    );
    const applied = observed.length === 0 ? [] : await meetings.apply(tx, account, observed);
    const results = applied.values();
    const marks: store.Mark[] = [];
    for (const { delivery, judgement } of judged) {
      const { id } = delivery;
      if (judgement.kind === 'settled') marks.push({ id, ...judgement.mark });
      else if (judgement.kind === 'too_long') marks.push({ id, outcome: 'too_long', reason: 'too_long' });
      else if (judgement.kind === 'hint') {
        marks.push({ id, outcome: 'unconfirmed', topic: judgement.topic });
        await deps.enqueue(tx, 'deliveries.confirm', {
          tenantId: account.tenantId,
          key: id,
          payload: { accountId: account.accountId, deliveryId: id, eventUuid: judgement.eventUuid },
        });
      } else {
        const { learnt, meetingId, told } = results.next().value!;
        const outcome = learnt ? 'applied' : 'no_change';
        marks.push({ id, outcome, topic: judgement.topic, meetingId, told });
      }
    }
    if (marks.some(({ outcome }) => outcome === 'too_long')) await readAgain(tx, account);
    await mark(tx, account, judged, marks);
    return marks;
  }

  function readAgain(tx: Tx, { tenantId, accountId }: Account): Promise<void> {
    const payload = { accountId, gap: true } as const;
    return deps.enqueue(tx, 'sync.reconcile', { tenantId, key: accountId, payload });
  }

  async function mark(
    tx: Tx,
    { accountId }: Account,
    judged: readonly Judged[],
    marks: readonly store.Mark[],
  ): Promise<void> {
    await store.writeMarks(tx, accountId, marks, clock.iso());
    await deps.nudgePages(tx);
    await accounts.noteDelivery(tx, accountId, judged.at(-1)!.delivery.receivedAt);
    const keys = new Map(judged.map(({ delivery }) => [delivery.subscriptionId, delivery.keyUsed]));
    for (const [subscriptionId, key] of keys) await subscriptions.noteVerified(tx, subscriptionId, key);
    tx.afterCommit(() => {
      for (const { outcome } of marks) metrics.deliveries.inc({ outcome });
      for (const { delivery } of judged) {
        metrics.applySeconds.observe((clock.now() - Date.parse(delivery.receivedAt)) / 1000);
      }
    });
  }

  /** All together; should one of them break that, each alone, and the one that breaks is parked. */
  async function settle(
    tx: Tx,
    account: Account,
    judged: readonly Judged[],
    older: Older,
  ): Promise<store.Mark[]> {
    try {
      return await tx.savepoint(() => applyAll(tx, account, judged, older));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      if (judged.length > 1) {
        const marks: store.Mark[] = [];
        for (const one of judged) marks.push(...(await settle(tx, account, [one], older)));
        return marks;
      }
      const [{ delivery }] = judged as [Judged];
      log.error({ err: error, delivery: delivery.id }, 'a delivery could not be applied; it is parked');
      return applyAll(tx, account, [{ delivery, judgement: parked('fault') }], older);
    }
  }

  /** As the last statement: who writes the same minute waits for the commit alone. */
  function count(tx: Tx, tenantId: string, waiting: readonly store.Waiting[], marks: store.Mark[]): void {
    const outcomes = new Map(marks.map(({ id, outcome }) => [id, outcome]));
    const counted = waiting
      .filter(({ again }) => !again)
      .map(({ id, receivedAt }) => ({
        receivedAt,
        outcome: outcomes.get(id)!,
        took: stepOf(clock.now() - Date.parse(receivedAt)),
      }));
    tx.beforeCommit(() => addCounts(tx, tenantId, countUp(counted), clock));
  }

  /** Undefined when older ends must be read first. */
  async function attempt(
    tx: Tx,
    whose: store.Whose,
    older: Older | undefined,
  ): Promise<{ processed: Processed } | { unknown: string[] }> {
    if (!(await meetings.tryLock(tx, whose.accountId))) return { processed: 'busy' };
    const waiting = await store.listWaiting(tx, whose.accountId, most, mostBytes);
    if (waiting.length === 0) return { processed: 'empty' };
    const found = await accounts.whose(tx, whose.accountId);
    const live = found && (found.state === 'connected' || found.state === 'error') && found.calendlyUser;
    const judged = waiting.map((delivery) => ({
      delivery,
      judgement: live ? judge(delivery, live) : parked('account_ended'),
    }));
    const unknown = older ? [] : await unknownOlder(tx, whose.accountId, judged);
    if (unknown.length > 0) return { unknown };
    const account = { ...whose, endUserId: found?.endUserId ?? '' };
    const settled = await settle(tx, account, judged, older ?? new Map());
    count(tx, whose.tenantId, waiting, settled);
    return { processed: isFull(waiting) ? 'more' : 'empty' };
  }

  return async (whose) => {
    const run = (older?: Older) =>
      database.tenantTransaction(whose.tenantId, (tx) => attempt(tx, whose, older));
    const first = await run();
    if ('processed' in first) return first.processed;
    const second = await run(await meetings.readOlder(whose, first.unknown));
    return 'processed' in second ? second.processed : 'more';
  };
}

function isFull(waiting: readonly store.Waiting[]): boolean {
  return waiting.length === most || waiting.reduce((sum, { body }) => sum + body.length, 0) >= mostBytes;
}

interface Account extends store.Whose {
  endUserId: string;
}

function olderUriOf(judgement: Judgement): string | undefined {
  return judgement.kind === 'observation' ? judgement.olderUri : undefined;
}

function inviteesOf(judgement: Judgement): string[] {
  return judgement.kind === 'observation' ? [...judgement.picture.invitees.keys()] : [];
}

function inviteeOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

function withOlder(
  { picture, olderUri }: Extract<Judgement, { kind: 'observation' }>,
  older: Older,
): Picture {
  const read = (olderUri && older.get(olderUri)) || [];
  return read.reduce(joinPictures, picture);
}
