/** Calls of Calendly's API through an account, worded by the application. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account, AccountDetail, AuthorizationStart, Connection, Problem } from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let person: Person;
let account: Account;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  const tenant = await rooms.ensureTenant('northwind');
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenant.id));
  [person] = (await emulator.people()) as [Person];
  const application = await emulator.createApplication(rooms.redirectUri);
  const { body: connection } = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Northwind',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  account = await prepare('ada', connection);
  const path = `/api/v1/accounts/${account.id}/connect`;
  const { body: begun } = await operator.post<AuthorizationStart>(path, {});
  await operator.get(await emulator.consent(begun.authorizationUrl, person.id));
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function prepare(userId: string, { id: connectionId }: Pick<Connection, 'id'>): Promise<Account> {
  return (await operator.post<Account>(`/api/v1/users/${userId}/accounts`, { connectionId })).body;
}

const at = (path: string, { id } = account) => `/api/v1/accounts/${id}/calendly/${path}`;

interface Page {
  collection: { uri: string }[];
}

test('a call goes through with its query, and comes back with what is safe', async () => {
  const me = await operator.get<{ resource: { uri: string; slug: string } }>(at('users/me'));
  expect(me.body.resource.slug).toBe(person.slug);
  expect(Number(me.headers.get('x-ratelimit-limit'))).toBe(500);
  expect(me.headers.get('x-ratelimit-key')).toBeNull();
  const query = new URLSearchParams({ user: me.body.resource.uri, count: '3', status: 'active' });
  const page = await operator.get<Page>(at(`scheduled_events?${query}`));
  expect(page.body.collection).toHaveLength(3);
});

test('a body goes through, and a deletion without one', async () => {
  const me = await operator.get<{ resource: Record<string, string> }>(at('users/me'));
  const { uri: user, current_organization: organization } = me.body.resource;
  const wanted = {
    url: 'https://app.example.com/x',
    events: ['invitee.created'],
    scope: 'user',
    user,
    organization,
  };
  const made = await operator.post<{ resource: { uri: string } }>(at('webhook_subscriptions'), wanted);
  expect(made.status).toBe(201);
  const uuid = made.body.resource.uri.split('/').at(-1);
  const gone = await operator.send('DELETE', at(`webhook_subscriptions/${uuid}`));
  expect([gone.status, gone.body]).toEqual([204, '']);
});

test('the account tells what is left of its minute', async () => {
  const { body: detail } = await operator.get<AccountDetail>(`/api/v1/accounts/${account.id}`);
  expect(detail.budget).toMatchObject({ limit: 500 });
  expect(detail.budget!.left).toBeGreaterThan(450);
  expect(detail.budget!.left).toBeLessThan(500);
});

test('what Calendly refuses is told as Calendly said it', async () => {
  const missing = await operator.get<{ title: string }>(at('scheduled_events/none'));
  expect([missing.status, missing.body.title]).toEqual([404, 'Resource Not Found']);
  const wrong = await operator.post<{ title: string }>(at('webhook_subscriptions'), {});
  expect([wrong.status, wrong.body.title]).toEqual([400, 'Invalid Argument']);
  const lacking = await operator.post<{ required_scopes: string[] }>(at('invitees'), {});
  expect([lacking.status, lacking.body.required_scopes]).toEqual([403, ['scheduled_events:write']]);
});

test.each([
  '..%2Foauth%2Ftoken',
  'users/%252e%252e/oauth',
  '%2F%2Fexample.com/x',
  'users//me',
  'users/me%3Fx',
  '',
])('a path that may lead elsewhere is nowhere: %s', async (path) => {
  const answer = await operator.get<Problem>(at(path));
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
});

test('an account that is not connected, or not there, is told', async () => {
  const other = await prepare('grace', { id: account.connectionId });
  expect((await operator.get<Problem>(at('users/me', other))).body.code).toBe('account_not_connected');
  const nobody = { ...other, id: 'acc_01890a5d-ac96-774b-bcce-b302099a8057' };
  expect((await operator.get<Problem>(at('users/me', nobody))).status).toBe(404);
});

test('a token that Calendly refuses is renewed by the next call', async () => {
  await emulator.send('POST', '/expire', { user: person.id });
  expect((await operator.get<Problem>(at('users/me'))).body.code).toBe('calendly_refused_access');
  expect((await operator.get(at('users/me'))).status).toBe(200);
});

test('only whoever may change things may call, and only from our own pages', async () => {
  expect((await createVisitor(rooms.url).get(at('users/me'))).status).toBe(401);
});
