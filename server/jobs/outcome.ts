/** How a run of a job ends. */
export type Outcome =
  | { kind: 'done' }
  /** It failed in a way that may pass: again after a growing pause, or after `afterMs`. */
  | { kind: 'retry'; reason: string; afterMs?: number }
  /** It went well and has more to do, after `afterMs`, from where it was kept last; not counted as a failure. */
  | { kind: 'snooze'; afterMs: number }
  /** It cannot succeed; the reason is logged and the job ends. */
  | { kind: 'give_up'; reason: string };

export const done = (): Outcome => ({ kind: 'done' });
export const retry = (reason: string, afterMs?: number): Outcome => ({
  kind: 'retry',
  reason,
  ...(afterMs === undefined ? {} : { afterMs }),
});
export const snooze = (afterMs: number): Outcome => ({ kind: 'snooze', afterMs });
export const giveUp = (reason: string): Outcome => ({ kind: 'give_up', reason });

/** Pause before the next try: 1 s doubling to 5 min, spread by up to a fifth so that many do not return at once. */
export function backOff(attempts: number, spread: number): number {
  const base = Math.min(1000 * 2 ** Math.min(attempts, 20), 300_000);
  return Math.round(base * (0.9 + 0.2 * spread));
}
