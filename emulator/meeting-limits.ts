/** How many meetings a person hosts at most in a day, a week from Sunday, and a month, of their own zone. */
import { isoMicros } from './clock.ts';
import type { State } from './state.ts';
import { momentOf, wallClock } from './zones.ts';

const dayMs = 24 * 60 * 60_000;

/** Tells whether one more meeting may begin at a time; `except` is one that is about to be given up. */
export function withinLimits(state: State, hostId: string, except?: string): (start: number) => boolean {
  const { meetingLimits, timezone } = state.users.get(hostId)!;
  const periods = [
    { most: meetingLimits.daily, around: dayAround },
    { most: meetingLimits.weekly, around: weekAround },
    { most: meetingLimits.monthly, around: monthAround },
  ].filter(({ most }) => most !== null);
  return (start) =>
    periods.every(({ most, around }) => {
      const [from, to] = around(wallClock(timezone, start)).map((wall) =>
        isoMicros(momentOf(timezone, wall)),
      );
      const hosted = state
        .takenBetween(hostId, from!, to!)
        .filter((event) => event.startTime >= from! && event.id !== except);
      return hosted.length < most!;
    });
}

function dayAround(wall: number): [number, number] {
  const midnight = Math.floor(wall / dayMs) * dayMs;
  return [midnight, midnight + dayMs];
}

function weekAround(wall: number): [number, number] {
  const [midnight] = dayAround(wall);
  const sunday = midnight - new Date(midnight).getUTCDay() * dayMs;
  return [sunday, sunday + 7 * dayMs];
}

function monthAround(wall: number): [number, number] {
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
}
