/**
 * Books as a person does, with one request and never a second. Calendly cannot be told that a repeat is one, so an
 * answer that is lost is looked for instead: once the request must have ended, by what the slot shows then.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, isoMicros } from '../clock.ts';
import { judgeBooking, type Seen, type Verdict } from './booking-verdict.ts';
import type { Calls } from './calls.ts';
import type { Calendly, Caller } from './client.ts';
import { isCalendlyError } from './errors.ts';
import type { Invitee } from './resources/bookings.ts';
import { uuidOf } from './uri.ts';

/** The body of `POST /invitees`. */
export type Booking = Parameters<Calls['invitees']['create']>[1];
export type Booked = Verdict;

const minuteMs = 60_000;
/** What is not seen at once may be on its way into Calendly's lists. */
const looks = 3;

export function createBook(deps: {
  calls: Calls;
  clock: Clock;
  /** After which a request has ended, answered or not. */
  deadlineMs: number;
  graceMs: number;
}): Calendly['book'] {
  const { calls, clock, deadlineMs, graceMs } = deps;

  return async (caller, booking) => {
    const sent = { email: booking.invitee.email, sentAt: clock.now() };
    try {
      return { state: 'booked', invitee: await calls.invitees.create(caller, booking) };
    } catch (error) {
      if (!isCalendlyError(error) || !error.facts.mayHaveActed) throw error;
    }
    await pause(deadlineMs);
    for (let look = 1; ; look++) {
      await pause(graceMs);
      const verdict = judgeBooking(sent, await see(calls, caller, booking));
      const undecided = verdict.state === 'unknown' && verdict.why === 'unseen';
      if (!undecided || look === looks) return verdict;
    }
  };
}

async function see(calls: Calls, caller: Caller, booking: Booking): Promise<Seen> {
  const [type, held, free] = await Promise.all([
    shown(readType(calls, caller, booking)),
    shown(readHeld(calls, caller, booking)),
    shown(isFree(calls, caller, booking)),
  ]);
  return { type, held, free };
}

/** Undefined for what Calendly does not show. */
function shown<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error) => {
    if (isCalendlyError(error)) return undefined;
    throw error;
  });
}

async function readType(calls: Calls, caller: Caller, booking: Booking): Promise<Seen['type']> {
  const uuid = uuidOf(booking.event_type, 'eventType');
  return uuid === undefined ? undefined : calls.eventTypes.get(caller, uuid);
}

/** As far as whoever books hosts it. */
async function readHeld(calls: Calls, caller: Caller, { event_type: type, start_time: at }: Booking) {
  const start = Date.parse(at);
  const held: Invitee[] = [];
  const around = {
    user: caller.userUri,
    min_start_time: isoMicros(start - minuteMs),
    max_start_time: isoMicros(start + minuteMs),
  };
  for await (const { uri, event_type: its, start_time: begins } of calls.scheduledEvents.list(
    caller,
    around,
  )) {
    if (Date.parse(begins) !== start) continue;
    if (uuidOf(its ?? '', 'eventType') !== uuidOf(type, 'eventType')) continue;
    const invitees = calls.scheduledEvents.invitees(caller, uuidOf(uri, 'scheduledEvent')!);
    for await (const invitee of invitees) held.push(invitee);
  }
  return held;
}

async function isFree(calls: Calls, caller: Caller, { event_type: type, start_time: at }: Booking) {
  const start = Date.parse(at);
  const within = { start_time: isoMicros(start), end_time: isoMicros(start + minuteMs) };
  const times = await calls.eventTypeAvailableTimes.list(caller, { event_type: type, ...within });
  return times.some((time) => Date.parse(time.start_time) === start);
}
