/** Free start times: opening hours in the host's zone, minus what the hosts are taken for, plus seats left in groups. */
import { isoMicros } from './clock.ts';
import type { EventType, ScheduledEvent } from './entities.ts';
import type { State } from './state.ts';
import { momentOf, wallClock } from './zones.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

export interface Slot {
  startTime: string;
  seatsLeft: number;
  /** Who would host it. */
  hostIds: string[];
  /** The group meeting that a booking would join. */
  joins: ScheduledEvent | undefined;
}

/** Ascending. `except` is an event that is about to be given up, so it takes no place. */
export function freeSlots(
  state: State,
  type: EventType,
  range: { from: string; to: string; now: number; except?: string },
): Slot[] {
  const from = Math.max(Date.parse(range.from), range.now + 1);
  const to = Date.parse(range.to);
  if (!(from < to)) return [];
  const taken = takenByHost(state, type, from, to, range.except);
  const slots: Slot[] = [];
  for (const start of openStarts(state, type, from, to)) {
    const slot = slotAt(state, type, start, taken);
    if (slot) slots.push(slot);
  }
  return slots;
}

function takenByHost(
  state: State,
  type: EventType,
  from: number,
  to: number,
  except: string | undefined,
): Map<string, ScheduledEvent[]> {
  const until = isoMicros(to + type.durationMinutes * minute);
  return new Map(
    type.hostIds.map((id) => [
      id,
      state.takenBetween(id, isoMicros(from), until).filter((event) => event.id !== except),
    ]),
  );
}

/** Start times inside the opening hours, in [from, to), ascending. */
function openStarts(state: State, type: EventType, from: number, to: number): number[] {
  const { timezone } = state.users.get(type.ownerId)!;
  const step = type.durationMinutes % 30 === 0 ? 30 : 15;
  const starts: number[] = [];
  const lastDay = wallClock(timezone, to);
  for (
    let midnight = Math.floor(wallClock(timezone, from) / day) * day;
    midnight <= lastDay;
    midnight += day
  ) {
    const weekday = new Date(midnight).getUTCDay();
    for (const hours of type.hours) {
      if (hours.weekday !== weekday) continue;
      for (let at = hours.from; at + type.durationMinutes <= hours.to; at += step) {
        const start = momentOf(timezone, midnight + at * minute);
        if (start >= from && start < to) starts.push(start);
      }
    }
  }
  return starts.sort((a, b) => a - b);
}

function slotAt(
  state: State,
  type: EventType,
  start: number,
  taken: Map<string, ScheduledEvent[]>,
): Slot | undefined {
  const startTime = isoMicros(start);
  const endTime = isoMicros(start + type.durationMinutes * minute);
  const clashes = (host: string) =>
    taken.get(host)!.filter((event) => event.startTime < endTime && event.endTime > startTime);
  const joins = taken
    .get(type.hostIds[0]!)!
    .find((event) => event.eventTypeId === type.id && event.startTime === startTime);
  if (joins && type.seats > 1) {
    const seatsLeft = type.seats - state.counterOf(joins.id).active;
    return seatsLeft > 0 ? { startTime, seatsLeft, hostIds: joins.hostIds, joins } : undefined;
  }
  const free = type.hostIds.filter((host) => clashes(host).length === 0);
  const hostIds = type.poolingType === 'round_robin' ? leastTaken(free, taken) : free;
  const enough = type.poolingType === 'round_robin' ? 1 : type.hostIds.length;
  return hostIds.length === enough
    ? { startTime, seatsLeft: type.seats, hostIds, joins: undefined }
    : undefined;
}

function leastTaken(hosts: string[], taken: Map<string, ScheduledEvent[]>): string[] {
  return hosts.toSorted((a, b) => taken.get(a)!.length - taken.get(b)!.length).slice(0, 1);
}
