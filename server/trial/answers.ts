/** Shapes of trying it out. */
import { z } from 'zod';
import type { TrialPeople, TrialStep, TrialTrace } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

const eventType = z.strictObject({ uri: z.string(), name: z.string(), minutes: z.number() });

export const trialPeople = answerOf<TrialPeople>()(
  'TrialPeople',
  z.strictObject({
    people: z.array(
      z.strictObject({ accountId: idOf('account'), name: z.string(), eventTypes: z.array(eventType) }),
    ),
  }),
);

export const trialStep = answerOf<TrialStep>()(
  'TrialStep',
  z.strictObject({
    accountId: idOf('account'),
    event: z.string(),
    invitee: z.string(),
    startTime: time,
    after: time,
    at: time,
    now: time,
    page: z.string(),
  }),
);

export const trialTrace = answerOf<TrialTrace>()(
  'TrialTrace',
  z.strictObject({
    receivedAt: time.nullable(),
    key: z.enum(['own', 'previous', 'application']).nullable(),
    appliedAt: time.nullable(),
    meetingId: idOf('meeting').nullable(),
  }),
);
