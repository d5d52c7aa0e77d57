/**
 * A thing that Calendly leaves open, and how it is told from what was seen: pure. What was not seen stays open, with
 * its reason; nothing is guessed.
 */
import { type Evidence, isSeen, type Seen } from './evidence.ts';

export interface Question {
  /** The number that our research gave it, where it has one. */
  unknown?: `U${number}`;
  asks: string;
  /** Each value with what it means here. */
  values: Readonly<Record<string, string>>;
  /** The value, or why it stays open. */
  tell(evidence: Evidence): { value: string; seen: string } | { open: string };
}

type Told = ReturnType<Question['tell']>;

export function from<T>(seen: Seen<T>, tell: (seen: T) => Told): Told {
  if (isSeen(seen)) return tell(seen);
  return { open: seen === undefined ? 'It did not come to that.' : (seen as { unseen: string }).unseen };
}

export const either =
  (yes: string, no: string, words: { yes: string; no: string }) =>
  (seen: boolean): Told =>
    seen ? { value: yes, seen: words.yes } : { value: no, seen: words.no };

export const nothingToSet = 'Nothing to set.';
export const bothHandled = 'Slotwire is right either way; nothing to set.';
