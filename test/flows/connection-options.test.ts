/** What a connection carries beside its five properties, and what Calendly's answers change of it and of its accounts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Account,
  AccountDetail,
  AuthorizationStart,
  Connection,
  ConnectionDetail,
  Problem,
  ScopeNames,
  TestReport,
} from '../../sdk/types.ts';
import { fromWireId } from '../../server/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { until } from '../support/until.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let tenantId: string;
let people: Person[];

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  tenantId = (await rooms.ensureTenant('demo')).id;
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenantId));
  people = await emulator.people();
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

const path = '/api/v1/connections';
type Options = Partial<Record<string, unknown>>;

async function add(name: string, options?: Options) {
  const application = await emulator.createApplication(rooms.redirectUri);
  const { body: connection } = await operator.post<Connection>(path, {
    type: 'calendly',
    name,
    clientId: application.client_id,
    clientSecret: application.client_secret,
    ...(options && { options }),
  });
  return { connection, application };
}

const prepare = async (userId: string, connectionId: number) =>
  (await operator.post<Account>(`/api/v1/users/${userId}/accounts`, { connectionId })).body;
const read = async (id: string) => (await operator.get<AccountDetail>(`/api/v1/accounts/${id}`)).body;
const readConnection = async (id: number) => (await operator.get<ConnectionDetail>(`${path}/${id}`)).body;
const change = (id: number, changes: object) =>
  operator.send<Connection & Problem>('PATCH', `${path}/${id}`, changes);

async function consent(accountId: string, person: Person, more: object = {}): Promise<string> {
  const { body } = await operator.post<AuthorizationStart>(`/api/v1/accounts/${accountId}/connect`);
  const { location } = await operator.get(await emulator.consent(body.authorizationUrl, person.id, more));
  await rooms.worker.idle();
  return location!;
}

async function connect(userId: string, connectionId: number, person: Person) {
  const { id } = await prepare(userId, connectionId);
  await consent(id, person);
  return read(id);
}

async function pass(seconds: number): Promise<void> {
  await emulator.send('POST', '/clock', { advanceSeconds: seconds });
  await rooms.clock.refresh();
}

/** As any work does that needs a token; with less than half an hour left it is renewed. */
const useAccess = (id: string) => rooms.accounts.caller(tenantId, fromWireId('account', id)!, 'live');

const atCalendly = async (clientId: string) => {
  const { subscriptions, grants } = await emulator.dump();
  const of = (rows: unknown[]) =>
    (rows as { clientId: string; endedAt?: string | null }[]).filter((row) => row.clientId === clientId);
  return {
    subscriptions: of(subscriptions).length,
    grants: of(grants!).filter(({ endedAt }) => endedAt === null).length,
  };
};

test('a preset is what a person is asked for; what else is allowed to stand is warned of', async () => {
  const { connection } = await add('Twice', { scopes: ['read-only'], environment: 'staging' });
  const { body: names } = await operator.get<ScopeNames>('/api/v1/scopes');
  expect(connection.options).toMatchObject({ environment: 'staging', configured: false, warnings: [] });
  expect(connection.options.scopes).toEqual(names.presets['read-only']);
  const { id } = await prepare('asked', connection.id);
  const { body: begun } = await operator.post<AuthorizationStart>(`/api/v1/accounts/${id}/connect`);
  expect(new URL(begun.authorizationUrl).searchParams.get('scope')).toBe(
    names.presets['read-only'].join(' '),
  );

  const second = await add('Twice');
  expect(second.connection.options.scopes).toEqual(names.presets.webhooks);
  const message = `Another connection has this name too: #${connection.id}. Both work; another name would tell them apart.`;
  expect(second.connection.options.warnings).toEqual([{ path: 'name', message }]);
  expect((await readConnection(connection.id)).options.warnings).toHaveLength(1);
  const renamed = await change(second.connection.id, { name: 'Once' });
  expect(renamed.body.options.warnings).toEqual([]);
});

test('what never changes is refused at its field, in words of its own', async () => {
  const { connection } = await add('Stays');
  const { id } = connection;
  expect((await change(id, { type: 'calendly', id, name: 'Stays' })).status).toBe(200);
  expect((await change(id, { type: 'google' })).body).toMatchObject({
    code: 'connection_is_calendly',
    wayOut: 'For another service create a new connection instead.',
    fields: [{ path: 'type' }],
  });
  expect((await change(id, { type: 'Calendly' })).body.fields).toEqual([
    { path: 'type', message: 'Write it in small letters: `calendly`.' },
  ]);
  expect((await change(id, { id: id + 1 })).body.fields).toEqual([
    { path: 'id', message: 'The id of a connection stays. Leave it out, or add a new connection.' },
  ]);
});

test('without the permission for webhooks an account is connected, and no subscription is wanted', async () => {
  const { connection, application } = await add('Reading', {
    scopes: ['schema.bases:read', 'data.records:read'],
  });
  const account = await connect('reader', connection.id, people[0]!);
  expect(account.status).toMatchObject({ state: 'connected', health: { level: 'ok', reasons: [] } });
  expect(account.subscription).toBeNull();
  expect(await atCalendly(application.client_id)).toEqual({ subscriptions: 0, grants: 1 });
});

test('more permissions asked for later are named, and granted by connecting again', async () => {
  const { connection } = await add('Growing', { scopes: ['read-only'] });
  const { id } = await connect('grower', connection.id, people[1]!);
  await change(connection.id, { options: { scopes: ['webhooks'] } });
  const asked = await read(id);
  expect(asked.status.health.reasons).toMatchObject([
    { code: 'permission_missing', wayOut: expect.stringContaining('Reconnect to grant webhooks:write') },
  ]);
  await consent(id, people[1]!);
  const granted = await read(id);
  expect(granted.status.health).toEqual({ level: 'ok', reasons: [] });
  expect(granted.subscription).toMatchObject({ state: 'active' });
});

test('a permission that was withdrawn is noticed by a renewal, and by the answer that refuses', async () => {
  const { connection } = await add('Shrinking');
  const [renewed, refused] = [
    await connect('renewed', connection.id, people[2]!),
    await connect('refused', connection.id, people[3]!),
  ];
  const left = renewed.scopes.granted.filter((scope) => scope !== 'event_types:read');
  const topics = renewed.subscription!.topics.length;
  for (const person of [people[2]!, people[3]!]) {
    await emulator.send('POST', '/scopes', { user: person.id, scopes: left });
  }
  await pass(100 * 60);
  expect(await useAccess(renewed.id)).toMatchObject({ ok: true });
  await rooms.worker.idle();
  const after = await read(renewed.id);
  expect(after.scopes.granted).toEqual(left);
  expect(after.status.state).toBe('connected');
  expect(after.timeline.map(({ words }) => words)).toContain('Calendly no longer grants event_types:read.');
  expect(after.subscription!.topics.length).toBeLessThan(topics);

  await emulator.send('POST', '/scopes', {
    user: people[3]!.id,
    scopes: left.filter((one) => one !== 'availability:read'),
  });
  const caller = await useAccess(refused.id);
  if (!caller.ok) throw new Error(caller.reason);
  const user = (await read(refused.id)).calendly!.userUri;
  const query = new URLSearchParams({ user });
  const call = { method: 'GET', path: ['user_availability_schedules'], query, json: undefined } as const;
  expect((await rooms.calendly.pass(caller.caller, call)).status).toBe(403);
  await expect.poll(async () => (await read(refused.id)).scopes.granted).not.toContain('availability:read');
  expect((await read(refused.id)).status.health.reasons).toMatchObject([{ code: 'permission_missing' }]);
});

test('a next secret takes its place when Calendly asks for it: nobody is disconnected, nothing is told as refused', async () => {
  const { connection, application } = await add('Rotating');
  const { id } = connection;
  const account = await connect('rotated', id, people[4]!);
  const entered = await change(id, { options: { nextClientSecret: 'the-next-secret' } });
  expect(entered.body.options.nextClientSecret).toBe('***');
  await pass(100 * 60);
  expect(await useAccess(account.id)).toMatchObject({ ok: true });
  expect((await readConnection(id)).options.nextClientSecret).toBe('***');

  const rotated = { client_id: application.client_id, client_secret: 'the-next-secret' };
  await emulator.send('POST', '/applications/secret', rotated);
  await pass(100 * 60);
  expect(await useAccess(account.id)).toMatchObject({ ok: true });
  const after = await readConnection(id);
  expect(after.options.nextClientSecret).toBeNull();
  expect(after.timeline.map(({ words }) => words)).toEqual([
    'Calendly asked for the next Client secret, which is the one in use now.',
    'Changed: next Client secret.',
    'Added.',
  ]);
  await pass(100 * 60);
  expect(await useAccess(account.id)).toMatchObject({ ok: true });
  expect((await read(account.id)).status.state).toBe('connected');
  const { body: report } = await operator.post<TestReport>(`${path}/${id}/test`);
  expect(report.lines[0]).toMatchObject({ step: 'client', outcome: 'passed', facts: { secret: 'present' } });
  // Deleted at Calendly with the one that works.
  await operator.send('DELETE', `${path}/${id}?disconnect=1`);
  await until('nothing is left at Calendly', async () => {
    await rooms.worker.idle();
    const { subscriptions, grants } = await atCalendly(application.client_id);
    return subscriptions + grants === 0;
  });
});

test('a new consent and a test also bring the next secret into its place', async () => {
  for (const way of ['consent', 'test'] as const) {
    const { connection, application } = await add(`By ${way}`, { nextClientSecret: `next-by-${way}` });
    const { id } = await prepare(`by-${way}`, connection.id);
    const rotated = { client_id: application.client_id, client_secret: `next-by-${way}` };
    await emulator.send('POST', '/applications/secret', rotated);
    if (way === 'consent') expect(await consent(id, people[5]!)).toContain('connected=');
    else await operator.post(`${path}/${connection.id}/test`);
    const { options, status } = await readConnection(connection.id);
    expect(options.nextClientSecret).toBeNull();
    expect(status.reason).toBeNull();
  }
});

test('two applications side by side: an account moves at its next visit, nothing doubles, the first is given back', async () => {
  const first = await add('First application');
  const second = await add('Second application');
  const account = await connect('mover', first.connection.id, people[6]!);
  const pointed = await prepare('mover', second.connection.id);
  expect(pointed).toMatchObject({
    id: account.id,
    connectionId: first.connection.id,
    nextConnectionId: second.connection.id,
    status: { state: 'connected' },
  });
  expect(await atCalendly(first.application.client_id)).toEqual({ subscriptions: 1, grants: 1 });
  await consent(account.id, people[6]!);
  for (let tries = 0; tries < 10 && (await atCalendly(first.application.client_id)).grants > 0; tries++) {
    await pass(2);
    await rooms.worker.idle();
  }
  expect(await read(account.id)).toMatchObject({
    id: account.id,
    connectionId: second.connection.id,
    nextConnectionId: null,
    status: { state: 'connected', health: { level: 'ok' } },
    subscription: { state: 'active' },
  });
  expect(await atCalendly(first.application.client_id)).toEqual({ subscriptions: 0, grants: 0 });
  expect(await atCalendly(second.application.client_id)).toEqual({ subscriptions: 1, grants: 1 });
  expect((await operator.send('DELETE', `${path}/${first.connection.id}`)).status).toBe(204);
});
