/**
 * Waits for what other people and Calendly do: asks again and again until it is there, the time is over, the person
 * wants no more of it, or everything is stopped.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';

/** Thrown out of whatever waits when the probe is to stop. */
export class Stopped extends Error {}

export type Waited<T> = { came: T } | { came?: undefined; why: 'late' | 'skipped' };

export interface Wait {
  <T>(look: () => T | undefined | Promise<T | undefined>, withinMs: number): Promise<Waited<NonNullable<T>>>;
  /** Nothing more of the present step is waited for. */
  skip(): void;
  /** The person is asked for something new: an earlier skip is over. */
  begin(): void;
}

/**
 * Of something that is asked of Calendly, which should not be asked as often as we look here. What Calendly refuses
 * meanwhile is asked again at the next look.
 */
export function seldom<T>(
  clock: Clock,
  everyMs: number,
  ask: () => Promise<T | undefined>,
): () => Promise<T | undefined> {
  let due = Number.NEGATIVE_INFINITY;
  return async () => {
    if (clock.now() < due) return undefined;
    due = clock.now() + everyMs;
    try {
      return await ask();
    } catch (error) {
      if (isCalendlyError(error)) return undefined;
      throw error;
    }
  };
}

export function createWait(deps: { clock: Clock; signal: AbortSignal; everyMs: number }): Wait {
  const { clock, signal, everyMs } = deps;
  let skipped = false;

  async function wait<T>(look: () => T | undefined | Promise<T | undefined>, withinMs: number) {
    const until = clock.now() + withinMs;
    for (;;) {
      if (signal.aborted) throw new Stopped();
      // Looked at once more after the time was over, since it may have come just before.
      const over = clock.now() >= until;
      const found = await look();
      if (found) return { came: found };
      if (skipped) return { why: 'skipped' } as const;
      if (over) return { why: 'late' } as const;
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return Object.assign(wait, {
    skip: () => {
      skipped = true;
    },
    begin: () => {
      skipped = false;
    },
  });
}
