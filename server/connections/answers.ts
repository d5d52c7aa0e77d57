/** Shapes of connections, and of the states that accounts have too. */
import { z } from 'zod';
import type {
  AuthorizationStart,
  Connection,
  ConnectionDetail,
  HealthReason,
  ScopeNames,
  Status,
} from '../../sdk/types.ts';
import { timelineEntry } from '../changes/index.ts';
import { answerOf, idOf, time } from '../http/index.ts';
import { environments } from './fields.ts';

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

const connectionFields = {
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
    nextClientSecret: hidden.nullable(),
    scopes: z.array(z.string()),
    environment: z.enum(environments).nullable(),
    configured: z.boolean(),
    warnings: z.array(z.strictObject({ path: z.string(), message: z.string() })),
    deletingSince: time.nullable(),
    createdAt: time,
    updatedAt: time,
  }),
};

export const connection = answerOf<Connection>()('Connection', z.strictObject(connectionFields));

export const connectionDetail = answerOf<ConnectionDetail>()(
  'ConnectionDetail',
  z.strictObject({ ...connectionFields, timeline: z.array(timelineEntry) }),
);

const names = z.array(z.string());

export const scopeNames = answerOf<ScopeNames>()(
  'ScopeNames',
  z.strictObject({
    scopes: names,
    presets: z.strictObject({ 'read-only': names, write: names, webhooks: names, full: names }),
    aliases: z.record(z.string(), names),
  }),
);

export const authorizationStart = answerOf<AuthorizationStart>()(
  'AuthorizationStart',
  z.strictObject({ authorizationUrl: z.string(), expiresAt: time }),
);
