/** Wall-clock times of a zone ↔ moments, by what the runtime knows of time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

export function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

const halfHour = 30 * 60_000;
const day = 48 * halfHour;
const remembered = new Map<string, number>();
const mostRemembered = 50_000;

/**
 * How far the zone's wall clock is ahead of UTC, in milliseconds. Zones change at full or half hours; a day that
 * begins and ends the same way is one without a change.
 */
function aheadOfUtc(zone: string, moment: number): number {
  const midnight = Math.floor(moment / day) * day;
  const ahead = lookUp(zone, midnight);
  return ahead === lookUp(zone, midnight + day)
    ? ahead
    : lookUp(zone, Math.floor(moment / halfHour) * halfHour);
}

function lookUp(zone: string, moment: number): number {
  const key = `${zone} ${moment}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(moment)) part[type] = Number(value);
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, wall - moment);
  return wall - moment;
}

/** The zone's wall clock at a moment, read as if it were UTC. */
export function wallClock(zone: string, moment: number): number {
  return moment + aheadOfUtc(zone, moment);
}

/** The moment at which the zone's wall clock shows this (read as if it were UTC). */
export function momentOf(zone: string, wall: number): number {
  const near = wall - aheadOfUtc(zone, wall);
  return wall - aheadOfUtc(zone, near);
}
