/** Accounts where something moves are looked at more often than the others. */
import type { AccountRow } from './store.ts';

const activeMs = 7 * 86_400_000;

/** Connected, or told of something by Calendly, within the last seven days. */
export function isActive(
  { lastDeliveryAt, connectedAt }: Pick<AccountRow, 'lastDeliveryAt' | 'connectedAt'>,
  now: number,
): boolean {
  return [lastDeliveryAt, connectedAt].some((at) => at !== null && now - Date.parse(at) < activeMs);
}
