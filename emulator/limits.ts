/** Rate limits: fixed windows of the emulator's clock, kept in memory. */
import type { Clock } from './clock.ts';

export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Seconds until the window ends. */
  reset: number;
}

export interface Limit {
  most: number;
  seconds: number;
}

export type Limits = ReturnType<typeof createLimits>;

export function createLimits(clock: Clock) {
  const windows = new Map<string, { startedAt: number; used: number }>();

  function look(key: string, limit: Limit): { startedAt: number; used: number } {
    const now = clock.now();
    const found = windows.get(`${key}/${limit.seconds}`);
    if (found && now >= found.startedAt && now < found.startedAt + limit.seconds * 1000) return found;
    const fresh = { startedAt: now, used: 0 };
    windows.set(`${key}/${limit.seconds}`, fresh);
    return fresh;
  }

  return {
    /** Uses one of each limit if all of them have one left; tells of the one that is nearest its end. */
    take(key: string, ...limits: Limit[]): Allowance {
      const looks = limits.map((limit) => ({ limit, window: look(key, limit) }));
      const allowed = looks.every(({ limit, window }) => window.used < limit.most);
      if (allowed) for (const { window } of looks) window.used += 1;
      const { limit, window } = looks.toSorted(
        (a, b) => a.limit.most - a.window.used - (b.limit.most - b.window.used),
      )[0]!;
      return {
        allowed,
        limit: limit.most,
        remaining: limit.most - window.used,
        reset: Math.ceil((window.startedAt + limit.seconds * 1000 - clock.now()) / 1000),
      };
    },
    clear: () => windows.clear(),
  };
}
