/** Subscriptions to webhooks, and what one is sent (calendly-api.md §3.11 and §4). */
import { z } from 'zod';
import { object, oneOf, timestamp, uri } from './fields.ts';

/** `retry_started_at` since when Calendly has tried in vain. The signing key is never told. */
export const webhookSubscription = object({
  uri: uri('webhookSubscription'),
  callback_url: z.string(),
  created_at: timestamp,
  updated_at: timestamp,
  retry_started_at: timestamp.nullable().catch(null),
  state: oneOf('active', 'disabled'),
  events: z.array(z.string()),
  scope: oneOf('organization', 'user', 'group'),
  organization: z.string(),
  user: z.string().nullable().catch(null),
  group: z.string().nullable().catch(null),
  creator: z.string().nullable().catch(null),
});
export type WebhookSubscriptionResource = z.output<typeof webhookSubscription>;

/** What a delivery of this topic would say; unlike other answers it stands alone. */
export const sampleDelivery = object({
  event: z.string(),
  created_at: timestamp,
  created_by: z.string(),
  payload: z.record(z.string(), z.unknown()),
});
