/** Free start times: opening hours, minus what the hosts are taken for, plus seats left in groups. */
import { isoMicros } from './clock.ts';
import type { EventType, ScheduledEvent } from './entities.ts';
import { withinLimits } from './meeting-limits.ts';
import { openStarts } from './opening.ts';
import type { State } from './state.ts';

const minute = 60_000;

export interface Slot {
  startTime: string;
  seatsLeft: number;
  /** Who would host it. */
  hostIds: string[];
  /** The group meeting that a booking would join. */
  joins: ScheduledEvent | undefined;
}

/** Somebody who would host, and what takes them in the range. */
interface Host {
  id: string;
  taken: { event: ScheduledEvent; from: number; to: number }[];
  /** Of another calendar. */
  elsewhere: { from: number; to: number }[];
  mayHost(start: number): boolean;
}

interface Range {
  from: string;
  to: string;
  now: number;
  /** An event that is about to be given up, so it takes no place. */
  except?: string;
}

/** Ascending. */
export function freeSlots(state: State, type: EventType, range: Range): Slot[] {
  const from = Math.max(Date.parse(range.from), range.now + 1);
  const to = Date.parse(range.to);
  if (!(from < to)) return [];
  const until = to + type.durationMinutes * minute;
  const hosts = type.hostIds.map((id) => hostIn(state, id, [from, until], range.except));
  const slots: Slot[] = [];
  for (const start of openStarts(state, type, { from, to, now: range.now })) {
    const slot = slotAt(state, type, start, hosts);
    if (slot) slots.push(slot);
  }
  return slots;
}

function hostIn(state: State, id: string, [from, to]: [number, number], except?: string): Host {
  const range = [isoMicros(from), isoMicros(to)] as const;
  const taken = state.takenBetween(id, ...range).filter((event) => event.id !== except);
  return {
    id,
    taken: taken.map((event) => ({ event, ...momentsOf(event) })),
    elsewhere: state.busyTimesOf(id, ...range).map(momentsOf),
    mayHost: withinLimits(state, id, except),
  };
}

const momentsOf = ({ startTime, endTime }: { startTime: string; endTime: string }) => ({
  from: Date.parse(startTime),
  to: Date.parse(endTime),
});

function slotAt(state: State, type: EventType, start: number, hosts: Host[]): Slot | undefined {
  const end = start + type.durationMinutes * minute;
  const isClear = (times: Host['elsewhere']) => !times.some(({ from, to }) => from < end && to > start);
  const joins =
    type.seats > 1 &&
    hosts[0]!.taken.find(({ event, from }) => event.eventTypeId === type.id && from === start)?.event;
  if (joins) {
    const seatsLeft = type.seats - state.counterOf(joins.id).active;
    return seatsLeft > 0
      ? { startTime: joins.startTime, seatsLeft, hostIds: joins.hostIds, joins }
      : undefined;
  }
  const free = hosts.filter(
    ({ taken, elsewhere, mayHost }) => isClear(taken) && isClear(elsewhere) && mayHost(start),
  );
  const chosen = type.poolingType === 'round_robin' ? leastTaken(free) : free;
  const enough = type.poolingType === 'round_robin' ? 1 : hosts.length;
  if (chosen.length !== enough) return undefined;
  const hostIds = chosen.map(({ id }) => id);
  return { startTime: isoMicros(start), seatsLeft: type.seats, hostIds, joins: undefined };
}

function leastTaken(hosts: Host[]): Host[] {
  return hosts.toSorted((a, b) => a.taken.length - b.taken.length).slice(0, 1);
}
