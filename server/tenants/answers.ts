/** Shapes of sessions and API keys. */
import { z } from 'zod';
import type { ApiKey, ApiScope, CreatedApiKey, ReturnAddresses, Session } from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

export const session = answerOf<Session>()(
  'Session',
  z.strictObject({
    member: z.strictObject({
      id: idOf('member'),
      name: z.string(),
      email: z.string(),
      role: z.enum(['owner', 'operator', 'viewer']),
    }),
    tenant: z.strictObject({
      id: idOf('tenant'),
      slug: z.string(),
      name: z.string(),
      environment: z.enum(['development', 'staging', 'production']),
    }),
    calendly: z.strictObject({ kind: z.enum(['emulator', 'live']), url: z.string() }),
    redirectUri: z.string(),
    demo: z.strictObject({ company: z.string(), people: z.int() }).nullable(),
    expiresAt: time,
  }),
);

export const scopes = answerOf<ApiScope>()(
  'ApiScope',
  z.enum([
    'meetings:read',
    'accounts:read',
    'accounts:write',
    'connections:read',
    'connections:write',
    'deliveries:read',
    'deliveries:replay',
    'changes:read',
    'calendly:call',
  ]),
);

const keyFields = {
  id: idOf('apiKey'),
  name: z.string(),
  begins: z.string(),
  scopes: z.array(scopes),
  userId: z.string().nullable(),
  createdAt: time,
  lastUsedAt: time.nullable(),
};

export const apiKey = answerOf<ApiKey>()('ApiKey', z.strictObject(keyFields));
export const createdApiKey = answerOf<CreatedApiKey>()(
  'CreatedApiKey',
  z.strictObject({ ...keyFields, key: z.string() }),
);

export const returnAddresses = answerOf<ReturnAddresses>()(
  'ReturnAddresses',
  z.strictObject({ addresses: z.array(z.string()) }),
);
