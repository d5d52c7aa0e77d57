/** Shapes of changes and of what timelines tell. */
import { z } from 'zod';
import type { Change, TimelineEntry } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

export const changeType = z.enum([
  'connection.created',
  'connection.updated',
  'connection.deleted',
  'account.configured',
  'account.connected',
  'account.disconnecting',
  'account.disconnected',
  'account.error',
  'account.alarm',
  'account.not_connected',
  'account.updated',
  'account.tokens_rotated',
  'account.erased',
  'subscription.created',
  'subscription.updated',
  'subscription.deleted',
  'meeting.scheduled',
  'meeting.updated',
  'meeting.moved',
  'meeting.canceled',
  'meeting.no_show_set',
  'meeting.no_show_unset',
  'meeting.gone',
  'meeting.returned',
  'meeting.merged',
  'key.alarm',
]);

export const change = answerOf<Change>()(
  'Change',
  z.strictObject({
    id: idOf('change'),
    cursor: z.string(),
    type: changeType,
    at: time,
    cause: z.enum(['delivery', 'backfill', 'reconciliation', 'request', 'system']),
    accountId: idOf('account').nullable(),
    subject: z.strictObject({
      kind: z.enum(['connection', 'account', 'subscription', 'meeting', 'key']),
      id: z.string(),
    }),
    data: z.record(z.string(), z.unknown()),
  }),
);

export const timelineEntry = answerOf<TimelineEntry>()(
  'TimelineEntry',
  z.strictObject({
    at: time,
    type: z.string(),
    words: z.string(),
    source: z.enum(['delivery', 'backfill', 'reconciliation', 'person', 'slotwire']),
  }),
);
