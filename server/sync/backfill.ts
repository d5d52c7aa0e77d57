/**
 * The first, deep reading of an account: its past 90 days and everything ahead, active and canceled. Each piece is
 * applied together with the job that goes on after it, so that a dead process costs one piece read again.
 */
import type { Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { done, type Enqueue, giveUp, type Outcome, type Run, retry, type Tasks } from '../jobs/index.ts';
import { type Meetings, outcomeOf } from '../meetings/index.ts';
import { readPage } from './read-page.ts';
import { following, type Window, windowAt } from './windows.ts';

const pastMs = 90 * 24 * 3_600_000;

type Payload = Tasks['sync.backfill'];

/** What people look for first comes first. */
function windowsOf(began: string): Window[] {
  const past = isoMicros(Date.parse(began) - pastMs);
  return [
    { status: 'active', from: began, until: undefined },
    { status: 'active', from: past, until: began },
    { status: 'canceled', from: began, until: undefined },
    { status: 'canceled', from: past, until: began },
  ];
}

export interface Backfill {
  /** Runs the task `sync.backfill`. */
  run(run: Run<'sync.backfill'>): Promise<Outcome>;
}

export function createBackfill(deps: {
  database: Database;
  clock: Clock;
  enqueue: Enqueue;
  accounts: Pick<Accounts, 'caller' | 'refused' | 'whose' | 'noteBackfill'>;
  calendly: Calendly;
  meetings: Pick<Meetings, 'apply'>;
}): Backfill {
  const { database, clock, enqueue, accounts, calendly, meetings } = deps;

  async function step(
    tenantId: string,
    { accountId, at, ...asked }: Payload & { at: NonNullable<Payload['at']> },
    caller: Caller,
  ): Promise<Outcome> {
    const windows = windowsOf(at.began);
    const page = await readPage(calendly, caller, windowAt(windows, at)!);
    const then = following(windows, at, page);
    const ended = then.part === windows.length;
    return database.tenantTransaction(tenantId, async (tx) => {
      const whose = await accounts.whose(tx, accountId);
      if (!whose) return giveUp('the account is gone');
      const tellings = page.pictures.map((picture) => ({ picture, cause: 'backfill' as const }));
      if (tellings.length > 0) await meetings.apply(tx, [{ account: { ...whose, tenantId }, tellings }]);
      const read = at.read + page.pictures.length;
      const state = ended ? 'done' : 'running';
      await accounts.noteBackfill(tx, tenantId, accountId, { state, read, total: ended ? read : null });
      const job = { tenantId, key: accountId };
      // What moved while it read and no subscription stood yet is found by the first sweep.
      if (ended) await enqueue(tx, 'sync.reconcile', { ...job, payload: { accountId } });
      else {
        const payload = { accountId, at: { ...at, ...then, read }, ...asked };
        await enqueue(tx, 'sync.backfill', { ...job, payload });
      }
      return done();
    });
  }

  return {
    async run({ tenantId, payload: { accountId, at, ...asked } }) {
      const found = await accounts.caller(tenantId, accountId, asked.doubt ? 'doubt' : 'bulk');
      if (!found.ok) return found.reason === 'unavailable' ? retry(found.reason) : giveUp(found.reason);
      const now = clock.iso();
      const position = at ?? { began: now, part: 0, from: now, read: 0 };
      try {
        return await step(tenantId, { accountId, at: position, ...asked }, found.caller);
      } catch (error) {
        if (isCalendlyError(error, 'unauthorized')) await accounts.refused(tenantId, accountId, found.caller);
        return outcomeOf(error);
      }
    },
  };
}
