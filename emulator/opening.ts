/** When an event type is open: its schedule's rules in the schedule's zone, within the days it is bookable on. */
import { type Bookable, type EventType, type Interval, type Schedule, weekdays } from './entities.ts';
import type { State } from './state.ts';
import { momentOf, wallClock } from './zones.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

interface Range {
  from: number;
  to: number;
  now: number;
}

/** Start times in [from, to), ascending. */
export function openStarts(state: State, type: EventType, range: Range): number[] {
  const schedule = state.schedules.get(type.scheduleId)!;
  const { timezone } = schedule;
  const length = type.durationMinutes * minute;
  const step = (type.durationMinutes % 30 === 0 ? 30 : 15) * minute;
  const starts: number[] = [];
  const lastDay = wallClock(timezone, range.to);
  const today = dayOf(wallClock(timezone, range.now));
  for (let midnight = dayOf(wallClock(timezone, range.from)); midnight <= lastDay; midnight += day) {
    if (!isBookable(type.bookable, midnight, today)) continue;
    for (const { from, to } of hoursOn(schedule, type.bookable, midnight)) {
      for (let at = from; at + length <= to; at += step) {
        const start = momentOf(timezone, midnight + at);
        if (start >= range.from && start < range.to) starts.push(start);
      }
    }
  }
  return starts.sort((a, b) => a - b);
}

const dayOf = (wall: number) => Math.floor(wall / day) * day;
const dateOf = (midnight: number) => new Date(midnight).toISOString().slice(0, 10);

function isBookable(bookable: Bookable | null, midnight: number, today: number): boolean {
  if (bookable?.kind === 'range') return dateOf(midnight) >= bookable.from && dateOf(midnight) <= bookable.to;
  if (bookable?.kind !== 'days') return true;
  const weekend = [0, 6].includes(new Date(midnight).getUTCDay());
  return midnight <= today + bookable.days * day && !(bookable.onlyWeekdays && weekend);
}

/** Of one day, in milliseconds from midnight. */
function hoursOn(schedule: Schedule, bookable: Bookable | null, midnight: number) {
  if (bookable?.kind === 'spots')
    return bookable.spots
      .map(({ from, to }) => ({
        from: wallClock(schedule.timezone, Date.parse(from)) - midnight,
        to: wallClock(schedule.timezone, Date.parse(to)) - midnight,
      }))
      .filter(({ from }) => from >= 0 && from < day);
  const weekday = weekdays[new Date(midnight).getUTCDay()];
  const dated = schedule.rules.filter((rule) => rule.type === 'date' && rule.date === dateOf(midnight));
  const rules =
    dated.length > 0 ? dated : schedule.rules.filter((rule) => rule.type === 'wday' && rule.wday === weekday);
  return rules.flatMap(({ intervals }) => intervals.map(fromMidnight));
}

const fromMidnight = ({ from, to }: Interval) => ({ from: timeOf(from), to: timeOf(to) });

function timeOf(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours! * 60 + minutes!) * minute;
}
