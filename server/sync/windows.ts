/**
 * Windows of start times, read one after the other a page at a time, and where a reading stands. Pure. A reading goes
 * on by start time and not by page token, since a token ends and a list shifts.
 */
import { type ScheduledEvent, uuidOf } from '../calendly/index.ts';

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
  /** Scheduled events that begin at `from` and were read. */
  seen?: string[];
}

/** A part of a list, from where it was asked on. */
export interface Piece {
  events: readonly ScheduledEvent[];
  /** Whether the list goes on. */
  more: boolean;
}

/** The part of the window that is still to be read. */
export function windowAt(windows: readonly Window[], { part, from }: Position): Window | undefined {
  const window = windows[part];
  return window && { ...window, from };
}

/** The last start time is listed again, since more may begin at it; what was read of it is not read again. */
export function following(
  windows: readonly Window[],
  { part, from, seen = [] }: Position,
  piece: Piece,
): Required<Position> {
  if (!piece.more) return { part: part + 1, from: windows[part + 1]?.from ?? '', seen: [] };
  const last = piece.events.at(-1)!.start_time;
  const there = piece.events.filter(({ start_time }) => start_time === last).map(idOf);
  return { part, from: last, seen: [...new Set([...(last === from ? seen : []), ...there])] };
}

/** What a piece shows whole: from where it begins to before its last start time, or to the window's end. */
export function shownBy(window: Window, piece: Piece): Pick<Window, 'from' | 'until'> {
  return { from: window.from, until: piece.more ? piece.events.at(-1)!.start_time : window.until };
}

export const idOf = ({ uri }: ScheduledEvent): string => uuidOf(uri, 'scheduledEvent')!;
