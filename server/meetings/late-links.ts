/** A conference's join link may come after the booking. How long to wait before looking for it. */
import type { EventFacts } from './facts.ts';

const shortestMs = 15_000;
const longestMs = 3_600_000;

/** Growing with the time that went by since the booking; undefined when nothing is to come, or too late. */
export function linkWait({ state, details, location }: EventFacts, now: number): number | undefined {
  const status = location.value?.status;
  const pending = status === 'initiated' || status === 'processing';
  if (!pending || state.value.canceled || Date.parse(details.value.endTime) < now) return undefined;
  const changed = Date.parse(location.mark.slice(1, 28));
  return Math.min(Math.max((now - changed) / 2, shortestMs), longestMs);
}
