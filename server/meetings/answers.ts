/** Shapes of meetings. */
import { z } from 'zod';
import type { Meeting, MeetingDetail } from '../../sdk/types.ts';
import { endUser } from '../accounts/index.ts';
import { changeType, timelineEntry } from '../changes/index.ts';
import { answerOf, idOf, time } from '../http/index.ts';

const text = z.string().nullable();

const meetingFields = {
  id: idOf('meeting'),
  accountId: idOf('account'),
  endUser,
  status: z.enum(['scheduled', 'moved', 'canceled', 'gone']),
  noShow: z.boolean(),
  startTime: time,
  endTime: time,
  name: z.string(),
  scheduledEventUri: z.string(),
  eventTypeUri: text,
  invitee: z.strictObject({ name: z.string(), email: z.string(), timezone: text, uri: z.string() }),
  seats: z.strictObject({ active: z.int(), limit: z.int() }),
  location: z.strictObject({ type: z.string(), words: text, joinUrl: text }).nullable(),
  moves: z.int(),
  source: z.enum(['delivery', 'backfill', 'reconciliation']),
  createdAt: time,
  updatedAt: time,
};

export const meeting = answerOf<Meeting>()('Meeting', z.strictObject(meetingFields));

/** What an observation was told as. */
export const effect = z.strictObject({
  at: time,
  type: changeType,
  words: z.string(),
  meetingId: idOf('meeting'),
});

export const meetingDetail = answerOf<MeetingDetail>()(
  'MeetingDetail',
  z.strictObject({
    ...meetingFields,
    chain: z.array(
      z.strictObject({
        inviteeUri: z.string(),
        startTime: time.nullable(),
        endTime: time.nullable(),
        status: z.string(),
      }),
    ),
    answers: z.array(z.strictObject({ question: z.string(), answer: z.string() })),
    guests: z.array(z.string()),
    hosts: z.array(z.strictObject({ name: text, email: text, uri: z.string() })),
    tracking: z.record(z.string(), text),
    payment: z.record(z.string(), z.unknown()).nullable(),
    cancellation: z
      .strictObject({ by: z.string(), type: z.string(), reason: text, at: z.string() })
      .nullable(),
    cancelUrl: text,
    rescheduleUrl: text,
    timeline: z.array(timelineEntry),
  }),
);
