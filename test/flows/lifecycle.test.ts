/** What crosses rooms, through HTTP: an end user's own link, erasing an end user, deleting a connection. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account, Connection, Page, Problem } from '../../sdk/types.ts';
import { connect as openDatabase } from '../../server/db/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let people: Person[];

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  const tenant = await rooms.ensureTenant('northwind');
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenant.id));
  people = await emulator.people();
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function addConnection(): Promise<Connection> {
  const application = await emulator.createApplication(rooms.redirectUri);
  const added = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Northwind',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  return added.body;
}

async function prepare(userId: string, { id: connectionId }: Connection): Promise<Account> {
  const path = `/api/v1/users/${encodeURIComponent(userId)}/accounts`;
  return (await operator.post<Account>(path, { connectionId, name: 'Ole <b>Hansen</b>' })).body;
}

/** As an end user does: opens the link, continues, consents, comes back. */
async function connectByLink(account: Account, person: Person, visitor = createVisitor(rooms.url)) {
  const { body: link } = await operator.post<{ url: string }>(`/api/v1/accounts/${account.id}/link`);
  const continued = await visitor.send('POST', link.url);
  const location = await emulator.consent(continued.location!, person.id);
  const back = await visitor.get(location);
  await rooms.worker.idle();
  expect(back.location).toBe(new URL(link.url).pathname);
  return (await visitor.get<string>(link.url)).body;
}

async function untilSettled(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 10 && !(await isSo()); tries++) {
    await emulator.send('POST', '/clock', { advanceSeconds: 5 });
    await rooms.clock.refresh();
    await rooms.worker.idle();
  }
  expect(await isSo()).toBe(true);
}

test('an end user connects with nothing but a link, once', async () => {
  const account = await prepare('ole', await addConnection());
  const { body: link } = await operator.post<{ url: string; expiresAt: string }>(
    `/api/v1/accounts/${account.id}/link`,
  );
  const visitor = createVisitor(rooms.url);
  const shown = await visitor.get<string>(link.url);
  expect(shown.status).toBe(200);
  expect(shown.body).toContain('Connect your Calendly to <bdi>northwind</bdi>');
  expect(shown.body).toContain('<bdi>Ole &lt;b&gt;Hansen&lt;/b&gt;</bdi>');
  expect(shown.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(shown.headers.get('cache-control')).toBe('no-store');
  const continued = await visitor.send('POST', link.url);
  expect(continued.status).toBe(303);
  const location = await emulator.consent(continued.location!, people[0]!.id);
  const page = new URL(link.url).pathname;
  expect((await createVisitor(rooms.url).get(location)).location).toBe(page);
  const back = await visitor.get(location);
  expect(back.location).toBe(page);
  const shownThen = await visitor.get<string>(page);
  expect(shownThen.body).toContain(`connected as <bdi>${people[0]!.email}</bdi>`);
  expect(shownThen.body).toContain('You can close this window.');
  expect((await visitor.send('POST', link.url)).status).toBe(410);
  expect((await operator.get<Account>(`/api/v1/accounts/${account.id}`)).body.status.state).toBe('connected');
});

test('a link ends after an hour', async () => {
  const account = await prepare('late', await addConnection());
  const { body: link } = await operator.post<{ url: string }>(`/api/v1/accounts/${account.id}/link`);
  await emulator.send('POST', '/clock', { advanceSeconds: 3601 });
  await rooms.clock.refresh();
  const visitor = createVisitor(rooms.url);
  expect((await visitor.get(link.url)).status).toBe(410);
  expect((await visitor.send('POST', link.url)).status).toBe(410);
});

test('erasing an end user disconnects, then nothing of them is left here or there', async () => {
  const connection = await addConnection();
  const account = await prepare('a/b', connection);
  const other = await prepare('stays', connection);
  await connectByLink(account, people[1]!);
  await connectByLink(other, people[2]!);
  expect((await operator.send('DELETE', '/api/v1/users/nobody')).status).toBe(404);
  expect((await operator.send('DELETE', '/api/v1/users/a%2Fb')).status).toBe(202);
  const again = await operator.post<Problem>('/api/v1/users/a%2Fb/accounts', { connectionId: connection.id });
  expect(again).toMatchObject({ status: 409, body: { code: 'account_disconnecting' } });
  await untilSettled(async () => (await operator.get(`/api/v1/accounts/${account.id}`)).status === 404);
  const administrator = await openDatabase(held.administrator);
  const { rows } = await administrator.query<{ count: number }>(
    `select count(*)::integer from slotwire.end_users where user_id = 'a/b'`,
  );
  await administrator.end();
  expect(rows[0]!.count).toBe(0);
  const { subscriptions } = await emulator.dump();
  expect(subscriptions.filter(({ userId }) => userId === people[1]!.id)).toEqual([]);
  expect(subscriptions.filter(({ userId }) => userId === people[2]!.id)).toHaveLength(1);
  expect((await operator.get<Account>(`/api/v1/accounts/${other.id}`)).body.status.state).toBe('connected');
  expect((await prepare('a/b', connection)).id).not.toBe(account.id);
});

test('a connection with accounts is deleted only by who knows how many, and disconnects them first', async () => {
  const connection = await addConnection();
  const accounts = [await prepare('one', connection), await prepare('two', connection)];
  for (const [index, account] of accounts.entries()) await connectByLink(account, people[3 + index]!);
  const path = `/api/v1/connections/${connection.id}`;
  expect(await operator.send<Problem>('DELETE', path)).toMatchObject({
    status: 409,
    body: { code: 'connection_has_accounts', detail: 'There are 2.' },
  });
  expect((await operator.send('DELETE', `${path}?disconnect=1`)).status).toBe(409);
  const begun = await operator.send<Connection>('DELETE', `${path}?disconnect=2`);
  expect(begun.status).toBe(202);
  expect(begun.body.options.deletingSince).not.toBeNull();
  expect((await operator.post(`/api/v1/accounts/${accounts[0]!.id}/connect`)).status).toBe(404);
  await untilSettled(async () => (await operator.get(path)).status === 404);
  const { items } = (await operator.get<Page<Account>>(`/api/v1/accounts?connectionId=${connection.id}`))
    .body;
  expect(items.map(({ status }) => status.state)).toEqual(['disconnected', 'disconnected']);
  const { subscriptions } = await emulator.dump();
  const theirs = [people[3]!.id, people[4]!.id];
  expect(subscriptions.filter(({ userId }) => theirs.includes(userId ?? ''))).toEqual([]);
  const moved = await prepare('one', await addConnection());
  expect(moved.id).toBe(accounts[0]!.id);
  expect(await connectByLink(moved, people[3]!)).toContain('Your Calendly is connected');
});
