/** Shapes of what we asked Calendly. */
import { z } from 'zod';
import type { CalendlyRequest, RecentRequests } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

const failure = { kind: z.string(), words: z.string(), wayOut: z.string() };
const asked = { method: z.string(), path: z.string(), status: z.int().nullable() };

export const calendlyRequest = answerOf<CalendlyRequest>()(
  'CalendlyRequest',
  z.strictObject({
    id: idOf('calendlyRequest'),
    at: time,
    ...asked,
    purpose: z.enum(['live', 'repair', 'doubt', 'bulk', 'access']),
    milliseconds: z.int(),
    failure: z.strictObject(failure).nullable(),
  }),
);

export const recentRequests = answerOf<RecentRequests>()(
  'RecentRequests',
  z.strictObject({
    from: time,
    perMinute: z.array(z.int()),
    failures: z.array(z.strictObject({ ...failure, ...asked, count: z.int(), lastAt: time })),
  }),
);
