/** The life of an account through HTTP: connected, refreshed, disconnected, connected again. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  Account,
  AccountDetail,
  AuthorizationStart,
  Connection,
  Page,
  Problem,
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
let connection: Connection;
let people: Person[];
let next = 0;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  const tenant = await rooms.ensureTenant('demo');
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenant.id));
  const application = await emulator.createApplication(rooms.redirectUri);
  connection = (
    await operator.post<Connection>('/api/v1/connections', {
      type: 'calendly',
      name: 'Demo',
      clientId: application.client_id,
      clientSecret: application.client_secret,
    })
  ).body;
  people = await emulator.people();
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

beforeEach(async () => {
  await emulator.send('DELETE', '/faults');
});

/** An account that waits for consent, for an end user of its own, and the person who will consent. */
async function prepare(): Promise<{ account: Account; person: Person }> {
  next++;
  const { body: account } = await operator.post<Account>(`/api/v1/users/user-${next}/accounts`, {
    connectionId: connection.id,
    name: `End user ${next}`,
  });
  return { account, person: people[next % people.length]! };
}

/** Begins at our side and consents at Calendly's; the address that Calendly sends the browser back to. */
async function consent(accountId: string, person: Person, more: object = {}): Promise<string> {
  const begun = await operator.post<AuthorizationStart>(`/api/v1/accounts/${accountId}/connect`, {
    returnTo: '/demo/accounts?state=all',
  });
  expect(begun.status).toBe(201);
  const location = await emulator.consent(begun.body.authorizationUrl, person.id, more);
  return location;
}

async function connect(accountId: string, person: Person, more: object = {}): Promise<string> {
  const answer = await operator.get(await consent(accountId, person, more));
  expect(answer.status).toBe(302);
  return answer.location!;
}

async function read(accountId: string): Promise<AccountDetail> {
  return (await operator.get<AccountDetail>(`/api/v1/accounts/${accountId}`)).body;
}

async function standing(person: Person) {
  const { subscriptions } = await emulator.dump();
  return subscriptions.filter(({ userId }) => userId === person.id);
}

test('from nothing to a subscription of its own', async () => {
  const { account, person } = await prepare();
  expect(account.status).toMatchObject({ state: 'configured', actions: ['Connect'] });
  const location = await connect(account.id, person);
  expect(location).toBe(`/demo/accounts?state=all&connected=${account.id}`);
  await rooms.worker.idle();
  const connected = await read(account.id);
  expect(connected.status).toMatchObject({ state: 'connected', actions: ['Disconnect', 'Test'] });
  expect(connected.status.health).toEqual({ level: 'ok', reasons: [] });
  expect(connected.calendly).toMatchObject({ email: person.email, name: person.name });
  expect(connected.subscription).toMatchObject({ state: 'active', scope: 'user' });
  expect(connected.subscription!.topics).toContain('invitee.created');
  expect(await standing(person)).toHaveLength(1);
  expect(connected.timeline.map(({ type }) => type)).toEqual([
    'subscription.created',
    'account.connected',
    'account.configured',
  ]);
});

test('a disconnect leaves nothing at Calendly, and connecting again makes a new subscription', async () => {
  const { account, person } = await prepare();
  await connect(account.id, person);
  await rooms.worker.idle();
  const [before] = await standing(person);
  const begun = await operator.post<Account>(`/api/v1/accounts/${account.id}/disconnect`);
  expect(begun.status).toBe(202);
  expect(begun.body.disconnecting).toMatchObject({ left: ['subscription', 'access'] });
  await rooms.worker.idle();
  const after = await read(account.id);
  expect(after.status).toMatchObject({ state: 'disconnected', reason: null, actions: ['Re-connect'] });
  expect(after).toMatchObject({ disconnecting: null, subscription: null, connectedAt: null });
  expect(await standing(person)).toEqual([]);
  const { grants } = await emulator.dump();
  expect(
    (grants as { userId: string; endedAt: string | null }[]).filter(
      (one) => one.userId === person.id && !one.endedAt,
    ),
  ).toEqual([]);
  expect(await rooms.subscriptions.findByToken(before!.callbackUrl.split('/').at(-1)!)).toEqual({
    kind: 'ended',
  });
  await connect(account.id, person);
  await rooms.worker.idle();
  expect((await read(account.id)).status.state).toBe('connected');
  const [again] = await standing(person);
  expect(again!.callbackUrl).not.toBe(before!.callbackUrl);
});

test('the token of the address opens the account and its own key', async () => {
  const { account, person } = await prepare();
  await connect(account.id, person);
  await rooms.worker.idle();
  const [made] = await standing(person);
  const found = await rooms.subscriptions.findByToken(made!.callbackUrl.split('/').at(-1)!);
  expect(found).toMatchObject({ kind: 'open', keyUnknown: true, keys: [{ name: 'own' }] });
  expect(await rooms.subscriptions.findByToken('nobody')).toBeUndefined();
});

test('a token with little time left is refreshed before work, once', async () => {
  const { account, person } = await prepare();
  await connect(account.id, person);
  await rooms.worker.idle();
  await emulator.send('POST', '/clock', { advanceSeconds: 7000 });
  await rooms.clock.refresh();
  const tenant = (await rooms.ensureTenant('demo')).id;
  const id = account.id.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const before = await refreshes();
  const callers = await Promise.all(
    Array.from({ length: 20 }, () => rooms.accounts.caller(tenant, id, 'live')),
  );
  expect(callers.every(({ ok }) => ok)).toBe(true);
  expect((await refreshes()) - before).toBe(1);
});

async function refreshes(): Promise<number> {
  const { refreshTokens } = await emulator.dump();
  return (refreshTokens as { count: number }[]).reduce((sum, { count }) => sum + count, 0);
}

test('a consent declined, narrowed, replayed or brought by another browser stores nothing', async () => {
  const { account, person } = await prepare();
  expect(await connect(account.id, person, { decision: 'deny' })).toContain('connect_error=consent_declined');
  expect(await connect(account.id, person, { scopes: ['users:read'] })).toContain(
    'connect_error=scope_missing',
  );
  const stolen = await consent(account.id, person);
  expect((await createVisitor(rooms.url).get(stolen)).location).toBe(
    '/connect/done?connect_error=attempt_unknown',
  );
  expect((await operator.get(stolen)).location).toContain(`connected=${account.id}`);
  expect((await operator.get(stolen)).location).toBe('/connect/done?connect_error=attempt_unknown');
  const late = await consent(account.id, person);
  await emulator.send('POST', '/clock', { advanceSeconds: 601 });
  await rooms.clock.refresh();
  expect((await operator.get(late)).location).toBe('/connect/done?connect_error=attempt_unknown');
});

test('another Calendly person is asked about while the first is connected, and the grant given back', async () => {
  const { account, person } = await prepare();
  await connect(account.id, person);
  const other = people.find(({ id }) => id !== person.id)!;
  const live = await liveGrants(other);
  const page = await connect(account.id, other);
  expect(page).toMatch(/^\/connect\/[\w-]{43}$/);
  const asked = (await operator.get<string>(page!)).body;
  for (const { name } of [person, other]) expect(asked).toContain(name);
  expect((await createVisitor(rooms.url).send('POST', `${page}/change`)).location).toBe(page);
  expect((await operator.send('POST', `${page}/keep`)).location).toBe(
    '/demo/accounts?state=all&connect_error=other_calendly_user',
  );
  await rooms.worker.idle();
  expect(await liveGrants(other)).toBe(live);
  expect((await read(account.id)).calendly!.email).toBe(person.email);
});

async function liveGrants(person: Person): Promise<number> {
  const { grants } = await emulator.dump();
  return (grants as { userId: string; endedAt: string | null }[]).filter(
    (one) => one.userId === person.id && one.endedAt === null,
  ).length;
}

test('lists by state, connection and words, page by page', async () => {
  const all = (await operator.get<Page<Account>>('/api/v1/accounts?limit=200')).body.items;
  const first = (await operator.get<Page<Account>>('/api/v1/accounts?limit=2')).body;
  expect(first.items.map(({ id }) => id)).toEqual(all.slice(0, 2).map(({ id }) => id));
  const second = (await operator.get<Page<Account>>(`/api/v1/accounts?limit=2&cursor=${first.nextCursor}`))
    .body;
  expect(second.items.map(({ id }) => id)).toEqual(all.slice(2, 4).map(({ id }) => id));
  const named = (await operator.get<Page<Account>>('/api/v1/accounts?search=END%20USER%201')).body.items;
  expect(named.map(({ endUser }) => endUser.userId)).toEqual(['user-1']);
  expect((await operator.get<Page<Account>>('/api/v1/accounts?search=100%25_')).body.items).toEqual([]);
  const find = async (text: string) =>
    (await operator.get<Page<Account>>(`/api/v1/accounts?search=${encodeURIComponent(text)}`)).body.items.map(
      ({ id }) => id,
    );
  const { id, calendly } = all.find((one) => one.calendly !== null)!;
  for (const text of [id, calendly!.userUri, `${calendly!.userUri}/`]) expect(await find(text)).toEqual([id]);
  for (const text of [`acc_${'0'.repeat(32)}`, `${calendly!.userUri}x`]) expect(await find(text)).toEqual([]);
  const wrong = await operator.get<Problem>('/api/v1/accounts?cursor=nonsense');
  expect(wrong).toMatchObject({ status: 422, body: { code: 'wrong_fields' } });
  expect((await operator.get('/api/v1/accounts/acc_nonsense')).status).toBe(404);
  for (const query of ['accounts?search=%00', 'accounts?connectionId=2147483648', 'meetings?search=%00']) {
    expect((await operator.get(`/api/v1/${query}`)).status).toBe(422);
  }
});

test('a userId is opaque: percent-encoded, compared bytewise, found again', async () => {
  const body = { connectionId: connection.id };
  const path = (userId: string) => `/api/v1/users/${encodeURIComponent(userId)}/accounts`;
  const address = 'https://crm.example.com/people/17/';
  const named = await operator.post<Account>(path(address), body);
  const found = await operator.get<Page<Account>>(`/api/v1/accounts?search=${encodeURIComponent(address)}`);
  expect(found.body.items.map(({ id }) => id)).toEqual([named.body.id]);
  const one = await operator.post<Account>(path('a/b ?#é🐎'), body);
  expect(one).toMatchObject({ status: 201, body: { endUser: { userId: 'a/b ?#é🐎' } } });
  const again = await operator.post<Account>(path('a/b ?#é🐎'), { ...body, name: 'Ole' });
  expect(again).toMatchObject({ status: 200, body: { id: one.body.id, endUser: { name: 'Ole' } } });
  expect((await operator.post<Account>(path('A/b ?#é🐎'), body)).status).toBe(201);
  expect((await operator.post(path('x'.repeat(255)), body)).status).toBe(201);
  expect((await operator.post(path('x'.repeat(256)), body)).status).toBe(422);
  for (const connectionId of [99, 2 ** 31]) {
    expect((await operator.post(path('n'), { connectionId })).status).toBe(422);
  }
});
