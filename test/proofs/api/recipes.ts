/** For each operation of the interface, by its id, a request that is good: what it needs is made first. */
import type {
  AuthorizationStart,
  Connection,
  CreatedApiKey,
  Delivery,
  InvitedMember,
  Meeting,
  OpenSession,
  Page,
  RepairPlan,
  TokenRotation,
  TrialPeople,
  TrialStep,
  TrialTrace,
} from '../../../sdk/types.ts';
import { until } from '../../support/until.ts';
import { createVisitor, type Visitor } from '../../support/visitor.ts';
import { applicationNamed, type World } from './world.ts';

export interface Sent {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  /** Who must send it, where it is not whoever may. */
  as?: Visitor;
}

/** A picture, as small as they come. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

type Recipe = (world: World) => Sent | Promise<Sent>;

export const recipes: Record<string, Recipe> = {
  postSession: async ({ url, signInLink }) => ({
    body: { token: await signInLink() },
    as: createVisitor(url),
  }),
  getSession: () => ({}),
  deleteSession: async ({ signedIn }) => ({ as: await signedIn() }),

  getApiKeys: () => ({ query: { limit: '3' } }),
  postApiKeys: ({ fresh, userId }) => ({ body: { name: fresh(), scopes: ['meetings:read'], userId } }),
  patchApiKeysId: async (world) => ({ params: await newKey(world), body: { name: world.fresh() } }),
  deleteApiKeysId: async (world) => ({ params: await newKey(world) }),

  getSignIn: () => ({}),
  getSessions: () => ({ query: { limit: '3' } }),
  deleteSessionsId: async (world) => {
    const { body } = await (await world.signedIn()).get<Page<OpenSession>>('/api/v1/sessions?limit=1');
    return { params: { id: body.items[0]!.id } };
  },

  getMembers: () => ({ query: { limit: '3' } }),
  postMembers: ({ fresh }) => ({
    body: { name: 'Ana Ruiz', email: `${fresh()}@example.com`, role: 'viewer' },
  }),
  patchMembersId: async (world) => ({ params: await newMember(world), body: { role: 'operator' } }),
  deleteMembersId: async (world) => ({ params: await newMember(world) }),
  postMembersIdLink: async (world) => ({ params: await newMember(world) }),

  getAudit: ({ userId }) => ({ query: { whoKind: 'member', userId, from: '2020-01-01T00:00:00Z' } }),
  getAuditExport: () => ({ query: { operation: 'signIn' } }),

  getSettingsKeys: () => ({}),
  postTokenRotations: ({ connection }) => ({ body: { connectionId: connection.id } }),
  getTokenRotationsId: async ({ operator }) => {
    const { body } = await operator.post<TokenRotation>('/api/v1/token-rotations', { connectionId: 1 });
    return { params: { id: body.id } };
  },

  getSettingsReturnAddresses: () => ({}),
  putSettingsReturnAddresses: () => ({ body: { addresses: ['https://app.example.com'] } }),

  getSettingsConnectPage: () => ({}),
  putSettingsConnectPage: () => ({ body: { name: 'Northwind CRM', color: '#0e7c61' } }),
  putSettingsConnectPageLogo: () => ({ body: { logo: `data:image/png;base64,${onePixel}` } }),
  deleteSettingsConnectPageLogo: () => ({}),
  getSettingsConnectPagePreview: () => ({ query: { color: '7f7f7f', language: 'de', page: 'other' } }),

  getScopes: () => ({}),

  getConnections: () => ({}),
  postConnections: ({ fresh }) => ({
    body: {
      ...applicationNamed(fresh()),
      options: { webhookSigningKey: 'key', scopes: ['full'], environment: 'staging' },
    },
  }),
  getConnectionsId: ({ connection }) => ({ params: { id: String(connection.id) } }),
  patchConnectionsId: ({ connection, fresh }) => ({
    params: { id: String(connection.id) },
    body: { name: fresh() },
  }),
  deleteConnectionsId: async (world) => ({ params: await newConnection(world) }),
  postConnectionsIdConnect: async (world) => ({
    params: await newConnection(world),
    body: { returnTo: '/x' },
  }),
  postConnectionsIdDisconnect: async (world) => {
    const path = `/api/v1/connections/${world.connection.id}`;
    const begun = await until('that the disconnect before is complete', async () => {
      const { status, body } = await world.operator.post<AuthorizationStart>(`${path}/connect`, {});
      return status === 201 ? body : undefined;
    });
    await world.consent(begun.authorizationUrl);
    return { params: { id: String(world.connection.id) } };
  },

  postConnectionsIdTest: ({ connection }) => ({ params: { id: String(connection.id) } }),

  getAccounts: ({ userId, connection }) => ({
    query: { state: 'connected', search: userId, connectionId: String(connection.id) },
  }),
  getAccountsId: ({ accountId }) => ({ params: { id: accountId } }),
  postUsersUserIdAccounts: ({ fresh, connection }) => ({
    params: { userId: fresh() },
    body: { connectionId: connection.id, name: 'Ana Ruiz', email: 'ana@example.com' },
  }),
  postUsersUserIdConnectSessions: ({ fresh, connection }) => ({
    params: { userId: fresh() },
    body: { connectionId: connection.id, name: 'Ana Ruiz', language: 'fr' },
  }),
  deleteUsersUserId: async (world) => ({ params: { userId: (await newAccount(world)).userId } }),
  postAccountsIdConnect: async (world) => ({ params: { id: (await newAccount(world)).id }, body: {} }),
  postAccountsIdLink: async (world) => ({ params: { id: (await newAccount(world)).id } }),
  postAccountsIdPersonalAccessToken: async (world) => ({
    params: { id: (await newAccount(world)).id },
    body: { token: await world.personalToken() },
  }),
  postAccountsIdDisconnect: async ({ connected }) => ({ params: { id: await connected() } }),

  getAccountsIdRequests: ({ accountId }) => ({ params: { id: accountId }, query: { failed: 'false' } }),
  postAccountsIdTest: ({ accountId }) => ({ params: { id: accountId } }),

  postAccountsIdRepairPlan: ({ accountId }) => ({ params: { id: accountId } }),
  postAccountsIdRepair: async ({ operator, accountId }) => {
    const { body } = await operator.post<RepairPlan>(`/api/v1/accounts/${accountId}/repair/plan`, {});
    return { params: { id: accountId }, body: { basis: body.basis } };
  },
  getAccountsIdRepair: ({ accountId }) => ({ params: { id: accountId } }),

  getMeetings: ({ accountId }) => ({
    query: { accountId, from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00+02:00', limit: '5' },
  }),
  getMeetingsId: async ({ operator }) => {
    const { body } = await operator.get<Page<Meeting>>('/api/v1/meetings?status=canceled&limit=1');
    return { params: { id: body.items[0]!.id } };
  },
  getUsersUserIdMeetings: ({ userId }) => ({ params: { userId }, query: { status: 'scheduled' } }),

  getDeliveries: ({ accountId }) => ({ query: { accountId, outcome: 'applied' } }),
  getDeliveriesCount: ({ accountId }) => ({ query: { accountId, exactly: 'true' } }),
  getDeliveriesId: async (world) => ({ params: await someDelivery(world) }),
  getDeliveriesIdRaw: async (world) => ({ params: await someDelivery(world) }),
  postDeliveriesReplay: ({ accountId }) => ({ body: { accountId, from: '2020-01-01T00:00:00Z' } }),

  getChanges: () => ({ query: { limit: '10' } }),
  getLive: () => ({}),
  getLiveNext: () => ({ query: { waitSeconds: '0' } }),

  getOverview: () => ({ query: { range: '24h' } }),
  getOverviewSeries: () => ({ query: { range: '1h' } }),

  postTrialConnection: () => ({}),
  getTrialPeople: () => ({}),
  postTrialBookings: async (world) => ({ body: await trialBooking(world) }),
  getTrialTrace: async (world) => ({ query: traceOf(await bookTrial(world)) }),
  postTrialMeetingsIdCancel: async (world) => ({ params: await trialMeeting(world) }),
  postTrialMeetingsIdMove: async (world) => ({ params: await trialMeeting(world) }),
};

async function someDelivery({ operator }: World) {
  const id = await until('a delivery', async () => {
    const { body } = await operator.get<Page<Delivery>>('/api/v1/deliveries?limit=1');
    return body.items[0]?.id;
  });
  return { id };
}

async function trialBooking({ operator, accountId }: World) {
  const { body } = await operator.get<TrialPeople>('/api/v1/trial/people');
  const person = body.people.find((one) => one.accountId === accountId)!;
  return { accountId, eventType: person.eventTypes[0]!.uri };
}

async function bookTrial(world: World): Promise<TrialStep> {
  const wanted = await trialBooking(world);
  return (await world.operator.post<TrialStep>('/api/v1/trial/bookings', wanted)).body;
}

function traceOf({ accountId, event, invitee, after }: TrialStep) {
  return { accountId, event, invitee, after };
}

async function trialMeeting(world: World) {
  const query = new URLSearchParams(traceOf(await bookTrial(world)));
  const id = await until('the meeting', async () => {
    const { body } = await world.operator.get<TrialTrace>(`/api/v1/trial/trace?${query}`);
    return body.meetingId ?? undefined;
  });
  return { id };
}

async function newKey({ operator, fresh }: World) {
  const wanted = { name: fresh(), scopes: ['meetings:read'] };
  return { id: (await operator.post<CreatedApiKey>('/api/v1/api-keys', wanted)).body.id };
}

async function newMember({ operator, fresh }: World) {
  const wanted = { name: 'Ana Ruiz', email: `${fresh()}@example.com`, role: 'viewer' };
  return { id: (await operator.post<InvitedMember>('/api/v1/members', wanted)).body.id };
}

async function newConnection({ operator, fresh }: World) {
  const { body } = await operator.post<Connection>('/api/v1/connections', applicationNamed(fresh()));
  return { id: String(body.id) };
}

async function newAccount({ operator, fresh, connection }: World) {
  const userId = fresh();
  const path = `/api/v1/users/${userId}/accounts`;
  const { body } = await operator.post<{ id: string }>(path, { connectionId: connection.id });
  return { id: body.id, userId };
}
