/** When an account's subscription is looked at again. Pure. */
const minuteMs = 60_000;
const soonMs = 15 * minuteMs;
const lateMs = 360 * minuteMs;
/** A look that is so much behind its time is not only late. */
const overdueMs = 2 * minuteMs;

/**
 * From one look to the next: so soon that also a look that is left out is told within 15 minutes where something moves,
 * else within 6 hours. `spread`, from 0 up to 1, keeps those apart that were looked at together.
 */
export function lookAgainMs(active: boolean, spread: number): number {
  return Math.round((active ? soonMs : lateMs) * (0.7 + 0.1 * spread));
}

/** Where something stands in the way that only people can move. */
export const stuckMs = lateMs;

/** Looks that were due before then were left out. */
export function overdueBefore(now: number): number {
  return now - overdueMs;
}
