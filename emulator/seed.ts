/**
 * Fills an empty emulator with Harbor & Finch. The last month is not invented but played: bookings, cancellations,
 * reschedules and no-shows go through the same `Bookings` as everything later, on a clock of the seed's own.
 * The same seed on the same day makes the same rows.
 */
import { createBookings } from './bookings.ts';
import { clockFrom, isoMicros } from './clock.ts';
import * as company from './company.ts';
import type { Bookings, EventType } from './entities.ts';
import { createDice, createIds, type Ids } from './ids.ts';
import { addCompany, slugOf } from './people.ts';
import { addRecords } from './seed-records.ts';
import type { State } from './state.ts';

const hour = 3_600_000;
const day = 24 * hour;
const historyDays = 30;
const bookingsPerWeek = 2;

export function seedCompany(deps: { state: State; now: number; seed: number }): void {
  const { state, seed } = deps;
  const today = Math.floor(deps.now / day) * day;
  const dice = createDice(seed);
  const ids = createIds((bytes) =>
    Buffer.from(Array.from({ length: bytes }, () => Math.floor(dice() * 256))),
  );
  state.transaction(() => {
    const types = addCompany({ state, ids, today });
    playHistory(state, ids, dice, types, today);
    addRecords({ state, ids, today }, state.people());
  });
}

function playHistory(state: State, ids: Ids, dice: () => number, types: EventType[], today: number): void {
  let present = today - (historyDays + 10) * day;
  const clock = clockFrom(() => present);
  const bookings = createBookings({
    state,
    clock,
    ids,
    announce: () => undefined,
    joinsMoveEvent: () => true,
    canceledFirst: () => true,
  });
  const acts: { at: number; act: () => void }[] = [];
  let sorted = true;
  const later = (at: number, act: () => void) => {
    if (at < today) acts.push({ at, act });
    sorted = false;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)]!;
  const between = (from: number, to: number) => from + Math.floor(dice() * (to - from));

  for (const type of types) {
    const perDay = (bookingsPerWeek / 7) * (type.seats > 1 ? 3 : 1);
    for (let date = present; date < today; date += day) {
      if (dice() > perDay) continue;
      later(between(date, date + day), () => {
        const start = pickSlot(bookings, type, present + between(1, historyDays) * day, pick);
        if (start === undefined) return;
        const booked = bookings.book(guest(type, start, { pick, dice }));
        if (booked.ok) followUp(booked.invitee.id, Date.parse(booked.event.startTime));
      });
    }
  }

  /** What may still happen to a booking: it moves, is canceled, or nobody comes. */
  function followUp(inviteeId: string, start: number): void {
    const chance = dice();
    const meantime = between(present + hour, Math.max(start - hour, present + 2 * hour));
    const byInvitee = () => ({ type: 'invitee' as const, name: state.invitees.get(inviteeId)!.name });
    if (chance < 0.12) {
      later(meantime, () => bookings.cancelInvitee(inviteeId, byInvitee(), pick(company.reasonsToCancel)));
    } else if (chance < 0.24) {
      later(meantime, () => {
        const type = state.eventTypes.get(
          state.events.get(state.invitees.get(inviteeId)!.eventId)!.eventTypeId,
        )!;
        const next = pickSlot(bookings, type, start + between(1, 6) * day, pick);
        if (next === undefined) return;
        const moved = bookings.reschedule(inviteeId, next, byInvitee(), null);
        if (moved.ok) followUp(moved.invitee.id, Date.parse(moved.event.startTime));
      });
    } else if (chance < 0.3) {
      later(start + hour, () => bookings.markNoShow(inviteeId));
    }
  }

  for (;;) {
    if (!sorted) acts.sort((a, b) => b.at - a.at);
    sorted = true;
    const next = acts.pop();
    if (!next) return;
    present = next.at;
    next.act();
  }
}

/** A free time of that day; for a group rather one of the coming days that others chose already. */
function pickSlot(
  bookings: Bookings,
  type: EventType,
  from: number,
  pick: <T>(list: readonly T[]) => T,
): string | undefined {
  const days = type.seats > 1 ? 12 : 1;
  const slots = bookings.slots(type.id, isoMicros(from), isoMicros(from + days * day));
  const started = slots.filter(({ seatsLeft }) => seatsLeft < type.seats);
  if (slots.length === 0) return undefined;
  return pick(started.length > 0 ? started : slots).startTime;
}

function guest(
  type: EventType,
  startTime: string,
  { pick, dice }: { pick: <T>(list: readonly T[]) => T; dice: () => number },
): Parameters<Bookings['book']>[0] {
  const name = `${pick(company.inviteeFirstNames)} ${pick(company.inviteeLastNames)}`;
  const number = `+1 555 01${String(Math.floor(dice() * 100)).padStart(2, '0')}`;
  return {
    eventTypeId: type.id,
    startTime,
    name,
    email: `${slugOf(name).replace('-', '.')}@example.com`,
    timezone: pick(company.inviteeZones),
    textReminderNumber: type.locations[0]?.kind === 'outbound_call' ? number : null,
    answers: type.questions.map((question) => ({
      question: question.name,
      answer:
        question.type === 'phone_number'
          ? number
          : pick(question.answerChoices.length > 0 ? question.answerChoices : company.topicsToDiscuss),
      position: question.position,
    })),
    guests: dice() < 0.1 ? [`assistant.${slugOf(name)}@example.com`] : [],
    tracking: dice() < 0.2 ? { utm_source: 'newsletter', utm_campaign: 'spring' } : {},
  };
}
