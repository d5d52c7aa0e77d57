/** The log of what Calendly was asked for an account: what stands in it, what does not, how it goes again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Account,
  AccountDetail,
  AuthorizationStart,
  CalendlyRequest,
  Connection,
  Page,
} from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let tenantId: string;
let account: Account;
let connection: Connection;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  ({ id: tenantId } = await rooms.ensureTenant('northwind'));
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenantId));
  const application = await emulator.createApplication(rooms.redirectUri);
  ({ body: connection } = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Northwind',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  }));
  const [person] = (await emulator.people()) as [Person];
  account = await connect('ada', person);
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function connect(userId: string, person: Person): Promise<Account> {
  const { body } = await operator.post<Account>(`/api/v1/users/${userId}/accounts`, {
    connectionId: connection.id,
  });
  const path = `/api/v1/accounts/${body.id}/connect`;
  const { body: begun } = await operator.post<AuthorizationStart>(path, {});
  await operator.get(await emulator.consent(begun.authorizationUrl, person.id));
  return body;
}

const pathOf = (query = '', { id } = account) => `/api/v1/accounts/${id}/requests${query}`;
/** The resource, or the first of a list, as Calendly has it. */
async function firstOf(path: string): Promise<{ uri: string; role?: string }> {
  const { body } = await operator.get<{ resource?: { uri: string }; collection?: { uri: string }[] }>(
    `/api/v1/accounts/${account.id}/calendly/${path}`,
  );
  return (body.resource ?? body.collection?.[0])!;
}

const pass = (path: string) => operator.get(`/api/v1/accounts/${account.id}/calendly/${path}`);

async function listed(query = '', by: Visitor = operator): Promise<CalendlyRequest[]> {
  await rooms.requests.write();
  const { status, body } = await by.get<Page<CalendlyRequest>>(pathOf(query));
  expect(status).toBe(200);
  return body.items;
}

const shortly = ({ method, path, status, purpose }: CalendlyRequest) =>
  `${purpose} ${method} ${path} ${status}`;

test('a connect and a call stand in the log, newest first, without the ids that they named', async () => {
  const { body: me } = await operator.get<{ resource: { uri: string } }>(
    `/api/v1/accounts/${account.id}/calendly/users/me`,
  );
  const uuid = me.resource.uri.split('/').at(-1)!;
  await pass(`users/${uuid}`);
  await pass(`something/new/${uuid}`);
  const items = await listed();
  expect(items.map(shortly)).toEqual([
    'live GET /{id}/{id}/{id} 404',
    'live GET /users/{uuid} 200',
    'live GET /users/me 200',
    'live GET /users/me 200',
    'access POST /oauth/token 200',
  ]);
  expect(JSON.stringify(items)).not.toContain(uuid);
  for (const { milliseconds, at } of items) {
    expect(milliseconds).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(at) - rooms.clock.now())).toBeLessThan(60_000);
  }
});

test('what failed is told with its kind, in plain words and with the way out', async () => {
  await operator.post(`/api/v1/accounts/${account.id}/calendly/invitees`, {});
  await emulator.send('POST', '/faults', { operation: 'users.me', kind: 'lost_before' });
  await pass('users/me');
  const failed = await listed('?failed=true');
  expect(failed.map(({ failure, status, path }) => [failure!.kind, status, path])).toEqual([
    ['unavailable', null, '/users/me'],
    ['missing_scope', 403, '/invitees'],
    ['not_found', 404, '/{id}/{id}/{id}'],
  ]);
  expect(failed[1]!.failure!.wayOut).toContain('scheduled_events:write');
  const { body } = await operator.get<AccountDetail>(`/api/v1/accounts/${account.id}`);
  expect(body.requests.failures.map(({ kind, count }) => [kind, count])).toEqual([
    ['unavailable', 1],
    ['missing_scope', 1],
    ['not_found', 1],
  ]);
  const all = await listed();
  expect(body.requests.perMinute).toHaveLength(60);
  expect(body.requests.perMinute.reduce((sum, count) => sum + count, 0)).toBe(all.length);
});

test('a renewal is told as such, a success and a refusal', async () => {
  await emulator.send('POST', '/expire', { user: (await emulator.people())[0]!.id });
  await pass('users/me');
  await pass('users/me');
  expect((await listed()).slice(0, 3).map(shortly)).toEqual([
    'live GET /users/me 200',
    'access POST /oauth/token 200',
    'live GET /users/me 401',
  ]);
});

test('Test asks for role and plan, and the account tells them', async () => {
  const detail = async () => (await operator.get<AccountDetail>(`/api/v1/accounts/${account.id}`)).body;
  expect((await detail()).probed).toBeNull();
  await operator.post(`/api/v1/accounts/${account.id}/test`, {});
  const { probed } = await detail();
  const user = encodeURIComponent((await firstOf('users/me')).uri);
  const { role } = await firstOf(`organization_memberships?user=${user}`);
  expect(probed).toMatchObject({ role, plan: expect.any(String), stage: 'paid' });
});

test('the log is told in pages, each entry once', async () => {
  const all = (await listed()).map(({ id }) => id);
  const paged: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { body: Page<CalendlyRequest> } = await operator.get(
      pathOf(`?limit=2${cursor && `&cursor=${cursor}`}`),
    );
    paged.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor;
  }
  expect(paged).toEqual(all);
  expect((await operator.get(pathOf('?cursor=x'))).status).toBe(422);
});

test('whoever is bound to an end user sees what was asked for theirs alone', async () => {
  const keyFor = async (userId: string) => {
    const wanted = { name: userId, scopes: ['accounts:read'], userId };
    const { body } = await operator.post<{ key: string }>('/api/v1/api-keys', wanted);
    return createVisitor(rooms.url, { authorization: `Bearer ${body.key}` });
  };
  const [, , other] = (await emulator.people()) as Person[];
  const grace = await connect('grace', other!);
  const seen = await listed('', await keyFor('ada'));
  expect(seen.length).toBeGreaterThan(5);
  const stranger = await keyFor('grace');
  expect((await stranger.get(pathOf())).status).toBe(404);
  expect((await stranger.get(pathOf('', grace))).status).toBe(200);
});

test('an entry is gone after thirty days', async () => {
  const before = (await listed()).length;
  expect(before).toBeGreaterThan(5);
  await emulator.send('POST', '/clock', { advanceSeconds: 30 * 86_400 + 60 });
  await rooms.clock.refresh();
  await operator.signIn(await rooms.team.createLink(tenantId));
  expect(await listed()).toEqual([]);
  await rooms.worker.idle();
  const left = await held.database.tenantTransaction(tenantId, (tx) =>
    tx.one<{ count: number }>('select count(*)::integer as count from calendly_requests where id < $1', [
      rooms.requests.keptFrom(),
    ]),
  );
  expect(left.count).toBe(0);
});
