/** Keeps within what Calendly allows in a minute, by what its answers tell: whoever is at the end waits for the next. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Budget, untilReset } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';

export function createPace(deps: { clock: Clock; everyMs: number }): Budget {
  const { clock, everyMs } = deps;
  /** Until when nothing is left, by application and person. */
  const emptyUntil = new Map<string, number>();
  return {
    async take({ clientId, userUri }, books) {
      const whose = `${clientId} ${userUri}`;
      while (clock.now() < (emptyUntil.get(whose) ?? 0)) await pause(everyMs);
      const learn = (rate: Parameters<typeof untilReset>[0] | undefined, limited: boolean) => {
        // Bookings have a limit of their own, which may be a day's; whoever books hears of it.
        if (rate?.remaining === 0 || (limited && !books))
          emptyUntil.set(whose, clock.now() + untilReset(rate ?? {}) + everyMs);
      };
      return { ok: true, permit: { learn } };
    },
  };
}
