/** `/event_type_available_times`: where somebody could book, in at most 31 days to come. */
import { type Answer, collection, invalid, notFound } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import { idFrom } from '../uris.ts';
import { moment, needed, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const widestRangeMs = 31 * 24 * 60 * 60_000;

export function eventTypeAvailableTimeOperations({ state, wire, clock, bookings }: Parts): Operation[] {
  function list({ query }: Call): Answer {
    const type = state.eventTypes.get(idFrom(query.event_type));
    if (!type) return notFound;
    const from = Date.parse(query.start_time!);
    const to = Date.parse(query.end_time!);
    if (!(from > clock.now()))
      return invalid({ parameter: 'start_time', message: 'start_time must be in the future' });
    if (!(to > from)) return invalid({ parameter: 'end_time', message: 'end_time must be after start_time' });
    if (to - from > widestRangeMs)
      return invalid({ parameter: 'end_time', message: 'the range must not be greater than 31 days' });
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
