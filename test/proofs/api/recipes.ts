/** For each operation of the interface, by its id, a request that is good: what it needs is made first. */
import type { AuthorizationStart, Connection, CreatedApiKey, Meeting, Page } from '../../../sdk/types.ts';
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

  getConnections: () => ({}),
  postConnections: ({ fresh }) => ({
    body: { ...applicationNamed(fresh()), options: { webhookSigningKey: 'key' } },
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

  getAccounts: ({ userId, connection }) => ({
    query: { state: 'connected', search: userId, connectionId: String(connection.id) },
  }),
  getAccountsId: ({ accountId }) => ({ params: { id: accountId } }),
  postUsersUserIdAccounts: ({ fresh, connection }) => ({
    params: { userId: fresh() },
    body: { connectionId: connection.id, name: 'Ana Ruiz', email: 'ana@example.com' },
  }),
  deleteUsersUserId: async (world) => ({ params: { userId: (await newAccount(world)).userId } }),
  postAccountsIdConnect: async (world) => ({ params: { id: (await newAccount(world)).id }, body: {} }),
  postAccountsIdLink: async (world) => ({ params: { id: (await newAccount(world)).id } }),
  postAccountsIdDisconnect: async ({ connected }) => ({ params: { id: await connected() } }),

  getMeetings: ({ accountId }) => ({
    query: { accountId, from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00+02:00', limit: '5' },
  }),
  getMeetingsId: async ({ operator }) => {
    const { body } = await operator.get<Page<Meeting>>('/api/v1/meetings?status=canceled&limit=1');
    return { params: { id: body.items[0]!.id } };
  },
  getUsersUserIdMeetings: ({ userId }) => ({ params: { userId }, query: { status: 'scheduled' } }),

  getDeliveries: ({ accountId }) => ({ query: { accountId, outcome: 'applied' } }),
  postDeliveriesReplay: ({ accountId }) => ({ body: { accountId, from: '2020-01-01T00:00:00Z' } }),

  getChanges: () => ({ query: { limit: '10' } }),
  getLive: () => ({}),
};

async function newKey({ operator, fresh }: World) {
  const wanted = { name: fresh(), scopes: ['meetings:read'] };
  return { id: (await operator.post<CreatedApiKey>('/api/v1/api-keys', wanted)).body.id };
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
