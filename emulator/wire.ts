/**
 * Rows → the JSON that Calendly sends, key by key in the live order: alphabetical everywhere, but for `tracking`,
 * `invitees_counter`, `no_show` inside a delivery, Zoom's `location.data`, and a membership's `user`.
 */
import type { WebhookSubscription } from './entities.ts';
import { bookingsWire } from './wire/bookings.ts';
import type { Json, WireParts } from './wire/json.ts';
import { offersWire } from './wire/offers.ts';
import { peopleWire } from './wire/people.ts';
import { recordsWire } from './wire/records.ts';

export type Wire = ReturnType<typeof createWire>;
export type { Json };

export function createWire(parts: WireParts) {
  return {
    ...peopleWire(parts),
    ...offersWire(parts),
    ...bookingsWire(parts),
    ...recordsWire(parts),
    ...subscriptionsWire(parts),
  };
}

function subscriptionsWire({ uris }: WireParts) {
  const subscription = (row: WebhookSubscription): Json => ({
    callback_url: row.callbackUrl,
    created_at: row.createdAt,
    creator: uris.user(row.creatorId),
    events: row.events,
    group: row.groupId === null ? null : uris.group(row.groupId),
    organization: uris.organization(row.organizationId),
    retry_started_at: row.retryStartedAt,
    scope: row.scope,
    state: row.state,
    updated_at: row.updatedAt,
    uri: uris.subscription(row.id),
    user: row.userId === null ? null : uris.user(row.userId),
  });

  /** What a subscription is sent; `seconds` since 1970, since the envelope's time has no fraction. */
  const envelope = (topic: string, creatorId: string, payload: Json, seconds: number): Json => ({
    created_at: `${new Date(seconds * 1000).toISOString().slice(0, 19)}.000000Z`,
    created_by: uris.user(creatorId),
    event: topic,
    payload,
  });

  return { subscription, envelope };
}
