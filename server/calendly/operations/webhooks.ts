/** Subscriptions to webhooks (calendly-api.md §3.11 and §4). There is no way to change one. */
import type { Open } from '../resources/fields.ts';
import { sampleDelivery, webhookSubscription } from '../resources/subscriptions.ts';
import { bare, may, needed, nothing, one, operation, pages, type Sort } from './operation.ts';

type SubscriptionScope = Open<'organization' | 'user' | 'group'>;
const path = '/webhook_subscriptions';
const read = 'webhooks:read';
const write = 'webhooks:write';

export const webhooks = {
  webhookSubscriptions: {
    /**
     * A new one; needs the read scope of every topic too, and some topics a plan that has the feature. `user` for the
     * scope user, `group` for the scope group. `conflict`: the address is taken. `forbidden` by role or plan. Scope
     * `webhooks:write`; §3.11 and §4.2.
     */
    create: operation({
      method: 'POST',
      path,
      scope: write,
      body: {
        url: needed(),
        events: needed<string[]>(),
        organization: needed(),
        scope: needed<SubscriptionScope>(),
        user: may(),
        group: may(),
        signing_key: may(),
      },
      answers: one(webhookSubscription),
    }),
    /**
     * Those of a scope, oldest first. `forbidden` for others' but to owners and admins. Scope `webhooks:read`; §3.11
     * and §4.2.
     */
    list: operation({
      method: 'GET',
      path,
      scope: read,
      query: {
        organization: needed(),
        scope: needed<SubscriptionScope>(),
        user: may(),
        group: may(),
        sort: may<Sort<'created_at'>>(),
      },
      answers: pages(webhookSubscription),
    }),
    /**
     * One of them, with how its deliveries fare: `state` and `retry_started_at`. Scope `webhooks:read`; §3.11 and
     * §4.2.
     */
    get: operation({
      method: 'GET',
      path: '/webhook_subscriptions/{webhook_uuid}',
      scope: read,
      answers: one(webhookSubscription),
    }),
    /** Ends it. Scope `webhooks:write`; §3.11 and §4.2. */
    delete: operation({
      method: 'DELETE',
      path: '/webhook_subscriptions/{webhook_uuid}',
      scope: write,
      answers: nothing,
    }),
  },
  sampleWebhookData: {
    /**
     * What a delivery of this topic would say, of made-up or real matter. `invalid` for a topic that the scope cannot
     * have. Scope `webhooks:read`; §3.11 and §4.3.
     */
    get: operation({
      method: 'GET',
      path: '/sample_webhook_data',
      scope: read,
      query: {
        event: needed(),
        organization: needed(),
        scope: needed<SubscriptionScope>(),
        user: may(),
        group: may(),
      },
      answers: bare(sampleDelivery),
    }),
  },
};
