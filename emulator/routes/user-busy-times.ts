/** `/user_busy_times`: what takes a person in at most seven days to come, of this calendar and others. */
import { isColleague } from '../access.ts';
import { type Answer, collection, denied, invalid } from '../answers.ts';
import { isoMicros } from '../clock.ts';
import { idFrom } from '../uris.ts';
import type { Json } from '../wire.ts';
import { moment, needed, uri, wrongInRangeAhead } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const widestDays = 7;

export function userBusyTimeOperations({ state, uris, clock }: Parts): Operation[] {
  function list({ caller, query }: Call): Answer {
    const user = state.users.get(idFrom(query.user));
    if (!isColleague(caller, user)) return denied('This user is not in your organization');
    const [from, to] = [Date.parse(query.start_time!), Date.parse(query.end_time!)];
    const [wrong] = wrongInRangeAhead(from, to, clock.now(), widestDays);
    if (wrong) return invalid(wrong);
    const taken = state.takenBetween(user!.id, isoMicros(from), isoMicros(to));
    const elsewhere = state.busyTimesOf(user!.id, isoMicros(from), isoMicros(to));
    const times = [
      ...taken.map(({ id, startTime, endTime }) => busy('calendly', startTime, endTime, uris.event(id))),
      ...elsewhere.map(({ startTime, endTime }) => busy('external', startTime, endTime, null)),
    ];
    return collection(times.toSorted((a, b) => (String(a.start_time) < String(b.start_time) ? -1 : 1)));
  }

  return [
    {
      name: 'userBusyTimes.list',
      method: 'GET',
      path: '/user_busy_times',
      scope: 'availability:read',
      query: { user: needed(uri), start_time: needed(moment), end_time: needed(moment) },
      act: list,
    },
  ];
}

function busy(type: string, startTime: string, endTime: string, event: string | null): Json {
  return {
    buffered_end_time: endTime,
    buffered_start_time: startTime,
    end_time: endTime,
    ...(event === null ? {} : { event: { uri: event } }),
    start_time: startTime,
    type,
  };
}
