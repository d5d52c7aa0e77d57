/** How fresh an account's meetings are, and what the sweeps have to say of its health. */
import type { Freshness, HealthReason, Status } from '../../sdk/types.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { How } from './polling.ts';
import * as store from './store.ts';

const weekMs = 7 * 86_400_000;

/** By account. */
export type FreshnessOf = (
  tx: Tx,
  accountIds: string[],
) => Promise<Map<string, { facts: Freshness; health: Status['health'] }>>;

export function createFreshness({ clock, how }: { clock: Clock; how: How }): FreshnessOf {
  return async (tx, accountIds) => {
    const rows = new Map((await store.listSweeps(tx, accountIds)).map((row) => [row.accountId, row]));
    const oldest = isoMicros(clock.now() - weekMs).slice(0, 10);
    return new Map(
      accountIds.map((id) => {
        const row = rows.get(id);
        const reasons = row ? reasonsOf(row) : [];
        const facts = { how, ...(row ? factsOf(row, oldest) : unknown) };
        return [id, { facts, health: { level: reasons.length > 0 ? 'attention' : 'ok', reasons } }];
      }),
    );
  };
}

const unknown = { asOf: null, lastSweep: null, everySeconds: null, foundBySweep7d: 0 };

function factsOf(row: store.SweepsRow, oldest: string): Omit<Freshness, 'how'> {
  const { asOf, began, ended, requests, everySeconds } = row;
  const lastSweep = began && ended ? { began, ended, requests: requests ?? 0 } : null;
  const days = Object.entries(row.found).filter(([day]) => day > oldest);
  return { asOf, lastSweep, everySeconds, foundBySweep7d: days.reduce((sum, [, count]) => sum + count, 0) };
}

export function reasonsOf(row: store.SweepsRow): HealthReason[] {
  const reasons: HealthReason[] = [];
  if (row.how === 'polling') {
    const every = row.everySeconds === null ? '' : `, every ${row.everySeconds} seconds`;
    reasons.push({
      code: 'polling',
      words: `Calendly cannot reach this service, so meetings are asked for${every}. They come later than when Calendly tells of them.`,
      wayOut: 'Set PUBLIC_URL to an https address that Calendly can reach, and start again.',
      since: row.howSince,
    });
  }
  if (row.silentSince) reasons.push({ code: 'silent', ...silentWords(row.silent), since: row.silentSince });
  if (row.problem && row.problemSince) {
    reasons.push({ code: row.problem, ...problems[row.problem], since: row.problemSince });
  }
  return reasons;
}

function silentWords(count: number): { words: string; wayOut: string } {
  const bookings = count === 1 ? 'A booking was' : `${count} bookings were`;
  return {
    words: `${bookings} found that no delivery brought, though the subscription stands, and none has come since. Meetings are found within a quarter of an hour.`,
    wayOut:
      'Another subscription is made by itself, at most three times a day. If none helps, check what stands between Calendly and the public address.',
  };
}

const problems: Readonly<Record<store.Problem, { words: string; wayOut: string }>> = {
  many_missing: {
    words:
      'Calendly’s list lacks many of the bookings that it had before. None of them was marked as gone; it is looked again.',
    wayOut:
      'Compare with the person’s own page at Calendly. If bookings are missing there too, ask Calendly’s support.',
  },
  not_readable: {
    words:
      'Calendly does not let this person’s bookings be listed, so nothing that it did not tell us can be found.',
    wayOut: 'Check the person’s place in their organization at Calendly, then connect again.',
  },
};
