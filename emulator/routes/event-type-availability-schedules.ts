/** `/event_type_availability_schedules`: the hours of one event type; writing them gives it hours of its own. */
import { isColleague, mayActFor } from '../access.ts';
import { type Answer, denied, invalid, notFound } from '../answers.ts';
import type { EventType, Rule } from '../entities.ts';
import { weekdays } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { isZone } from '../zones.ts';
import { date, listOf, matching, needed, object, oneOf, text, uri } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { listPage } from './page.ts';

const path = '/event_type_availability_schedules';
const timeOfDay = needed(matching(/^([01]\d|2[0-4]):[0-5]\d$/));

export const rulesOf = listOf(
  object({
    type: needed(oneOf('wday', 'date')),
    wday: oneOf(...weekdays),
    date,
    intervals: needed(listOf(object({ from: timeOfDay, to: timeOfDay }))),
  }),
);

export function eventTypeAvailabilityScheduleOperations(parts: Parts): Operation[] {
  const { state, wire, ids } = parts;

  function list({ caller, query }: Call): Answer {
    const type = state.eventTypes.get(idFrom(query.event_type));
    if (!type) return notFound;
    if (!isColleague(caller, state.users.get(type.ownerId))) return denied();
    return listPage<EventType>(parts, {
      path,
      query,
      table: 'event_types',
      where: [['id = ?', type.id]],
      sorts: { created_at: `row ->> '$.createdAt'` },
      present: wire.eventTypeSchedule,
    });
  }

  function update({ caller, query, body }: Call): Answer {
    const type = state.eventTypes.get(idFrom(query.event_type));
    if (!type) return notFound;
    const owner = state.users.get(type.ownerId)!;
    if (!mayActFor(caller, owner)) return denied();
    const rule = body.availability_rule as { timezone: string; rules?: Rule[]; user?: string };
    if (!isZone(rule.timezone))
      return invalid({ parameter: 'availability_rule.timezone', message: 'is not a valid time zone' });
    if (caller.user.id !== owner.id && idFrom(rule.user) !== owner.id)
      return invalid({ parameter: 'availability_rule.user', message: 'is missing' });
    const before = state.schedules.get(type.scheduleId)!;
    const own = before.eventTypeId === type.id;
    const schedule = {
      ...before,
      id: own ? before.id : ids.uuid(),
      eventTypeId: type.id,
      isDefault: false,
      name: null,
      timezone: rule.timezone,
      rules: rule.rules ?? before.rules,
    };
    state.schedules.put(schedule);
    const after = { ...type, scheduleId: schedule.id };
    state.eventTypes.put(after);
    return { status: 200, body: { resource: wire.eventTypeSchedule(after) } };
  }

  const query = { event_type: needed(uri) };
  return [
    {
      name: 'eventTypeAvailabilitySchedules.list',
      method: 'GET',
      path,
      scope: 'availability:read',
      query,
      act: list,
    },
    {
      name: 'eventTypeAvailabilitySchedules.update',
      method: 'PATCH',
      path,
      scope: 'availability:write',
      query,
      body: {
        availability_setting: oneOf('host'),
        availability_rule: needed(object({ timezone: needed(text()), rules: rulesOf, user: uri })),
      },
      act: update,
    },
  ];
}
