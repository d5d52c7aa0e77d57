/** Shapes of connections, and of the states that accounts have too. */
import { z } from 'zod';
import type { AuthorizationStart, Connection, HealthReason, Status } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

const state = z.enum(['configured', 'connected', 'disconnected', 'error']);
const hidden = z.literal('***');

const healthReason = answerOf<HealthReason>()(
  'HealthReason',
  z.strictObject({ code: z.string(), words: z.string(), wayOut: z.string(), since: time }),
);

const statusFields = {
  state,
  since: time,
  reason: z.strictObject({ code: z.string(), words: z.string(), wayOut: z.string() }).nullable(),
  actions: z.array(z.enum(['Connect', 'Disconnect', 'Test', 'Re-connect', 'Update credentials'])),
  health: z.strictObject({
    level: z.enum(['ok', 'attention', 'broken']),
    reasons: z.array(healthReason),
  }),
};

export const status = answerOf<Status>()('Status', z.strictObject(statusFields));

export const connection = answerOf<Connection>()(
  'Connection',
  z.strictObject({
    type: z.literal('calendly'),
    id: z.int().min(1),
    name: z.string(),
    clientId: z.string(),
    clientSecret: hidden,
    status: z.strictObject({
      ...statusFields,
      ownAccountId: idOf('account').nullable(),
      accounts: z.record(state, z.int()),
    }),
    options: z.strictObject({
      webhookSigningKey: hidden.nullable(),
      deletingSince: time.nullable(),
      createdAt: time,
      updatedAt: time,
    }),
  }),
);

export const authorizationStart = answerOf<AuthorizationStart>()(
  'AuthorizationStart',
  z.strictObject({ authorizationUrl: z.string(), expiresAt: time }),
);
