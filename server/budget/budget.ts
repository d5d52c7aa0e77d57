/**
 * One budget per (OAuth client, Calendly user), shared by all processes through a row. Nothing is kept here that
 * another process would need: this one may die at any moment.
 */
import { createHash } from 'node:crypto';
import { type Budget, type Rate, type Spender, untilReset } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { nextBooking, withBooking } from './bookings.ts';
import { createLine, type Exchanged, type Line } from './line.ts';
import * as store from './store.ts';
import { type Answer, type Known, learn, ranked, spend, type Wanted, windowAt } from './window.ts';

type Owner = Pick<Spender, 'clientId' | 'userUri'>;

export interface Budgets extends Budget {
  /** Of a minute, as far as this process was told. */
  limitOf(owner: Owner): number | undefined;
  /** What the row says. */
  stateOf(owner: Owner): Promise<{ limit: number; left: number; endsAt: string } | null>;
}

/** `booksFrom`: until then no booking goes, whatever is left of the minute. */
type Told = Answer & { booksFrom?: number };

const none: Wanted = new Map();
const remembered = 10_000;
const forgottenAfterMs = 7 * 86_400_000;
const forgetEveryMs = 3_600_000;

export function createBudgets(deps: {
  database: Database;
  clock: Clock;
  /** Requests a second that no budget goes beyond; undefined: only Calendly's own limits hold. */
  ceiling: number | undefined;
  random(): number;
}): Budgets {
  const { database, clock, ceiling, random } = deps;
  const paceMs = ceiling === undefined ? undefined : 1000 / ceiling;
  const lines = new Map<string, Line>();
  const limits = new Map<string, number>();
  let forgetAt = clock.now() + forgetEveryMs;

  function exchange(name: string, books: boolean, news: Told[], wanted: Wanted): Promise<Exchanged> {
    return database.dispatchTransaction(async (tx) => {
      const row = await store.lock(tx, hashOf(name));
      const now = clock.now();
      const window = news.reduce(learn, windowAt(row.window, now));
      const booksFrom = news.findLast((told) => told.booksFrom)?.booksFrom ?? row.booksFrom;
      const opens = books ? Math.max(nextBooking(row.booked, now), booksFrom ?? 0) : now;
      const spent = spend(window, opens > now ? none : wanted, now, paceMs);
      const gone = [...spent.let.values()].some((count) => count > 0);
      const booked = books && gone ? withBooking(row.booked, now) : row.booked;
      await store.save(tx, hashOf(name), { window: spent.window, booked, booksFrom });
      await forget(tx, now);
      remember(name, window.limit);
      const { let: granted, from, againAt, away } = spent;
      return { known: window, let: granted, from, againAt: opens > now ? opens : againAt, away };
    });
  }

  async function forget(tx: Tx, now: number): Promise<void> {
    if (now < forgetAt) return;
    forgetAt = now + forgetEveryMs;
    await store.forget(tx, now - forgottenAfterMs);
  }

  function remember(name: string, limit: number | undefined): void {
    if (limit === undefined) return;
    limits.delete(name);
    limits.set(name, limit);
    if (limits.size > remembered) limits.delete(limits.keys().next().value!);
  }

  function lineOf(name: string, books: boolean): Line {
    const key = `${name} ${books}`;
    const found = lines.get(key);
    if (found) return found;
    if (lines.size >= remembered) {
      for (const [other, line] of lines) if (line.idle()) lines.delete(other);
    }
    const line = createLine({
      exchange: (news, wanted) => exchange(name, books, news, books ? firstOf(wanted) : wanted),
      clock,
      paceMs: paceMs ?? 0,
      random,
      answerOf: (known, rate, limited) => answerOf(clock.now(), books, known, rate, limited),
    });
    lines.set(key, line);
    return line;
  }

  return {
    take: (spender, books) => lineOf(nameOf(spender), books).take(spender),
    limitOf: (owner) => limits.get(nameOf(owner)),
    async stateOf(owner) {
      const row = await database.dispatchTransaction((tx) => store.find(tx, hashOf(nameOf(owner))));
      const limit = row?.window.limit;
      if (limit === undefined) return null;
      const { left = limit, unanswered, endsAt } = windowAt(row!.window, clock.now());
      return { limit, left: Math.max(left - unanswered, 0), endsAt: isoMicros(endsAt) };
    },
  };
}

/** A 429 for a booking that says that more is left is of the limits that bookings have for themselves. */
function answerOf(at: number, books: boolean, known: Known, rate: Rate = {}, limited: boolean): Told {
  const own = books && limited && rate.remaining !== 0;
  const left = limited && !own ? 0 : rate.remaining;
  const resetAt = at + untilReset(rate);
  return {
    known,
    at,
    limit: rate.limit,
    left,
    endsAt: left === 0 ? resetAt : undefined,
    limited: limited && !own,
    ...(books && limited ? { booksFrom: resetAt } : {}),
  };
}

/** Bookings go one at a time. */
function firstOf(wanted: Wanted): Wanted {
  const first = ranked.find((purpose) => wanted.has(purpose));
  return first ? new Map([[first, 1]]) : none;
}

function nameOf({ clientId, userUri }: Owner): string {
  return `${clientId} ${userUri}`;
}

function hashOf(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}
