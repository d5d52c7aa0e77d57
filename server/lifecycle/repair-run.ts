/**
 * Follows a repair that was begun: its steps are done by the jobs that look after the account anyway, and each is
 * ticked off once it is seen to be done. It ends when the gap was read, or after a while.
 */
import type { RepairPicture, RepairStep } from '../../sdk/types.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { done, type Enqueue, type Outcome, type Run, snooze } from '../jobs/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { findSweep } from '../sync/index.ts';
import * as store from './repair-store.ts';

const lookAgainMs = 500;
/** Calendly may be slow, or out of budget; the jobs go on after that. */
const patienceMs = 15 * 60_000;

type Step = store.RepairRow['steps'][number];

export function createRunRepair(deps: {
  database: Database;
  clock: Clock;
  enqueue: Enqueue;
  subscriptions: Pick<Subscriptions, 'progress'>;
  pictureOf(tx: Tx, accountId: string): Promise<RepairPicture>;
}): (run: Run<'lifecycle.repair'>) => Promise<Outcome> {
  const { database, clock, enqueue, subscriptions, pictureOf } = deps;

  /** Of the steps about subscriptions, in order: the first that is not done is under way. */
  async function follow(tx: Tx, row: store.RepairRow): Promise<void> {
    const { made, earlier, problem } = await subscriptions.progress(tx, row.accountId, row.beganAt);
    const wantsNew = row.steps.some(({ verb }) => verb === 'create_subscription');
    const isDone: Partial<Record<RepairStep['verb'], boolean>> = {
      create_subscription: made,
      delete_subscription: earlier === 0 && (made || !wantsNew),
    };
    for (const step of row.steps) if (isDone[step.verb]) step.state = 'done';
    if (problem === null || !wantsNew) return;
    for (const step of row.steps.filter(isOpen)) {
      if (step.verb !== 'read_gap') Object.assign(step, { state: 'failed', words: problemWords(problem) });
    }
  }

  async function readGap(tx: Tx, tenantId: string, row: store.RepairRow): Promise<void> {
    const { accountId } = row;
    const gap = row.steps.find(({ verb }) => verb === 'read_gap');
    if (!gap || gap.state === 'done') return;
    if (row.gapAt === null) {
      row.gapAt = clock.iso();
      const payload = { accountId, gap: true as const };
      await enqueue(tx, 'sync.reconcile', { tenantId, key: accountId, payload });
      return;
    }
    const { asOf, ended, problem, found } = await findSweep(tx, accountId);
    if (asOf !== null && asOf >= row.gapAt) Object.assign(gap, { state: 'done' });
    else if (problem !== null && ended !== null && ended > row.gapAt) {
      Object.assign(gap, { state: 'failed', words: 'Calendly’s list could not be read whole.' });
    }
    if (!isOpen(gap)) row.found = found - row.foundBefore;
  }

  async function end(tx: Tx, row: store.RepairRow): Promise<void> {
    row.endedAt = clock.iso();
    row.after = await pictureOf(tx, row.accountId);
    row.state = row.steps.some(({ state }) => state === 'failed') ? 'failed' : 'done';
  }

  return ({ tenantId, payload: { accountId } }) =>
    database.tenantTransaction(tenantId, async (tx) => {
      const row = await store.findLast(tx, accountId);
      if (row?.state !== 'running') return done();
      await follow(tx, row);
      const open = row.steps.filter(isOpen);
      if (open.every(({ verb }) => verb === 'read_gap')) await readGap(tx, tenantId, row);
      const left = row.steps.filter(isOpen);
      const late = clock.now() - Date.parse(row.beganAt) > patienceMs;
      if (late) for (const step of left) Object.assign(step, { state: 'failed', words: lateWords });
      else if (left[0]) left[0].state = 'running';
      if (late || left.length === 0) await end(tx, row);
      await store.writeRepair(tx, row);
      return row.endedAt === null ? snooze(lookAgainMs) : done();
    });
}

const lateWords = 'Not done within 15 minutes. It is tried on by itself; look at the account’s health.';

/** What people must do is told, and nothing waits for it. */
function isOpen({ verb, state }: Step): boolean {
  return verb !== 'ask_person' && (state === 'waiting' || state === 'running');
}

function problemWords(problem: string): string {
  return problem === 'keeps_vanishing'
    ? 'It was made several times today and went away each time.'
    : 'Calendly refused it; the account’s health says why.';
}
