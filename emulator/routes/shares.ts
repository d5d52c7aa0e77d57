/** `POST /shares`: a one-on-one event type with changes, behind a link that books once. */
import { mayActFor } from '../access.ts';
import { type Answer, denied, invalid, resource } from '../answers.ts';
import type { Bookable, EventType, Rule } from '../entities.ts';
import { idFrom } from '../uris.ts';
import type { Json } from '../wire.ts';
import { isZone } from '../zones.ts';
import { rulesOf } from './event-type-availability-schedules.ts';
import { placesOf, readPlaces } from './event-type-rows.ts';
import { date, flag, listOf, needed, object, oneOf, type Shape, text, textOf, uri, whole } from './fields.ts';
import type { Call, Operation, Parts } from './operation.ts';
import { newLink } from './scheduling-links.ts';

const overrides: Shape = {
  name: text(55),
  duration: whole(1, 720),
  duration_options: listOf(whole(1, 720), 4),
  period_type: oneOf('available_moving', 'moving', 'fixed', 'unlimited'),
  start_date: date,
  end_date: date,
  max_booking_time: whole(0, 100_000),
  hide_location: flag,
  location_configurations: listOf(placesOf),
  availability_rule: object({ rules: needed(rulesOf), timezone: needed(text()) }),
};

export function shareOperations(parts: Parts): Operation[] {
  const { state, wire, ids } = parts;

  function create({ caller, body }: Call): Answer {
    const type = state.eventTypes.get(idFrom(body.event_type));
    if (!type || type.deletedAt !== null || type.kind !== 'solo' || type.hostIds.length > 1)
      return invalid({ parameter: 'event_type', message: 'is invalid' });
    if (!mayActFor(caller, state.users.get(type.ownerId)!)) return denied();
    const rule = body.availability_rule as { timezone: string; rules: Rule[] } | undefined;
    if (rule && !isZone(rule.timezone))
      return invalid({ parameter: 'availability_rule.timezone', message: 'is not a valid time zone' });
    const copy = copyOf(type, body, ids.uuid());
    if (rule) copy.scheduleId = ownSchedule(copy, rule);
    state.eventTypes.put(copy);
    const link = newLink(parts, copy.id);
    const asked = Object.fromEntries(Object.keys(overrides).map((name) => [name, body[name] ?? null]));
    const override: Json = { ...asked, duration: copy.durationMinutes, name: copy.name };
    return resource({ scheduling_links: [wire.schedulingLink(link)], share_override: override }, 201);
  }

  function ownSchedule(type: EventType, { timezone, rules }: { timezone: string; rules: Rule[] }): string {
    const id = ids.uuid();
    state.schedules.put({
      id,
      userId: type.ownerId,
      eventTypeId: type.id,
      isDefault: false,
      name: null,
      timezone,
      rules,
    });
    return id;
  }

  return [
    {
      name: 'shares.create',
      method: 'POST',
      path: '/shares',
      scope: 'shares:write',
      body: { ...overrides, event_type: needed(uri) },
      act: create,
    },
  ];
}

/** What is not changed is the type's; what is booked through the copy is the type's too. */
function copyOf(type: EventType, body: Record<string, unknown>, id: string): EventType {
  return {
    ...type,
    id,
    sharedFrom: type.id,
    secret: true,
    active: true,
    slug: `${type.slug}-${id.slice(0, 8)}`,
    name: textOf(body.name) ?? type.name,
    durationMinutes: body.duration === undefined ? type.durationMinutes : Number(body.duration),
    locations: body.location_configurations ? readPlaces(body.location_configurations) : type.locations,
    bookable: bookableOf(body) ?? type.bookable,
  };
}

/** `max_booking_time` is told in minutes. */
function bookableOf(body: Record<string, unknown>): Bookable | null {
  const [from, to] = [textOf(body.start_date), textOf(body.end_date)];
  if (body.period_type === 'fixed' && from !== null && to !== null) return { kind: 'range', from, to };
  const moving = body.period_type === 'moving' || body.period_type === 'available_moving';
  if (!moving || body.max_booking_time === undefined) return null;
  return { kind: 'days', days: Math.floor(Number(body.max_booking_time) / 1440), onlyWeekdays: false };
}
