/** Connections through HTTP: the five properties, each wrong field named, the secret never shown. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account, Change, Connection, Page, Problem } from '../../sdk/types.ts';
import { connect } from '../../server/db/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  operator = await signedIn('demo');
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function signedIn(slug: string): Promise<Visitor> {
  const tenant = await rooms.ensureTenant(slug);
  const visitor = createVisitor(rooms.url);
  await visitor.signIn(await rooms.team.createLink(tenant.id));
  return visitor;
}

const path = '/api/v1/connections';
const properties = { type: 'calendly', name: 'Northwind', clientId: 'client', clientSecret: 'canary-secret' };

test('ids are given in turn, may be asked for, and are never given twice', async () => {
  const first = await operator.post<Connection>(path, properties);
  expect(first).toMatchObject({
    status: 201,
    body: { type: 'calendly', id: 1, name: 'Northwind', clientId: 'client', clientSecret: '***' },
  });
  expect((await operator.post<Connection>(path, { ...properties, id: 7 })).body.id).toBe(7);
  expect((await operator.post<Connection>(path, properties)).body.id).toBe(8);
  const taken = await operator.post<Problem>(path, { ...properties, id: 7 });
  expect(taken).toMatchObject({ status: 409, body: { code: 'connection_id_taken' } });
  expect((await operator.send('DELETE', `${path}/7`)).status).toBe(204);
  expect((await operator.get(`${path}/7`)).status).toBe(404);
  expect((await operator.post(path, { ...properties, id: 7 })).status).toBe(409);
  expect((await operator.post<Connection>(path, properties)).body.id).toBe(9);
});

test('a new one waits for its own account', async () => {
  const { body } = await operator.get<Connection>(`${path}/1`);
  expect(body.status).toMatchObject({
    state: 'configured',
    reason: null,
    actions: ['Connect'],
    ownAccountId: null,
    accounts: { configured: 0, connected: 0, disconnected: 0, error: 0 },
  });
});

test('every wrong field is named at once', async () => {
  const { status, body } = await operator.post<Problem>(path, { type: 'Calendly', name: ' ', colour: 'red' });
  expect({ status, code: body.code }).toEqual({ status: 422, code: 'wrong_fields' });
  expect(body.fields!.map((field) => field.path)).toEqual([
    'type',
    'name',
    'clientId',
    'clientSecret',
    'colour',
  ]);
});

test('changes change what they name; a type stays', async () => {
  const renamed = await operator.send<Connection>('PATCH', `${path}/1`, { name: 'Northwind EMEA' });
  expect(renamed.body).toMatchObject({ name: 'Northwind EMEA', clientId: 'client' });
  const key = { options: { webhookSigningKey: 'canary-key' } };
  expect((await operator.send<Connection>('PATCH', `${path}/1`, key)).body.options.webhookSigningKey).toBe(
    '***',
  );
  const none = { options: { webhookSigningKey: null } };
  expect(
    (await operator.send<Connection>('PATCH', `${path}/1`, none)).body.options.webhookSigningKey,
  ).toBeNull();
  const moved = await operator.send<Problem>('PATCH', `${path}/1`, { type: 'google' });
  expect(moved).toMatchObject({ status: 422, body: { code: 'connection_is_calendly' } });
  expect((await operator.send('PATCH', `${path}/1`, { id: 2 })).status).toBe(422);
  expect((await operator.send('PATCH', `${path}/99`, { name: 'x' })).status).toBe(404);
  expect((await operator.get(`${path}/2147483648`)).status).toBe(422);
});

test('the operator’s own account is the connection’s state, and holds the connection', async () => {
  const application = await emulator.createApplication(rooms.redirectUri);
  const { body: connection } = await operator.post<Connection>(path, {
    ...properties,
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  const one = `${path}/${connection.id}`;
  expect(await operator.post(`${one}/disconnect`)).toMatchObject({
    status: 409,
    body: { code: 'account_not_connected' },
  });
  expect(await ownAccounts(connection.id)).toBe(0);
  const begun = await operator.post<{ authorizationUrl: string }>(`${one}/connect`);
  expect(await ownAccounts(connection.id)).toBe(1);
  const [person] = await emulator.people();
  const location = await emulator.consent(begun.body.authorizationUrl, person!.id);
  await operator.get(location);
  await rooms.worker.idle();
  const connected = (await operator.get<Connection>(one)).body.status;
  expect(connected).toMatchObject({ state: 'connected', actions: ['Disconnect', 'Test'] });
  expect(connected.accounts.connected).toBe(0);
  expect(await operator.send('DELETE', one)).toMatchObject({
    status: 409,
    body: { code: 'connection_has_accounts' },
  });
  const other = await operator.send('PATCH', one, { clientId: 'another' });
  expect(other).toMatchObject({ status: 409, body: { code: 'connection_has_accounts' } });
  expect((await operator.post(`${one}/disconnect`)).status).toBe(202);
  await rooms.worker.idle();
  expect((await operator.get<Connection>(one)).body.status).toMatchObject({
    state: 'disconnected',
    actions: ['Re-connect'],
  });
  expect((await operator.post(`${one}/disconnect`)).status).toBe(409);
  expect((await operator.send('DELETE', one)).status).toBe(204);
});

async function ownAccounts(connectionId: number): Promise<number> {
  const listed = await operator.get<Page<Account>>(`/api/v1/accounts?connectionId=${connectionId}`);
  return listed.body.items.filter(({ endUser }) => endUser.kind === 'operator').length;
}

test('a wrong secret is the connection’s fault, told with the way out, and gone with new credentials', async () => {
  const application = await emulator.createApplication(rooms.redirectUri);
  const { body: connection } = await operator.post<Connection>(path, {
    ...properties,
    clientId: application.client_id,
  });
  const one = `${path}/${connection.id}`;
  const consent = async () => {
    const begun = await operator.post<{ authorizationUrl: string }>(`${one}/connect`);
    const [, person] = await emulator.people();
    const location = await emulator.consent(begun.body.authorizationUrl, person!.id);
    return (await operator.get(location)).location;
  };
  expect(await consent()).toBe('/?connect_error=client_refused');
  expect((await operator.get<Connection>(one)).body.status).toMatchObject({
    state: 'error',
    reason: { code: 'client_refused' },
    actions: ['Update credentials', 'Re-connect'],
  });
  await operator.send('PATCH', one, { clientSecret: application.client_secret });
  expect(await consent()).toContain('/?connected=acc_');
  expect((await operator.get<Connection>(one)).body.status.state).toBe('connected');
});

test('another tenant sees none of it, and has ids of its own', async () => {
  const stranger = await signedIn('other');
  expect((await stranger.get<Page<Connection>>(path)).body.items).toEqual([]);
  expect((await stranger.get(`${path}/1`)).status).toBe(404);
  expect((await stranger.post<Connection>(path, properties)).body.id).toBe(1);
});

test('the secret is nowhere to be read: not in an answer, not in a change, not in a column', async () => {
  const answers = JSON.stringify((await operator.get(path)).body);
  const changes = (await operator.get<Page<Change>>('/api/v1/changes?limit=500')).body.items;
  expect(changes.filter(({ type }) => type === 'connection.created').length).toBeGreaterThan(3);
  const administrator = await connect(held.administrator);
  const { rows } = await administrator.query(
    `select c::text, encode(client_secret_sealed, 'escape') as sealed from slotwire.connections c`,
  );
  await administrator.end();
  expect(rows.length).toBeGreaterThan(3);
  for (const text of [answers, JSON.stringify(changes), JSON.stringify(rows)]) {
    expect(text).not.toContain('canary');
  }
});
