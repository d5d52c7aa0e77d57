/** Rows of event types as the API makes them, and telling subscriptions of them. */
import type { EventType, LocationChoice, User } from '../entities.ts';
import { slugOf } from '../people.ts';
import type { State } from '../state.ts';
import { needed, object, oneOf, text } from './fields.ts';
import type { Parts } from './operation.ts';

const placeKinds: readonly LocationChoice['kind'][] = [
  'physical',
  'outbound_call',
  'inbound_call',
  'google_conference',
  'zoom_conference',
  'gotomeeting_conference',
  'microsoft_teams_conference',
  'webex_conference',
  'custom',
  'ask_invitee',
];

export const placesOf = object({
  kind: needed(oneOf(...placeKinds)),
  location: text(),
  additional_info: text(),
  phone_number: text(),
});

export function readPlaces(given: unknown): LocationChoice[] {
  return (given as Record<string, string>[]).map(({ kind, location, additional_info, phone_number }) => ({
    kind: kind as LocationChoice['kind'],
    ...(location ? { location } : {}),
    ...(additional_info ? { additionalInfo: additional_info } : {}),
    ...(phone_number ? { phoneNumber: phone_number } : {}),
  }));
}

/** Half an hour with one person, without a place or a question, in its owner's hours. */
export function newType(
  made: { id: string; owner: User; name: string; now: string },
  state: State,
): EventType {
  const { id, owner, name, now } = made;
  const others = state.eventTypes.where('owner_id = ?', owner.id);
  const slug = slugOf(name) || 'meeting';
  const taken = new Set(others.map((type) => type.slug));
  return {
    id,
    ownerId: owner.id,
    hostIds: [owner.id],
    name,
    slug: taken.has(slug) ? `${slug}-${others.length}` : slug,
    active: false,
    position: others.length,
    kind: 'solo',
    poolingType: null,
    seats: 1,
    durationMinutes: 30,
    color: '#8247f5',
    description: null,
    questions: [],
    locations: [],
    scheduleId: owner.scheduleId,
    type: 'StandardEventType',
    locale: 'en',
    durationOptions: null,
    secret: false,
    sharedFrom: null,
    bookable: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}

export function telling({ state, webhooks, wire }: Pick<Parts, 'state' | 'webhooks' | 'wire'>) {
  return (topic: string, type: EventType): void => {
    const { organizationId } = state.users.get(type.ownerId)!;
    webhooks.announce(topic, { organizationId, userIds: type.hostIds }, () => wire.eventType(type));
  };
}
