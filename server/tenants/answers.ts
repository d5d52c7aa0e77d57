/** Shapes of people, sessions, API keys and the audit log. */
import { z } from 'zod';
import type {
  ApiKey,
  ApiScope,
  AuditChange,
  AuditEntry,
  CreatedApiKey,
  InvitedMember,
  Member,
  OpenSession,
  ReturnAddresses,
  Role,
  SealingKeys,
  Session,
  SignInLink,
  SignInWays,
} from '../../sdk/types.ts';
import { answerOf, idOf, time } from '../http/index.ts';

export const roles = answerOf<Role>()('Role', z.enum(['owner', 'operator', 'viewer']));
const environment = z.enum(['development', 'staging', 'production']);

export const session = answerOf<Session>()(
  'Session',
  z.strictObject({
    member: z.strictObject({
      id: idOf('member'),
      name: z.string(),
      email: z.string(),
      role: roles,
    }),
    tenant: z.strictObject({
      id: idOf('tenant'),
      slug: z.string(),
      name: z.string(),
      environment,
    }),
    calendly: z.strictObject({ kind: z.enum(['emulator', 'live']), url: z.string() }),
    redirectUri: z.string(),
    demo: z.strictObject({ company: z.string(), people: z.int() }).nullable(),
    others: z.array(z.strictObject({ slug: z.string(), name: z.string(), environment })),
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

const memberFields = {
  id: idOf('member'),
  name: z.string(),
  email: z.string(),
  role: roles,
  createdAt: time,
  signedInAt: time.nullable(),
  linkEndsAt: time.nullable(),
};

export const member = answerOf<Member>()('Member', z.strictObject(memberFields));

export const signInLink = answerOf<SignInLink>()(
  'SignInLink',
  z.strictObject({ url: z.string(), expiresAt: time }),
);

export const invitedMember = answerOf<InvitedMember>()(
  'InvitedMember',
  z.strictObject({ ...memberFields, link: signInLink }),
);

export const openSession = answerOf<OpenSession>()(
  'OpenSession',
  z.strictObject({
    id: idOf('session'),
    member: z.strictObject({ id: idOf('member'), name: z.string() }),
    how: z.enum(['link', 'single_sign_on']),
    browser: z.string(),
    address: z.string(),
    since: time,
    lastSeenAt: time,
    endsAt: time,
    current: z.boolean(),
  }),
);

export const signInWays = answerOf<SignInWays>()(
  'SignInWays',
  z.strictObject({ singleSignOn: z.strictObject({ name: z.string() }).nullable() }),
);

const told = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable();

const auditChange = answerOf<AuditChange>()(
  'AuditChange',
  z.strictObject({ field: z.string(), before: told, after: told }),
);

export const auditEntry = answerOf<AuditEntry>()(
  'AuditEntry',
  z.strictObject({
    id: idOf('auditEntry'),
    at: time,
    who: z.strictObject({
      kind: z.enum(['member', 'key', 'command']),
      id: z.string().nullable(),
      name: z.string(),
    }),
    operation: z.string(),
    summary: z.string(),
    subject: z.string().nullable(),
    address: z.string().nullable(),
    changes: z.array(auditChange),
  }),
);

export const sealingKeys = answerOf<SealingKeys>()(
  'SealingKeys',
  z.strictObject({
    current: z.strictObject({ id: z.string(), since: time }).nullable(),
    others: z.array(z.string()),
    processes: z.strictObject({ running: z.int(), behind: z.int() }),
    rewrap: z
      .strictObject({ beganAt: time, endedAt: time.nullable(), done: z.int(), left: z.int() })
      .nullable(),
  }),
);
