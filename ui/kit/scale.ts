/** Where a plot's values and times stand: pure. */
import { addDays, type Clockwork, dateOf, timeOf, wallOf } from '../time.ts';

/** From zero to a round number that holds the most, in few round steps. */
export function countTicks(most: number): number[] {
  const rough = Math.max(most, 2) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough && Number.isInteger(one)) ??
      Math.ceil(rough),
  );
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, index) => index * step);
}

/** Powers of ten from 1 ms to one that holds the most, and never less than a second. */
export function durationTicks(most: number): number[] {
  const powers = Math.max(3, Math.ceil(Math.log10(Math.max(most, 1))));
  return Array.from({ length: powers + 1 }, (_, power) => 10 ** power);
}

const day = 1440;
const steps = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720, day, 2 * day, 5 * day, 10 * day];

/** Which buckets carry a time: those in which a round one falls, far enough apart to be read. */
export function timeTicks(
  buckets: readonly { at: string }[],
  bucketSeconds: number,
  width: number,
  clock: Clockwork,
): { index: number; words: string }[] {
  const minutes = bucketSeconds / 60;
  const room = width / buckets.length / minutes || 1;
  const step = steps.find((one) => one >= minutes && one * room >= 64) ?? steps.at(-1)!;
  const turnOf = (at: string | number) => Math.floor(localMinutes(at, clock.zone) / step);
  return buckets.flatMap(({ at }, index) => {
    const end = Date.parse(at) + bucketSeconds * 1000 - 1;
    const before = Date.parse(at) - 1;
    if (turnOf(before) === turnOf(end)) return [];
    return [
      {
        index,
        words: step < day ? timeOf(roundIn(at, end, step, clock.zone), clock) : dateOf(end, clock.zone),
      },
    ];
  });
}

/** The round instant between the two. */
function roundIn(at: string, end: number, step: number, zone: string): number {
  return Math.max(Date.parse(at), end - (localMinutes(end, zone) % step) * 60_000 - (end % 60_000));
}

/** Minutes on the wall's clock since a Monday long ago. */
function localMinutes(at: string | number, zone: string): number {
  const wall = wallOf(at, zone);
  return Date.parse(`${addDays(wall.day, -4)}T00:00Z`) / 60_000 + wall.hour * 60 + wall.minute;
}

/** Neighbours joined, so that each is wide enough to be seen apart. */
export function joinNeighbours<T>(items: readonly T[], most: number, join: (group: T[]) => T): T[] {
  const size = Math.ceil(items.length / Math.max(1, most));
  if (size <= 1) return [...items];
  const groups: T[] = [];
  // Counted from the end, so that the present bucket stands last and the ragged one first.
  for (let end = items.length; end > 0; end -= size)
    groups.unshift(join(items.slice(Math.max(0, end - size), end)));
  return groups;
}
