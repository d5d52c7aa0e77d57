/**
 * A busy person of Calendly's, written into a file that an emulator then opens: a thousand scheduled events from three
 * months ago to two months ahead, some of groups, some canceled, and what the fewest requests are that can read them.
 */
import { newEvent, newInvitee } from '../../../emulator/booking-rows.ts';
import { isoMicros } from '../../../emulator/clock.ts';
import type { EventType, Invitee, ScheduledEvent } from '../../../emulator/entities.ts';
import { createIds } from '../../../emulator/ids.ts';
import { chooseLocation } from '../../../emulator/location.ts';
import { newEventType } from '../../../emulator/people.ts';
import { emptyPlan } from '../../../emulator/seed-file.ts';
import { seedPlan } from '../../../emulator/seed-plan.ts';
import { createState, type State } from '../../../emulator/state.ts';
import { openStore } from '../../../emulator/store.ts';

const day = 86_400_000;
const pastDays = 90;
const aheadDays = 60;
const scheduledEvents = 1000;
/** One event of so many is a group's; their sizes, in turn. */
const groupEvery = 10;
const groupSizes = [3, 12, 40, 120, 250];
const canceledEvery = 7;

export interface BusyPerson {
  id: string;
  slug: string;
  events: number;
  /** Of all events together. */
  invitees: number;
  canceled: number;
  fewestRequests: number;
}

export function writeBusyPerson(file: string, now: number): BusyPerson {
  const store = openStore(file);
  const state = createState(store);
  const person = { name: 'Ada Holt', role: 'owner', timezone: 'Europe/Berlin', offers: ['intro'] } as const;
  const organization = { name: 'Quay', plan: 'teams', stage: 'paid' } as const;
  const people = [{ ...person, offers: [...person.offers] }];
  const plan = { ...emptyPlan, organizations: [{ ...organization, people }] };
  seedPlan({ state, now, plan });
  const [user] = state.people();
  const ids = createIds();
  const group = { ...newEventType(ids, user!, [], 'workshop', 1), seats: Math.max(...groupSizes) };
  const sizes: number[] = [];
  let canceled = 0;
  state.transaction(() => {
    state.eventTypes.put(group);
    const [single] = state.eventTypesOf(user!.id);
    // A quarter of a day inside, so that all are within 90 days as long as it is measured.
    const begins = now - pastDays * day + day / 4;
    const step = ((pastDays + aheadDays) * day) / scheduledEvents;
    for (let index = 0; index < scheduledEvents; index++) {
      const grouped = index % groupEvery === 0;
      const size = grouped ? groupSizes[(index / groupEvery) % groupSizes.length]! : 1;
      const gone = index % canceledEvery === 0;
      // Who canceled left the time to the next.
      const start = begins + (gone ? index + 1 : index) * step;
      const type = grouped ? group : single!;
      book(state, ids, { type, organizationId: user!.organizationId, start, size, gone, now });
      sizes.push(size);
      canceled += Number(gone);
    }
  });
  store.close();
  const invitees = sizes.reduce((sum, size) => sum + size, 0);
  const fewestRequests = fewestFor(sizes);
  const { id, slug } = user!;
  return { id, slug, events: scheduledEvents, invitees, canceled, fewestRequests };
}

/** Calendly lists at most 100 of anything, invitees of one event at a time, and lists both statuses when none is asked for. */
function fewestFor(sizes: readonly number[]): number {
  const pages = (count: number) => Math.ceil(count / 100);
  return sizes.reduce((sum, size) => sum + pages(size), pages(sizes.length));
}

interface Booked {
  type: EventType;
  organizationId: string;
  start: number;
  size: number;
  gone: boolean;
  now: number;
}

function book(
  state: State,
  ids: ReturnType<typeof createIds>,
  { type, organizationId, start, size, gone, now }: Booked,
): void {
  const id = ids.uuid();
  const made = isoMicros(Math.min(start, now) - 7 * day);
  const chosen = chooseLocation(type, undefined, '+1 555 0100', id);
  if (!chosen.ok) throw new Error(chosen.message);
  const slot = {
    startTime: isoMicros(start),
    seatsLeft: type.seats,
    hostIds: type.hostIds,
    joins: undefined,
  };
  const event = newEvent(type, slot, [], { id, organizationId, location: chosen.location, now: made });
  state.events.put(gone ? called(event) : event);
  for (let place = 0; place < size; place++) {
    const name = `Ivy ${place}`;
    const email = `ivy.${place}@example.com`;
    const asked = { eventTypeId: type.id, startTime: slot.startTime, name, email, timezone: 'Europe/Paris' };
    const invitee = newInvitee(event, asked, { id: ids.uuid(), now: made });
    state.invitees.put(gone ? called(invitee) : invitee);
  }
}

/** Called off by the host an hour after it was booked. */
function called<Row extends ScheduledEvent | Invitee>(row: Row): Row {
  const at = isoMicros(Date.parse(row.createdAt) + 3_600_000);
  const cancellation = { canceledBy: 'Ada Holt', cancelerType: 'host', reason: null, createdAt: at } as const;
  return { ...row, status: 'canceled', cancellation, updatedAt: at };
}
