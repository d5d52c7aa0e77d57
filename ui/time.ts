/**
 * Instants as people read them: in a zone, with 24 or 12 hours. Days are `YYYY-MM-DD` of that zone.
 * Every offset is taken at the instant itself, so that summer time is right on both sides of its change.
 */
export interface Clockwork {
  zone: string;
  hour12: boolean;
}

export interface Wall {
  day: string;
  hour: number;
  minute: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
    formats.set(key, made);
  }
  return made;
}

/** What a clock on the wall shows in that zone. */
export function wallOf(at: string | number, zone: string): Wall {
  const parts: Record<string, string> = {};
  const made = format(zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  for (const { type, value } of made.formatToParts(new Date(at))) parts[type] = value;
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    hour: Number(parts.hour),
    minute: Number(parts.minute),
  };
}

/** The instant at which that day begins there. */
export function startOfDay(day: string, zone: string): number {
  const asUtc = Date.parse(`${day}T00:00Z`);
  const first = asUtc - offsetMinutes(asUtc, zone) * minuteMs;
  return asUtc - offsetMinutes(first, zone) * minuteMs;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

/** The first day of the week that holds this day; `first` counts from Monday = 1 to Sunday = 7. */
export function startOfWeek(day: string, first: number): string {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay() || 7;
  return addDays(day, -((weekday - first + 7) % 7));
}

function offsetMinutes(at: number, zone: string): number {
  const { day, hour, minute } = wallOf(at, zone);
  const wall = Date.parse(`${day}T00:00Z`) + (hour * 60 + minute) * minuteMs;
  return Math.round((wall - Math.floor(at / minuteMs) * minuteMs) / minuteMs);
}

/** `09:30`, or `9:30 am`. */
export function timeOf(at: string | number, { zone, hour12 }: Clockwork): string {
  return format(zone, { hour: hour12 ? 'numeric' : '2-digit', minute: '2-digit', hour12 }).format(
    new Date(at),
  );
}

/** `14:02:11`. */
export function secondOf(at: string | number, { zone, hour12 }: Clockwork): string {
  return format(zone, {
    hour: hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12,
  }).format(new Date(at));
}

/** `14:02:11.482`: for what machines did. */
export function milliOf(at: string | number, { zone, hour12 }: Clockwork): string {
  return format(zone, {
    hour: hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12,
  }).format(new Date(at));
}

/** `Fri 20 Nov`, with the year when it is not this one. */
export function dateOf(at: string | number, zone: string, now = Date.now()): string {
  const same = wallOf(at, zone).day.slice(0, 4) === wallOf(now, zone).day.slice(0, 4);
  return format(zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(same ? {} : { year: 'numeric' }),
  })
    .format(new Date(at))
    .replace(',', '');
}

/** `Friday 20 November 2026`. */
export function longDateOf(at: string | number, zone: string): string {
  return format(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(
    new Date(at),
  );
}

/** `14:02:11` today, else `Fri 20 Nov 14:02`. */
export function momentOf(at: string, clock: Clockwork, now = Date.now()): string {
  const today = wallOf(at, clock.zone).day === wallOf(now, clock.zone).day;
  return today ? secondOf(at, clock) : `${dateOf(at, clock.zone, now)} ${timeOf(at, clock)}`;
}

/** `14:02:11` today, else `Fri 20 Nov`: for columns, where the moment stands whole on hover. */
export function dayOrTimeOf(at: string, clock: Clockwork, now = Date.now()): string {
  const today = wallOf(at, clock.zone).day === wallOf(now, clock.zone).day;
  return today ? secondOf(at, clock) : dateOf(at, clock.zone, now);
}

/** `16 – 22 November 2026`. */
export function rangeOf(firstDay: string, lastDay: string): string {
  return format('UTC', { day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
    new Date(`${firstDay}T12:00Z`),
    new Date(`${lastDay}T12:00Z`),
  );
}

/** `Berlin`, for `Europe/Berlin`. */
export function placeOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** `UTC+1`, at that instant. */
export function offsetOf(at: string | number, zone: string): string {
  const minutes = offsetMinutes(new Date(at).getTime(), zone);
  if (minutes === 0) return 'UTC';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

/** `30 min`, `1 h 30 min`. */
export function lengthOf(start: string, end: string): string {
  const minutes = Math.round((Date.parse(end) - Date.parse(start)) / minuteMs);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** `3 ms`, `2.41 s`, `4 min 10 s`, `3 d`. */
export function tookOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < minuteMs) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 60 * minuteMs) return `${Math.floor(ms / minuteMs)} min ${Math.floor((ms % minuteMs) / 1000)} s`;
  if (ms < dayMs) return `${Math.floor(ms / (60 * minuteMs))} h`;
  return `${Math.floor(ms / dayMs)} d`;
}

export function isZone(zone: string): boolean {
  try {
    return format(zone, {}) !== undefined;
  } catch {
    return false;
  }
}
