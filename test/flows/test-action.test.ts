/** What *Test* says of an account and of a connection, when all is well and for each thing that is not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account, AuthorizationStart, Connection, TestLine, TestReport } from '../../sdk/types.ts';
import { type Asked, cut, empty, json, startAnsweringServer } from '../support/answering-server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  call,
  connect as connectElsewhere,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let clock: Awaited<ReturnType<typeof startAnsweringServer>>;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let connection: Connection;
let people: Person[];

beforeAll(async () => {
  emulator = await startEmulator();
  clock = await startAnsweringServer();
  clock.answer(json(200, { offsetSeconds: 0 }));
  held = await createTestDatabase();
  const urls = { emulatorUrl: emulator.url, clockUrl: clock.address };
  rooms = await openRooms({ database: held.database, ...urls, intake: true });
  const tenant = await rooms.ensureTenant('demo');
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenant.id));
  connection = await addConnection();
  people = await emulator.people();
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await clock?.stop();
  await emulator?.close();
});

async function addConnection(): Promise<Connection> {
  const application = await emulator.createApplication(rooms.redirectUri);
  const added = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Demo',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  return added.body;
}

/** An account that this person connected. */
async function connect(path: string, person: Person, scopes?: string[]): Promise<string> {
  const begun = await operator.post<AuthorizationStart>(`${path}/connect`);
  const more = scopes ? { scopes } : {};
  const back = await operator.get(await emulator.consent(begun.body.authorizationUrl, person.id, more));
  await rooms.worker.idle();
  return new URL(back.location!, rooms.url).searchParams.get('connected')!;
}

async function connectUser(userId: string, person: Person, scopes?: string[]): Promise<string> {
  const body = { connectionId: connection.id };
  const { body: account } = await operator.post<Account>(`/api/v1/users/${userId}/accounts`, body);
  await connect(`/api/v1/accounts/${account.id}`, person, scopes);
  return `/api/v1/accounts/${account.id}`;
}

async function linesOf(path: string): Promise<TestLine[]> {
  const report = await operator.post<TestReport>(`${path}/test`);
  expect(report.status).toBe(200);
  return report.body.lines;
}

async function outcomesOf(path: string): Promise<string> {
  return (await linesOf(path)).map(({ step, outcome }) => `${step} ${outcome}`).join(', ');
}

const well =
  'calendly passed, permissions passed, subscription passed, address passed, delivery waiting, clock passed';

test('an account that works says so, and waits for its first delivery', async () => {
  const path = await connectUser('ole', people[0]!);
  expect(await outcomesOf(path)).toBe(well);
  const [calendly, permissions, subscription] = await linesOf(path);
  expect(calendly!.facts).toEqual({ name: people[0]!.name, email: people[0]!.email });
  expect(permissions!.facts).toMatchObject({ missing: [] });
  expect(subscription!.facts).toMatchObject({ state: 'active' });
  expect((await operator.post('/api/v1/accounts/acc_nonsense/test')).status).toBe(404);
});

test('what is wrong is a line with the way out, and the others are tried', async () => {
  const path = await connectUser('mara', people[1]!, [
    'users:read',
    'scheduled_events:read',
    'webhooks:write',
  ]);
  const refusal = { operation: 'webhookSubscriptions.list', kind: 'status', status: 403 };
  await emulator.send('POST', '/faults', refusal);
  const [calendly, permissions, subscription, , , clockLine] = await linesOf(path);
  expect(calendly!.outcome).toBe('passed');
  expect(permissions).toMatchObject({
    outcome: 'failed',
    facts: { code: 'scope_missing', missing: expect.arrayContaining(['event_types:read']) },
    wayOut: 'Press Connect again and leave every permission checked.',
  });
  expect(subscription).toMatchObject({ outcome: 'failed', facts: { code: 'calendly_refused', status: 403 } });
  expect(clockLine!.outcome).toBe('passed');
  const elsewhere = await emulator.createApplication(redirectUri);
  const { access_token: token } = await connectElsewhere(emulator, elsewhere, people[1]!.id);
  const { subscriptions } = await emulator.dump();
  const own = subscriptions.find(({ userId }) => userId === people[1]!.id)!;
  await call(emulator, token!, 'DELETE', `/webhook_subscriptions/${own.id}`);
  expect((await linesOf(path))[2]).toMatchObject({
    outcome: 'failed',
    facts: { code: 'subscription_missing', state: 'missing', ours: false },
  });
  await emulator.send('DELETE', '/faults');
});

test('access that ended, Calendly away, a wrong clock: each by its name', async () => {
  const path = await connectUser('jonas', people[2]!);
  await emulator.send('POST', '/faults', { operation: 'users.me', kind: 'status', status: 503 });
  const [away] = await linesOf(path);
  expect(away).toMatchObject({
    outcome: 'failed',
    facts: { code: 'calendly_unreachable', status: 503 },
    wayOut: 'Nothing to do; it is tried again by itself.',
  });
  clock.answer(json(200, { offsetSeconds: 600 }));
  await rooms.clock.refresh();
  const wrong = (await linesOf(path)).at(-1)!;
  expect(wrong).toMatchObject({ step: 'clock', outcome: 'failed', facts: { code: 'clock_wrong' } });
  expect(Math.abs(Number(wrong.facts.aheadSeconds) - 600)).toBeLessThan(30);
  clock.answer(json(200, { offsetSeconds: 0 }));
  await rooms.clock.refresh();
  await emulator.send('POST', '/revoke', { user: people[2]!.id });
  const [ended, , subscription] = await linesOf(path);
  expect(ended).toMatchObject({
    outcome: 'failed',
    facts: { code: 'access_revoked' },
    wayOut: 'The person presses Re-connect; send them a connect link.',
  });
  expect(subscription).toMatchObject({ step: 'subscription', outcome: 'not_tried' });
});

test('a public address that leads elsewhere says what answers there; a round trip is no delivery', async () => {
  const front = await startAnsweringServer();
  const other = await createTestDatabase();
  const behind = await openRooms({
    database: other.database,
    emulatorUrl: emulator.url,
    publicUrl: front.address,
    intake: true,
  });
  try {
    const { id } = await behind.ensureTenant('demo');
    const operator = createVisitor(behind.url);
    await operator.signIn(await behind.team.createLink(id));
    const application = await emulator.createApplication(behind.redirectUri);
    await operator.post('/api/v1/connections', {
      type: 'calendly',
      name: 'Demo',
      clientId: application.client_id,
      clientSecret: application.client_secret,
    });
    const begun = await operator.post<AuthorizationStart>('/api/v1/connections/1/connect');
    const back = await emulator.consent(begun.body.authorizationUrl, people[4]!.id);
    await operator.get(back.replace(front.address, behind.url));
    await behind.worker.idle();
    const tried = async (): Promise<TestLine> => {
      const { body } = await operator.post<TestReport>('/api/v1/connections/1/test');
      return body.lines.find(({ step }) => step === 'address')!;
    };
    const elsewhere = { step: 'address', outcome: 'failed' };
    front.answer(empty(301, { location: behind.url }));
    expect(await tried()).toMatchObject({ ...elsewhere, facts: { status: 301, code: 'address_elsewhere' } });
    front.answer(json(200, {}));
    expect(await tried()).toMatchObject({ ...elsewhere, facts: { status: 200 } });
    const [{ url, headers }] = front.asked as [Asked];
    front.answer(cut);
    expect(await tried()).toMatchObject({ ...elsewhere, facts: { status: null, error: 'UND_ERR_SOCKET' } });
    // What was asked arrives when it is sent where we listen, of whoever has the address alone.
    const word = String(headers['slotwire-round-trip']);
    const send = (path: string) =>
      fetch(`${behind.url}${path}`, { method: 'POST', headers: { 'slotwire-round-trip': word } });
    const answered = await send(url.pathname);
    expect([answered.status, await answered.text()]).toEqual([200, word]);
    expect((await send(`${url.pathname.slice(0, -1)}_`)).status).toBe(404);
    const { body } = await operator.get<{ items: object[] }>('/api/v1/deliveries');
    expect(body.items).toEqual([]);
  } finally {
    await behind.close();
    await other.dispose();
    await front.stop();
  }
});

test('a connection: its credentials, and the operator’s own account where there is one', async () => {
  const { id } = await addConnection();
  const path = `/api/v1/connections/${id}`;
  const alone = (client: string) =>
    [
      `client ${client}`,
      ...['calendly', 'permissions', 'subscription', 'address', 'delivery', 'clock'].map(
        (step) => `${step} not_tried`,
      ),
    ].join(', ');
  expect(await outcomesOf(path)).toBe(alone('passed'));
  await operator.send('PATCH', path, { clientSecret: 'not the secret' });
  const [client] = await linesOf(path);
  expect(client).toMatchObject({ step: 'client', outcome: 'failed', facts: { code: 'client_refused' } });
  expect((await operator.get<Connection>(path)).body.status.reason?.code).toBe('client_refused');
  expect((await operator.post('/api/v1/connections/99/test')).status).toBe(404);
  const working = `/api/v1/connections/${connection.id}`;
  await connect(working, people[3]!);
  expect(await outcomesOf(working)).toBe(`client passed, ${well}`);
});
