/** Event types, their hosts, hours and links. */
import type { EventType, LocationChoice, Question, Schedule, SchedulingLink, User } from '../entities.ts';
import { asHtml, type Json, type WireParts } from './json.ts';

export function offersWire({ state, uris }: WireParts) {
  function eventType(row: EventType): Json {
    const owner = state.users.get(row.ownerId)!;
    return {
      active: row.active,
      admin_managed: false,
      booking_method: 'instant',
      color: row.color,
      created_at: row.createdAt,
      custom_questions: row.questions.map(question),
      deleted_at: row.deletedAt,
      description_html: asHtml(row.description),
      description_plain: row.description,
      duration: row.durationMinutes,
      duration_options: row.durationOptions,
      internal_note: null,
      is_paid: false,
      kind: row.kind,
      locale: row.locale,
      locations: row.locations.map(place),
      name: row.name,
      pooling_type: row.poolingType,
      position: row.position,
      profile: { name: owner.name, owner: uris.user(owner.id), type: 'User' },
      scheduling_url: uris.page(`${owner.slug}/${row.slug}`),
      secret: row.secret,
      slug: row.slug,
      type: row.type,
      updated_at: row.updatedAt,
      uri: uris.eventType(row.id),
    };
  }

  const schedule = (row: Schedule): Json => ({
    default: row.isDefault,
    name: row.name,
    rules: row.rules,
    timezone: row.timezone,
    uri: uris.schedule(row.id),
    user: uris.user(row.userId),
  });

  const eventTypeSchedule = (row: EventType): Json => {
    const { name, rules, timezone, uri, user } = schedule(state.schedules.get(row.scheduleId)!);
    return {
      availability_rule: { name, rules, timezone, uri, user },
      availability_setting: 'host',
      event_type: uris.eventType(row.id),
    };
  };

  const schedulingLink = (row: SchedulingLink): Json => {
    const type = state.eventTypes.get(row.eventTypeId)!;
    return {
      booking_url: uris.page(`d/${row.id}/${type.slug}`),
      owner: uris.eventType(type.sharedFrom ?? type.id),
      owner_type: 'EventType',
    };
  };

  /** Like the rest of a list that Calendly makes of a type and one of its hosts, it has no row of its own. */
  const eventTypeMembership = (type: EventType, member: Json, host: User): Json => ({
    created_at: type.createdAt,
    event_type: uris.eventType(type.id),
    member,
    updated_at: type.updatedAt,
    uri: uris.eventTypeMembership(`${type.id.slice(0, 18)}${host.id.slice(18)}`),
  });

  return { eventType, schedule, eventTypeSchedule, schedulingLink, eventTypeMembership };
}

const place = (row: LocationChoice): Json => ({
  ...(row.additionalInfo === undefined ? {} : { additional_info: row.additionalInfo }),
  kind: row.kind,
  ...(row.location === undefined ? {} : { location: row.location }),
  ...(row.phoneNumber === undefined ? {} : { phone_number: row.phoneNumber }),
});

const question = (row: Question): Json => ({
  answer_choices: row.answerChoices,
  enabled: row.enabled,
  include_other: row.includeOther,
  name: row.name,
  position: row.position,
  required: row.required,
  type: row.type,
});
