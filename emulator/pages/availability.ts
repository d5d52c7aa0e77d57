/** Free times by days and months of the visitor's zone: which month and day a page opens on, and what comes next. */
import { isoMicros } from '../clock.ts';
import type { EventType } from '../entities.ts';
import type { PagesDoor } from './door.ts';
import * as time from './time.ts';
import type { Visitor } from './visitor.ts';

export const monthsAhead = 12;

export interface Slot {
  startTime: string;
  seatsLeft: number;
}

export interface Choice {
  visitor: Visitor;
  today: string;
  month: string;
  /** The month's free days. */
  free: Map<string, Slot[]>;
  /** The chosen day, or the first free one. */
  day: string | undefined;
  /** Where the month has no free day: the first after it. */
  next: string | undefined;
}

export type FreeTimes = (from: number, to: number) => Slot[];

export function freeTimes(door: PagesDoor, { id, durationMinutes }: EventType): FreeTimes {
  return (from, to) => door.bookings.slots(id, isoMicros(from), isoMicros(to), durationMinutes);
}

/** The next free times from now on, for someone whose time was taken; those after it first. */
export function nextFree(find: FreeTimes, now: number, after: number): Slot[] {
  const week = 7 * 86_400_000;
  for (const from of [Math.max(after, now), now]) {
    const found = find(from, from + 5 * week).slice(0, 3);
    if (found.length > 0) return found;
  }
  return [];
}

export function choose(find: FreeTimes, now: number, visitor: Visitor, query: URLSearchParams): Choice {
  const { zone } = visitor;
  const today = time.dayAt(now, zone);
  const freeDays = (month: string) => {
    const from = Math.max(now, time.startOfDay(`${month}-01`, zone));
    const to = time.startOfDay(`${time.addMonths(month, 1)}-01`, zone);
    return from < to
      ? Map.groupBy(find(from, to), (slot) => time.dayAt(Date.parse(slot.startTime), zone))
      : new Map();
  };
  const asked = askedMonth(query, today);
  const first = asked ?? today.slice(0, 7);
  for (let ahead = 0; ahead <= monthsAhead; ahead++) {
    const month = time.addMonths(first, ahead);
    const free = freeDays(month);
    if (free.size === 0) continue;
    const firstDay: string = free.keys().next().value;
    if (asked && ahead > 0)
      return { visitor, today, month: asked, free: new Map(), day: undefined, next: firstDay };
    const date = query.get('date') ?? '';
    return { visitor, today, month, free, day: free.has(date) ? date : firstDay, next: undefined };
  }
  return { visitor, today, month: first, free: new Map(), day: undefined, next: undefined };
}

function askedMonth(query: URLSearchParams, today: string): string | undefined {
  const asked = [query.get('month') ?? '', (query.get('date') ?? '').slice(0, 7)].find(time.isMonth);
  return asked !== undefined && asked >= today.slice(0, 7) ? asked : undefined;
}

export function isFree(find: FreeTimes, startTime: string): boolean {
  const instant = Date.parse(startTime);
  if (Number.isNaN(instant)) return false;
  return find(instant, instant + 60_000).some((slot) => Date.parse(slot.startTime) === instant);
}
