/** Shapes of deliveries. */
import { z } from 'zod';
import type { Count, Delivery, DeliveryDetail } from '../../sdk/types.ts';
import { endUser } from '../accounts/index.ts';
import { answerOf, idOf, time } from '../http/index.ts';
import { effect, meeting } from '../meetings/index.ts';

/** What can become of one that a key of ours signed. */
export const verifiedOutcomes = [
  'waiting',
  'applied',
  'no_change',
  'kept',
  'unconfirmed',
  'too_long',
  'parked',
] as const;

export const outcome = z.enum([...verifiedOutcomes, 'unverified']);

const deliveryFields = {
  id: idOf('delivery'),
  accountId: idOf('account'),
  endUser: endUser.nullable(),
  receivedAt: time,
  processedAt: time.nullable(),
  replays: z.int(),
  topic: z.string().nullable(),
  outcome,
  reason: z.string().nullable(),
  meetingId: idOf('meeting').nullable(),
};

export const delivery = answerOf<Delivery>()('Delivery', z.strictObject(deliveryFields));

const verification = z.strictObject({
  key: z.enum(['own', 'previous', 'application']),
  signedAt: time,
  skewSeconds: z.number(),
  fresh: z.boolean(),
});

export const deliveryDetail = answerOf<DeliveryDetail>()(
  'DeliveryDetail',
  z.strictObject({
    ...deliveryFields,
    explanation: z.strictObject({ words: z.string(), wayOut: z.string() }).nullable(),
    verification: verification.nullable(),
    headers: z.record(z.string(), z.string()),
    body: z.strictObject({ length: z.int(), text: z.string().nullable(), hex: z.string().nullable() }),
    effects: z.array(effect),
    meeting: meeting.nullable(),
    copies: z.array(z.strictObject({ id: idOf('delivery'), receivedAt: time, outcome })),
  }),
);

export const count = answerOf<Count>()('Count', z.strictObject({ count: z.int(), exact: z.boolean() }));
