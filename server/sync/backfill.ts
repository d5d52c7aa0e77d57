/**
 * The first, deep reading of an account: its past 90 days and everything ahead, active and canceled. Each piece is
 * applied together with the job that goes on after it, so that a dead process costs one piece read again.
 */
import type { Accounts } from '../accounts/index.ts';
import { type Calendly, type Caller, isCalendlyError, type ScheduledEvent } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { done, type Enqueue, giveUp, type Outcome, type Run, retry, type Tasks } from '../jobs/index.ts';
import { type Meetings, outcomeOf } from '../meetings/index.ts';
import { readPage } from './read-page.ts';

const pastMs = 90 * 24 * 3_600_000;

type Payload = Tasks['sync.backfill'];
type Position = NonNullable<Payload['at']>;

/** What people look for first comes first. */
const parts = [
  { status: 'active', ahead: true },
  { status: 'active', ahead: false },
  { status: 'canceled', ahead: true },
  { status: 'canceled', ahead: false },
] as const;

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
    { accountId, at }: Required<Payload>,
    caller: Caller,
  ): Promise<Outcome> {
    const { status, ahead } = parts[at.part]!;
    const until = ahead ? undefined : at.began;
    const { events, pictures, more } = await readPage(calendly, caller, { status, from: at.from, until });
    const then = following(at, events, more);
    return database.tenantTransaction(tenantId, async (tx) => {
      const whose = await accounts.whose(tx, accountId);
      if (!whose) return giveUp('the account is gone');
      const tellings = pictures.map((picture) => ({ picture, cause: 'backfill' as const }));
      if (tellings.length > 0) await meetings.apply(tx, { ...whose, tenantId }, tellings);
      const read = at.read + pictures.length;
      const state = then ? 'running' : 'done';
      await accounts.noteBackfill(tx, accountId, { state, read, total: then ? null : read });
      if (then) {
        const payload = { accountId, at: { ...then, read } };
        await enqueue(tx, 'sync.backfill', { tenantId, key: accountId, payload });
      }
      return done();
    });
  }

  return {
    async run({ tenantId, payload: { accountId, at } }) {
      const found = await accounts.caller(tenantId, accountId, 'bulk');
      if (!found.ok) return found.reason === 'unavailable' ? retry(found.reason) : giveUp(found.reason);
      const now = clock.iso();
      const position = at ?? { began: now, part: 0, from: now, read: 0 };
      try {
        return await step(tenantId, { accountId, at: position }, found.caller);
      } catch (error) {
        if (isCalendlyError(error, 'unauthorized')) await accounts.refused(tenantId, accountId, found.caller);
        return outcomeOf(error);
      }
    },
  };
}

/**
 * Where to go on: by start time, not by page token, since a token ends and a list shifts. The last start time is
 * read again, unless a whole page began at it.
 */
function following(
  at: Position,
  events: readonly ScheduledEvent[],
  more: boolean,
): Omit<Position, 'read'> | undefined {
  const { began } = at;
  const last = events.at(-1)?.start_time;
  if (more && last !== undefined) {
    return { began, part: at.part, from: last === at.from ? isoMicros(Date.parse(last) + 1) : last };
  }
  const part = parts[at.part + 1];
  if (!part) return undefined;
  return { began, part: at.part + 1, from: part.ahead ? began : isoMicros(Date.parse(began) - pastMs) };
}
