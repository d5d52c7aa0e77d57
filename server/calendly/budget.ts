/**
 * How many requests each (OAuth client, Calendly user) may still make in the running minute. What an answer says
 * is the truth and only lowers what we count. Live work may use all of it, repair and bulk leave a part; doubt has a
 * small share of its own, so that whoever knows an address cannot spend what others need.
 */
import type { Clock } from '../clock.ts';
import type { Caller } from './client.ts';
import { type Rate, untilReset, windowMs } from './rate.ts';

type Spender = Pick<Caller, 'clientId' | 'userUri' | 'purpose'>;

export interface Budget {
  /** Resolves when one request may be sent. */
  take(spender: Spender): Promise<void>;
  /** Of a minute, as an answer told it last. */
  limitOf(spender: Omit<Spender, 'purpose'>): number | undefined;
  /** What an answer said; `limited` when it was a 429. */
  learn(spender: Spender, rate: Rate, limited: boolean): void;
}

interface Window {
  endsAt: number;
  limit: number | undefined;
  /** Undefined until an answer tells. */
  remaining: number | undefined;
  /** Spent by doubt. */
  doubted: number;
  waiting: { purpose: Caller['purpose']; go(): void }[];
  timer: NodeJS.Timeout | undefined;
}

const rank = { live: 0, repair: 1, doubt: 2, bulk: 3 };
/** The part of the limit that each purpose leaves to those before it. */
const keepsBack = { live: 0, repair: 0.1, doubt: 0.1, bulk: 0.2 };
const doubtsShare = 0.1;
/** Waiting looks at the clock at least this often, since it may be one that jumps. */
const lookMs = 250;
const remembered = 10_000;

function keyOf({ clientId, userUri }: Omit<Spender, 'purpose'>): string {
  return `${clientId} ${userUri}`;
}

export function createBudget({ clock }: { clock: Clock }): Budget {
  const windows = new Map<string, Window>();

  function windowOf(spender: Spender): Window {
    const key = keyOf(spender);
    let window = windows.get(key);
    if (!window) {
      if (windows.size >= remembered) forget();
      window = {
        endsAt: 0,
        limit: undefined,
        remaining: undefined,
        doubted: 0,
        waiting: [],
        timer: undefined,
      };
      windows.set(key, window);
    }
    if (clock.now() >= window.endsAt) {
      window.endsAt = clock.now() + windowMs;
      window.remaining = window.limit;
      window.doubted = 0;
    }
    return window;
  }

  function forget(): void {
    for (const [key, window] of windows) {
      if (clock.now() >= window.endsAt && window.waiting.length === 0) windows.delete(key);
    }
  }

  function spend(window: Window, purpose: Caller['purpose']): boolean {
    const { limit = 0, remaining } = window;
    if (purpose === 'doubt' && remaining !== undefined) {
      if (window.doubted >= Math.max(Math.floor(limit * doubtsShare), 1)) return false;
    }
    if (remaining !== undefined) {
      if (remaining <= Math.floor(limit * keepsBack[purpose])) return false;
      window.remaining = remaining - 1;
    }
    if (purpose === 'doubt') window.doubted += 1;
    return true;
  }

  function look(spender: Spender): void {
    const window = windowOf(spender);
    window.waiting.sort((a, b) => rank[a.purpose] - rank[b.purpose]);
    window.waiting = window.waiting.filter(({ purpose, go }) => {
      if (!spend(window, purpose)) return true;
      go();
      return false;
    });
    window.timer = undefined;
    if (window.waiting.length > 0) lookLater(window, spender);
  }

  function lookLater(window: Window, spender: Spender): void {
    const pause = Math.min(Math.max(window.endsAt - clock.now(), 1), lookMs);
    window.timer ??= setTimeout(() => look(spender), pause);
  }

  return {
    take(spender) {
      const window = windowOf(spender);
      if (spend(window, spender.purpose)) return Promise.resolve();
      return new Promise((go) => {
        window.waiting.push({ purpose: spender.purpose, go });
        lookLater(window, spender);
      });
    },
    limitOf: (spender) => windows.get(keyOf(spender))?.limit,
    learn(spender, rate, limited) {
      const window = windowOf(spender);
      window.limit = rate.limit ?? window.limit;
      const left = limited ? 0 : rate.remaining;
      if (left === undefined) return;
      window.remaining = Math.min(window.remaining ?? left, left);
      // On other answers Calendly's reset always says a whole minute.
      if (left === 0) window.endsAt = clock.now() + untilReset(rate);
    },
  };
}
