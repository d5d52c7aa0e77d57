/**
 * Those of this process who wait for one budget, and what they have to tell of it. One exchange with the row is under
 * way at a time: it carries all the news there is and asks for all who wait. Whoever was let go tells what came of it.
 */
import type { Budget, Permit, Purpose, Spender } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import { type Answer, type Known, ranked, type Wanted } from './window.ts';

export interface Exchanged {
  /** The window in which these were let go. */
  known: Known;
  let: ReadonlyMap<Purpose, number>;
  /** When the first may be sent; each next one `paceMs` later. */
  from: number;
  againAt: number;
  /** Who had better come again, and when. */
  away: ReadonlyMap<Purpose, number>;
}

type Taken = Awaited<ReturnType<Budget['take']>>;

interface Waiting {
  purpose: Purpose;
  accountId: string;
  end(taken: Taken): void;
  fail(error: unknown): void;
}

/** Whoever waits longer hears when to come again: much reading soon, since it can go on later; a person later. */
const patienceMs = { live: 20_000, repair: 90_000, doubt: 5000, bulk: 5000 };
/** Waiting looks at the clock at least this often, since it may be one that jumps. */
const lookMs = 50;
const shortestPauseMs = 30;
const longestPauseMs = 250;

export interface Line {
  take(spender: Spender): Promise<Taken>;
  /** Nobody waits and nothing is to be told. */
  idle(): boolean;
}

export function createLine<Told extends Answer>(deps: {
  exchange: (news: Told[], wanted: Wanted) => Promise<Exchanged>;
  clock: Clock;
  paceMs: number;
  /** From 0 up to 1, so that processes do not come together. */
  random(): number;
  answerOf(known: Known, ...told: Parameters<Permit['learn']>): Told;
}): Line {
  const { clock } = deps;
  let waiting: Waiting[] = [];
  let news: Told[] = [];
  let busy = false;
  let lookAt = 0;
  /** Somebody came who goes before all who wait, so that what was said to these does not count. */
  let urgent = false;
  let denied = 0;
  let served = 0;
  const lastServed = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    clearTimeout(timer);
    if (busy || (waiting.length === 0 && news.length === 0)) return;
    if (news.length === 0 && !urgent && clock.now() < lookAt) {
      timer = setTimeout(look, Math.min(Math.max(lookAt - clock.now(), 1), lookMs)).unref();
      return;
    }
    busy = true;
    urgent = false;
    const told = news;
    news = [];
    deps
      .exchange(told, countByPurpose(waiting))
      .then(serve, fail)
      .finally(() => {
        busy = false;
        look();
      });
  }

  function serve({ known, let: granted, from, againAt, away }: Exchanged): void {
    let sent = 0;
    for (const [purpose, count] of granted) {
      for (const one of next(purpose, count)) {
        waiting = waiting.filter((other) => other !== one);
        const permit: Permit = { learn: (...told) => hear(deps.answerOf(known, ...told)) };
        const pause = from + deps.paceMs * sent++ - clock.now();
        if (pause > 0) setTimeout(() => one.end({ ok: true, permit }), pause);
        else one.end({ ok: true, permit });
      }
    }
    denied = sent > 0 ? 0 : denied + 1;
    lookAt = sent > 0 ? 0 : Math.max(againAt, clock.now() + pauseAfter(denied));
    const leaving = waiting.filter(({ purpose }) => away.has(purpose));
    waiting = waiting.filter(({ purpose }) => !away.has(purpose));
    for (const one of leaving) one.end({ ok: false, retryAfterMs: away.get(one.purpose)! - clock.now() });
  }

  /** The same part to each account: whoever was served longest ago goes first. */
  function next(purpose: Purpose, count: number): Waiting[] {
    const chosen: Waiting[] = [];
    const open = waiting.filter((one) => one.purpose === purpose);
    while (chosen.length < count && open.length > 0) {
      const last = ({ accountId }: Waiting) => lastServed.get(accountId) ?? 0;
      const one = open.reduce((best, other) => (last(other) < last(best) ? other : best));
      open.splice(open.indexOf(one), 1);
      lastServed.set(one.accountId, ++served);
      chosen.push(one);
    }
    return chosen;
  }

  function pauseAfter(denials: number): number {
    const base = Math.min(shortestPauseMs * 2 ** Math.min(denials, 10), longestPauseMs);
    return base * (0.5 + deps.random());
  }

  function fail(error: unknown): void {
    const failed = waiting;
    waiting = [];
    for (const one of failed) one.fail(error);
  }

  function hear(answer: Told): void {
    news.push(answer);
    look();
  }

  return {
    take({ purpose, accountId = '' }) {
      return new Promise((resolve, reject) => {
        const one: Waiting = {
          purpose,
          accountId,
          end(taken) {
            clearTimeout(deadline);
            resolve(taken);
          },
          fail(error) {
            clearTimeout(deadline);
            reject(error);
          },
        };
        const deadline = setTimeout(() => {
          waiting = waiting.filter((other) => other !== one);
          one.end({ ok: false, retryAfterMs: Math.max(lookAt - clock.now(), 1000) });
        }, patienceMs[purpose]).unref();
        const before = (other: Waiting) => ranked.indexOf(purpose) < ranked.indexOf(other.purpose);
        urgent ||= waiting.every(before);
        waiting.push(one);
        // Whoever comes in the same turn of the loop goes along.
        setImmediate(look);
      });
    },
    idle: () => !busy && waiting.length === 0 && news.length === 0,
  };
}

function countByPurpose(waiting: readonly Waiting[]): Wanted {
  const counts = new Map<Purpose, number>();
  for (const { purpose } of waiting) counts.set(purpose, (counts.get(purpose) ?? 0) + 1);
  return counts;
}
