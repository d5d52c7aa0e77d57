/** Shapes of deliveries. */
import { z } from 'zod';
import type { Delivery } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

export const outcomes = [
  'waiting',
  'applied',
  'no_change',
  'kept',
  'unconfirmed',
  'too_long',
  'parked',
] as const;

export const delivery = answerOf<Delivery>()(
  'Delivery',
  z.strictObject({
    id: idOf('delivery'),
    accountId: idOf('account'),
    receivedAt: time,
    topic: z.string().nullable(),
    outcome: z.enum(outcomes),
    reason: z.string().nullable(),
    meetingId: idOf('meeting').nullable(),
  }),
);
