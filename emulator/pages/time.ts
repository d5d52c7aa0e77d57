/**
 * Days, months and clocks of a time zone. Pure: now is a parameter, zones come from Intl.
 * A day is `2026-11-24`, a month `2026-11`, an instant milliseconds since 1970; a day begins at its first
 * instant, wherever summer time puts that.
 */
import { wallClock } from '../zones.ts';

const dayMs = 86_400_000;

export type Clock = '12h' | '24h';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(instant: number, zone: string, options: Intl.DateTimeFormatOptions): string {
  const key = zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
    formats.set(key, found);
  }
  return found.format(instant);
}

/** What Intl still lists under a name that has been given up. */
const renamed: Record<string, string> = {
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** Every zone a person may choose, by its present name, and the chosen one by whichever it has. */
export function listZones(chosen: string): string[] {
  const listed = Intl.supportedValuesOf('timeZone').map((zone) => renamed[zone] ?? zone);
  return [...new Set([...listed, 'UTC', chosen])].sort();
}

export function isDay(day: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && toDay(Date.parse(day)) === day;
}

export function isMonth(month: string): boolean {
  return isDay(`${month}-01`);
}

function toDay(utc: number): string {
  return Number.isFinite(utc) ? new Date(utc).toISOString().slice(0, 10) : '';
}

/** The day on the zone's wall at this instant. */
export function dayAt(instant: number, zone: string): string {
  return toDay(wallClock(zone, instant));
}

/**
 * The first instant of a day. Near a change of summer time two offsets are possible; the earlier candidate
 * that lies within the day is right, also where the day has no midnight or has it twice.
 */
export function startOfDay(day: string, zone: string): number {
  const midnight = Date.parse(day);
  const candidates = [midnight - dayMs, midnight + dayMs]
    .map((near) => midnight - (wallClock(zone, near) - near))
    .sort((a, b) => a - b);
  return candidates.find((instant) => dayAt(instant, zone) === day) ?? candidates[1]!;
}

export function addDays(day: string, count: number): string {
  return toDay(Date.parse(day) + count * dayMs);
}

export function addMonths(month: string, count: number): string {
  const [year, index] = month.split('-').map(Number) as [number, number];
  return toDay(Date.UTC(year, index - 1 + count, 1)).slice(0, 7);
}

/** The weeks of a month, seven places each; places outside the month are null. Weekdays are 1 (Monday) to 7. */
export function monthGrid(month: string, firstWeekday: number): (string | null)[][] {
  const first = Date.parse(`${month}-01`);
  const before = (new Date(first).getUTCDay() - firstWeekday + 7) % 7;
  const length = (Date.parse(`${addMonths(month, 1)}-01`) - first) / dayMs;
  return Array.from({ length: Math.ceil((before + length) / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, place) => {
      const index = week * 7 + place - before;
      return index >= 0 && index < length ? toDay(first + index * dayMs) : null;
    }),
  );
}

/** The names of the weekdays in the grid's order. */
export function weekdays(firstWeekday: number): { short: string; long: string }[] {
  const sunday = Date.UTC(2026, 10, 22);
  return Array.from({ length: 7 }, (_, index) => {
    const instant = sunday + (firstWeekday + index) * dayMs;
    return {
      short: format(instant, 'UTC', { weekday: 'short' }),
      long: format(instant, 'UTC', { weekday: 'long' }),
    };
  });
}

export function tellTime(instant: number, zone: string, clock: Clock): string {
  return format(instant, zone, {
    hour: clock === '24h' ? '2-digit' : 'numeric',
    minute: '2-digit',
    hourCycle: clock === '24h' ? 'h23' : 'h12',
  });
}

/** `Tue 24 Nov`, or `Tuesday 24 November 2026`. */
export function tellDay(day: string, length: 'short' | 'long'): string {
  const told = format(Date.parse(day), 'UTC', {
    weekday: length,
    day: 'numeric',
    month: length,
    ...(length === 'long' && { year: 'numeric' }),
  });
  return told.replace(',', '');
}

export function tellMonth(month: string): string {
  return format(Date.parse(`${month}-01`), 'UTC', { month: 'long', year: 'numeric' });
}

/** `UTC+5:30`, the offset of that instant. */
export function tellOffset(instant: number, zone: string): string {
  const minutes = Math.round((wallClock(zone, instant) - instant) / 60_000);
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest > 0 ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

export function tellZone(zone: string): string {
  return zone.replaceAll('_', ' ');
}

export function tellLength(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 && `${hours} h`, (rest > 0 || hours === 0) && `${rest} min`].filter(Boolean).join(' ');
}

/** `+3 d`, `+1 d 2 h`, `−5 min`: how far a clock was moved; nothing below a minute. */
export function tellMoved(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return told.length === 0 ? '' : `${milliseconds < 0 ? '−' : '+'}${told.join(' ')}`;
}

/** `Tuesday 24 November 2026, 10:00 to 10:30`, with both days where it ends on another. */
export function tellSpan(start: number, end: number, zone: string, clock: Clock): string {
  const [from, to] = [dayAt(start, zone), dayAt(end, zone)];
  const tail = from === to ? '' : `${tellDay(to, 'short')} `;
  return `${tellDay(from, 'long')}, ${tellTime(start, zone, clock)} to ${tail}${tellTime(end, zone, clock)}`;
}
