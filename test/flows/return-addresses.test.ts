/** Where a connect may send the browser back to: our own pages, and the origins that the tenant listed. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account, AuthorizationStart, Connection, Problem, ReturnAddresses } from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const settings = '/api/v1/settings/return-addresses';
let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let connect: string;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  operator = await signIn('northwind');
  const application = await emulator.createApplication(rooms.redirectUri);
  const { body: connection } = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Northwind',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  const { body: account } = await operator.post<Account>('/api/v1/users/ole/accounts', {
    connectionId: connection.id,
  });
  connect = `/api/v1/accounts/${account.id}/connect`;
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function signIn(slug: string): Promise<Visitor> {
  const visitor = createVisitor(rooms.url);
  await visitor.signIn(await rooms.team.createLink((await rooms.ensureTenant(slug)).id));
  return visitor;
}

test('a tenant lists its own, each wrong one named with words of its own', async () => {
  expect((await operator.get<ReturnAddresses>(settings)).body).toEqual({ addresses: [] });
  const addresses = ['https://App.example.com/', 'https://app.example.com', 'http://localhost:3000'];
  const put = await operator.send<ReturnAddresses>('PUT', settings, { addresses });
  expect(put).toMatchObject({
    status: 200,
    body: { addresses: ['https://app.example.com', 'http://localhost:3000'] },
  });
  expect((await operator.get<ReturnAddresses>(settings)).body).toEqual(put.body);
  const wrong = await operator.send<Problem>('PUT', settings, {
    addresses: ['https://fine.example.com', 'http://app.example.com', 'https://*.example.com'],
  });
  expect(wrong.status).toBe(422);
  expect(wrong.body.fields).toEqual([
    { path: 'addresses.1', message: 'Use https. Only localhost may be http.' },
    { path: 'addresses.2', message: 'There are no wildcards. List each address by itself.' },
  ]);
  expect((await operator.get<ReturnAddresses>(settings)).body).toEqual(put.body);
  const other = await signIn('contoso');
  expect((await other.get<ReturnAddresses>(settings)).body).toEqual({ addresses: [] });
  expect((await createVisitor(rooms.url).get(settings)).status).toBe(401);
});

test('a listed origin gets the browser back on the very page, with how it ended', async () => {
  const returnTo = 'https://app.example.com/settings?tab=calendly&connect_error=old#top';
  const begun = await operator.post<AuthorizationStart>(connect, { returnTo });
  expect(begun.status).toBe(201);
  const [person] = await emulator.people();
  const denied = await emulator.consent(begun.body.authorizationUrl, person!.id, { decision: 'deny' });
  expect((await operator.get(denied)).location).toBe(
    'https://app.example.com/settings?tab=calendly&connect_error=consent_declined#top',
  );
});

test('what is not listed is refused, however it is dressed', async () => {
  for (const returnTo of [
    'https://evil.example.com',
    'http://app.example.com',
    'https://app.example.com:8443/',
    'https://app.example.com.evil.example.com/',
    'https://app.example.com%2eevil.example.com/',
    'https://\u0430pp.example.com/',
    'https://sub.app.example.com/',
    'https://example.com/app.example.com',
    'http://localhost:3001',
  ]) {
    const refused = await operator.post<Problem>(connect, { returnTo });
    expect(refused, returnTo).toMatchObject({ status: 422, body: { code: 'return_address_not_listed' } });
  }
  for (const returnTo of [
    '//app.example.com',
    '/\\app.example.com',
    'https:/app.example.com',
    'https://ole@app.example.com',
    'https://app.example.com\\@evil.example.com',
    'javascript:alert(1)',
  ]) {
    const refused = await operator.post<Problem>(connect, { returnTo });
    expect(refused, returnTo).toMatchObject({ status: 422, body: { code: 'wrong_fields' } });
  }
  await operator.send('PUT', settings, { addresses: [] });
  expect((await operator.post(connect, { returnTo: 'https://app.example.com/' })).status).toBe(422);
  expect((await operator.post(connect, { returnTo: '/northwind/accounts' })).status).toBe(201);
});
