/** `/one_off_event_types`: an event type for one occasion, on the days or at the spots that are named. */
import { isColleague } from '../access.ts';
import { type Answer, type Detail, denied, invalid, resource } from '../answers.ts';
import type { Bookable, EventType } from '../entities.ts';
import { idFrom } from '../uris.ts';
import { isZone } from '../zones.ts';
import { newType, placesOf, readPlaces, telling } from './event-type-rows.ts';
import {
  date,
  flag,
  listOf,
  moment,
  needed,
  object,
  oneOf,
  text,
  textOf,
  uri,
  whole,
  wrongIn,
} from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';

const longestRangeMs = 365 * 24 * 60 * 60_000;

const settings = {
  date_range: { start_date: needed(date), end_date: needed(date) },
  days_in_future: { days: needed(whole(0, 365)), only_weekdays: flag },
  spots: { spots: needed(listOf(object({ start_time: needed(moment), end_time: needed(moment) }))) },
};

export function oneOffEventTypeOperations(parts: Parts): Operation[] {
  const { state, wire, clock, ids } = parts;
  const tell = telling(parts);

  function create({ caller, body }: Call): Answer {
    const details = wrongBeyondShape(body);
    if (details.length > 0) return invalid(...details);
    const hosts = [body.host, ...((body.co_hosts as unknown[] | undefined) ?? [])].map((given) =>
      state.users.get(idFrom(given)),
    );
    if (!hosts.every((host) => isColleague(caller, host)))
      return denied('This user is not in your organization');
    const owner = hosts[0]!;
    const made = newType({ id: ids.uuid(), owner, name: String(body.name), now: clock.iso() }, state);
    const type: EventType = {
      ...made,
      type: 'AdhocEventType',
      active: true,
      secret: true,
      durationMinutes: Number(body.duration),
      hostIds: hosts.map((host) => host!.id),
      poolingType: hosts.length > 1 ? 'collective' : null,
      locations: body.location ? readPlaces([body.location]) : [],
      bookable: readBookable(body.date_setting as Record<string, unknown>),
    };
    const timezone = textOf(body.timezone);
    if (timezone !== null && timezone !== owner.timezone) type.scheduleId = ownSchedule(type, timezone);
    state.eventTypes.put(type);
    tell('event_type.created', type);
    return resource(wire.eventType(type), 201);
  }

  function ownSchedule(type: EventType, timezone: string): string {
    const usual = state.schedules.get(type.scheduleId)!;
    const id = ids.uuid();
    state.schedules.put({ ...usual, id, timezone, eventTypeId: type.id, isDefault: false, name: null });
    return id;
  }

  return [
    {
      name: 'oneOffEventTypes.create',
      method: 'POST',
      path: '/one_off_event_types',
      scope: 'event_types:write',
      body: {
        name: needed(text(55)),
        host: needed(uri),
        co_hosts: listOf(uri),
        duration: needed(whole(1, 720)),
        timezone: text(),
        date_setting: needed(object({ type: needed(oneOf(...Object.keys(settings))) })),
        location: placesOf,
      },
      act: create,
    },
  ];
}

function wrongBeyondShape(body: Record<string, unknown>): Detail[] {
  const setting = body.date_setting as Record<string, unknown>;
  const details = wrongIn(setting, settings[setting.type as keyof typeof settings], 'date_setting.');
  if (details.length > 0) return details;
  if (textOf(body.timezone) !== null && !isZone(String(body.timezone)))
    return [{ parameter: 'timezone', message: 'is not a valid time zone' }];
  if (setting.type !== 'date_range') return [];
  const length = Date.parse(String(setting.end_date)) - Date.parse(String(setting.start_date));
  return length >= 0 && length < longestRangeMs
    ? []
    : [{ parameter: 'date_setting.end_date', message: 'must be less than 365 days after start_date' }];
}

function readBookable(setting: Record<string, unknown>): Bookable {
  if (setting.type === 'date_range')
    return { kind: 'range', from: String(setting.start_date), to: String(setting.end_date) };
  if (setting.type === 'days_in_future')
    return {
      kind: 'days',
      days: Number(setting.days),
      onlyWeekdays: String(setting.only_weekdays) === 'true',
    };
  const spots = setting.spots as { start_time: string; end_time: string }[];
  return {
    kind: 'spots',
    spots: spots.map(({ start_time, end_time }) => ({ from: start_time, to: end_time })),
  };
}
