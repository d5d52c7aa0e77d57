/**
 * Windows of start times, read one after the other a page at a time, and where a reading stands. Pure. A reading goes
 * on by start time and not by page token, since a token ends and a list shifts.
 */
import type { ScheduledEvent } from '../calendly/index.ts';

export interface Window {
  status: 'active' | 'canceled';
  from: string;
  /** Undefined: everything ahead. */
  until: string | undefined;
}

export interface Position {
  /** Which window; behind the last one when all are read. */
  part: number;
  from: string;
}

export interface Page {
  events: readonly ScheduledEvent[];
  more: boolean;
}

/** The part of the window that is still to be read. */
export function windowAt(windows: readonly Window[], { part, from }: Position): Window | undefined {
  const window = windows[part];
  return window && { ...window, from };
}

/** The last start time is read again: more may begin at it. */
export function following(windows: readonly Window[], { part }: Position, page: Page): Position {
  if (page.more) return { part, from: page.events.at(-1)!.start_time };
  return { part: part + 1, from: windows[part + 1]?.from ?? '' };
}

/** What a page shows whole: from where it begins to before its last start time, or to the window's end. */
export function shownBy(window: Window, page: Page): Pick<Window, 'from' | 'until'> {
  return { from: window.from, until: page.more ? page.events.at(-1)!.start_time : window.until };
}
