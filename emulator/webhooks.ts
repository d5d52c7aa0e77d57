/**
 * Subscriptions and the queue of what they are sent. A message is queued in the transaction of the act that
 * causes it, one copy for each matching subscription; sending is `courier.ts`.
 */
import { type Clock, isoMicros } from './clock.ts';
import type { Delivery, WebhookSubscription } from './entities.ts';
import { type Faults, queueFaults } from './faults.ts';
import type { Ids } from './ids.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';
import type { Json, Wire } from './wire.ts';

/** Topic → scopes it may be subscribed in, and the OAuth scope that reading it needs. */
export const topics: Record<
  string,
  { scopes: readonly WebhookSubscription['scope'][]; reads: string; paid: boolean }
> = {
  ...topicsOf(['invitee.created', 'invitee.canceled'], 'scheduled_events:read'),
  ...topicsOf(['invitee_no_show.created', 'invitee_no_show.deleted'], 'scheduled_events:read'),
  ...topicsOf(['event_type.created', 'event_type.updated', 'event_type.deleted'], 'event_types:read'),
  ...topicsOf(['contact.created', 'contact.updated', 'contact.deleted'], 'contacts:read', true),
  ...topicsOf(['routing_form_submission.created'], 'routing_forms:read', true, ['organization']),
  ...topicsOf(
    ['meeting_recap.created', 'meeting_recap.updated', 'meeting_recap.deleted'],
    'meeting_recaps:read',
    true,
    ['user'],
  ),
};

function topicsOf(
  names: string[],
  reads: string,
  paid = false,
  scopes: readonly WebhookSubscription['scope'][] = ['organization', 'user', 'group'],
) {
  return Object.fromEntries(names.map((name) => [name, { scopes, reads, paid }]));
}

export type InviteeTopic =
  | 'invitee.created'
  | 'invitee.canceled'
  | 'invitee_no_show.created'
  | 'invitee_no_show.deleted';

/** Whose matter something is: subscriptions of the organization, of these people, and of their groups are told. */
export interface Audience {
  organizationId: string;
  userIds: string[];
}

export type Webhooks = ReturnType<typeof createWebhooks>;

/** How long a reordered delivery waits for a later one to overtake it. */
const reorderMs = 30_000;
const delayMs = 60_000;

export function createWebhooks(deps: {
  state: State;
  store: Store;
  wire: Wire;
  clock: Clock;
  ids: Ids;
  faults: Faults;
  /** Told after the commit that something waits to be sent. */
  wake: () => void;
}) {
  const { state, store, wire, clock, ids, faults } = deps;

  function subscribersOf(topic: string, { organizationId, userIds }: Audience): WebhookSubscription[] {
    const people = JSON.stringify(userIds);
    return state.subscriptions
      .where(
        `organization_id = ? and (row ->> '$.scope' = 'organization'
           or user_id in (select value from json_each(?))
           or group_id in (select group_id from group_relationships
             where user_id in (select value from json_each(?)) and row ->> '$.role' = 'member'))
         order by created_at`,
        organizationId,
        people,
        people,
      )
      .filter(({ state, events }) => state === 'active' && events.includes(topic));
  }

  function queue(subscription: WebhookSubscription, topic: string, payload: Json): void {
    const now = clock.now();
    const fault = faults.take('delivery', queueFaults);
    const wait =
      fault === undefined ? 0 : (fault.milliseconds ?? (fault.kind === 'reorder' ? reorderMs : delayMs));
    const body = JSON.stringify(
      wire.envelope(topic, subscription.creatorId, payload, Math.floor(now / 1000)),
    );
    store.run(
      `insert into deliveries (id, subscription_id, event, body, created_at, state, next_attempt_at, held, attempts)
       values (?, ?, ?, ?, ?, 'waiting', ?, ?, '[]')`,
      ids.uuid(),
      subscription.id,
      topic,
      Buffer.from(body),
      isoMicros(now),
      isoMicros(now + wait),
      fault?.kind === 'reorder' ? 1 : 0,
    );
    store.afterCommit(deps.wake);
  }

  return {
    /** Queues one message for each subscription that it is for; `payload` is only made when there is one. */
    announce(topic: string, audience: Audience, payload: () => Json): void {
      const subscribers = subscribersOf(topic, audience);
      if (subscribers.length === 0) return;
      const told = payload();
      for (const subscription of subscribers) queue(subscription, topic, told);
    },

    /** A deleted subscription is sent nothing more. */
    remove(subscription: WebhookSubscription): void {
      state.subscriptions.remove(subscription.id);
      dropWaiting(store, subscription.id);
    },
  };
}

export function dropWaiting(store: Store, subscriptionId: string): void {
  store.run(
    `update deliveries set state = 'dropped', next_attempt_at = null
     where subscription_id = ? and state = 'waiting'`,
    subscriptionId,
  );
}

export function toDelivery(row: Record<string, unknown>): Delivery {
  return {
    id: row.id as string,
    subscriptionId: row.subscription_id as string,
    event: row.event as string,
    body: row.body as Uint8Array,
    createdAt: row.created_at as string,
    attempts: JSON.parse(row.attempts as string) as Delivery['attempts'],
    state: row.state as Delivery['state'],
    nextAttemptAt: row.next_attempt_at as string | null,
    held: row.held === 1,
  };
}
