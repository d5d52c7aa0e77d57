/** Shapes of accounts and of the end users that they are of. */
import { z } from 'zod';
import type { Account, AccountDetail, EndUser } from '../../sdk/types.ts';
import { timelineEntry } from '../changes/index.ts';
import { status } from '../connections/index.ts';
import { answerOf, idOf, time } from '../http/index.ts';
import { recentRequests } from '../requests/index.ts';

export const endUser = answerOf<EndUser>()(
  'EndUser',
  z.strictObject({
    userId: z.string().nullable(),
    kind: z.enum(['application', 'operator']),
    name: z.string().nullable(),
    email: z.string().nullable(),
  }),
);

const subscription = z.strictObject({
  id: idOf('subscription'),
  scope: z.enum(['user', 'organization', 'group']),
  state: z.enum(['wanted', 'active', 'retrying', 'disabled', 'deleting']),
  topics: z.array(z.string()),
  keyInUse: z.enum(['own', 'previous', 'application']).nullable(),
  since: time,
});

const calendly = z.strictObject({
  userUri: z.string(),
  organizationUri: z.string(),
  name: z.string(),
  email: z.string(),
  timezone: z.string(),
  schedulingUrl: z.string(),
});

const accountFields = {
  id: idOf('account'),
  endUser,
  connectionId: z.int(),
  connectionName: z.string(),
  nextConnectionId: z.int().nullable(),
  status,
  calendly: calendly.nullable(),
  scopes: z.strictObject({ wanted: z.array(z.string()), granted: z.array(z.string()) }),
  subscription: subscription.nullable(),
  lastDeliveryAt: time.nullable(),
  meetingsAhead: z.int(),
  backfill: z
    .strictObject({
      state: z.enum(['waiting', 'running', 'done']),
      read: z.int(),
      total: z.int().nullable(),
    })
    .nullable(),
  disconnecting: z.strictObject({ since: time, left: z.array(z.string()) }).nullable(),
  connectedAt: time.nullable(),
  authorization: z.enum(['oauth', 'personal_access_token']).nullable(),
};

export const account = answerOf<Account>()('Account', z.strictObject(accountFields));

const freshness = z.strictObject({
  how: z.enum(['webhook', 'polling']),
  asOf: time.nullable(),
  lastSweep: z.strictObject({ began: time, ended: time, requests: z.int() }).nullable(),
  everySeconds: z.number().nullable(),
  foundBySweep7d: z.int(),
});

export const accountDetail = answerOf<AccountDetail>()(
  'AccountDetail',
  z.strictObject({
    ...accountFields,
    budget: z.strictObject({ limit: z.int(), left: z.int(), endsAt: time }).nullable(),
    probed: z
      .strictObject({
        role: z.string().nullable(),
        plan: z.string().nullable(),
        stage: z.string().nullable(),
        at: time,
      })
      .nullable(),
    freshness,
    requests: recentRequests,
    timeline: z.array(timelineEntry),
  }),
);
