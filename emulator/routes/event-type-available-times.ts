/** `/event_type_available_times`: where somebody could book, in at most 31 days to come. */
import { type Answer, collection, invalid, notFound } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import { idFrom } from '../uris.ts';
import { moment, needed, uri, wrongInRangeAhead } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const widestDays = 31;

export function eventTypeAvailableTimeOperations({ state, wire, clock, bookings }: Parts): Operation[] {
  function list({ query }: Call): Answer {
    const type = state.eventTypes.get(idFrom(query.event_type));
    if (!type) return notFound;
    const [from, to] = [Date.parse(query.start_time!), Date.parse(query.end_time!)];
    const [wrong] = wrongInRangeAhead(from, to, clock.now(), widestDays);
    if (wrong) return invalid(wrong);
    const { scheduling_url: page } = wire.eventType(type);
    const slots = bookings.slots(type.id, isoMicros(from), isoMicros(to));
    return collection(
      slots.map(({ startTime, seatsLeft }) => {
        const start = `${startTime.slice(0, 19)}Z`;
        const [date, month] = [start.slice(0, 10), start.slice(0, 7)];
        return {
          invitees_remaining: seatsLeft,
          scheduling_url: `${page}/${start}?month=${month}&date=${date}`,
          start_time: startTime,
          status: 'available',
        };
      }),
    );
  }

  return [
    {
      name: 'eventTypeAvailableTimes.list',
      method: 'GET',
      path: '/event_type_available_times',
      scope: 'availability:read',
      query: { event_type: needed(uri), start_time: needed(moment), end_time: needed(moment) },
      act: list,
    },
  ];
}
