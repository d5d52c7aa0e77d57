/** Connections from the configuration file: read as a whole, every problem with its place, brought about or not at all. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection, ConnectionDetail, Page, Problem } from '../../sdk/types.ts';
import { readConfigFile } from '../../server/config-file.ts';
import type { Failure } from '../../server/errors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let folder: string;
let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let tenantId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotwire-config-'));
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  tenantId = (await rooms.ensureTenant('northwind')).id;
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenantId));
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
  await rm(folder, { recursive: true, force: true });
});

const good = {
  type: 'calendly',
  id: 7,
  name: 'Northwind',
  clientId: 'client',
  clientSecret: '$env.CALENDLY_SECRET',
};
const environment = { CALENDLY_SECRET: 'canary-secret' };

async function written(content: unknown, name = 'slotwire.config.json'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function problemsOf(content: unknown): Promise<string[]> {
  try {
    await readConfigFile(await written(content), environment);
  } catch (error) {
    return (error as Failure).fields!.map(({ path, message }) => `${path}: ${message}`);
  }
  return [];
}

/** As a start does, all in one transaction. */
async function configure(...connections: object[]) {
  const file = await readConfigFile(await written({ tenant: 'northwind', connections }), environment);
  return held.database.tenantTransaction(tenantId, (tx) => rooms.configure(tx, tenantId, file!.connections));
}

const read = async (id: number) => (await operator.get<ConnectionDetail>(`/api/v1/connections/${id}`)).body;

test('where there is no file, nothing is configured', async () => {
  expect(await readConfigFile(undefined, environment)).toBeUndefined();
});

test('every problem is told at once, each with its place', async () => {
  const wrong = [
    { ...good, type: 'Calendly', id: 1.5, colour: 'red' },
    { type: 'calendly', id: 3, name: ' ', clientId: '', clientSecret: '$env.NOBODY' },
    { ...good, id: 3, options: { scopes: ['all'] } },
  ];
  expect(await problemsOf({ tenant: '', connections: wrong })).toEqual([
    'connections[1].clientSecret: The environment has no variable “NOBODY”.',
    'tenant: Say whose connections these are: the tenant’s short name.',
    'connections[0].type: Write it in small letters: `calendly`.',
    'connections[0].id: 1.5 is a decimal. An id is a whole number from 1, or left out.',
    'connections[0].colour: There is no such field.',
    'connections[1].name: Spaces alone are no name. Give it a name your team will recognise.',
    'connections[1].clientId: Paste the Client ID from Calendly’s developer console.',
    'connections[2].options.scopes[0]: Calendly has no scope “all”, and it is no preset. `GET /api/v1/scopes` lists them.',
  ]);
  expect(await problemsOf({ tenant: 'northwind', connections: [good, { ...good, name: 'Other' }] })).toEqual([
    'connections[1].id: 7 is taken by connections[0].',
  ]);
  expect(await problemsOf('{')).toEqual([expect.stringContaining('It cannot be read: ')]);
});

test('a TypeScript file says the same, and a name that is there twice is warned of', async () => {
  const text = `export default { tenant: 'northwind', connections: ${JSON.stringify([good, { ...good, id: 8 }])} };`;
  const file = await readConfigFile(await written(text, 'slotwire.config.ts'), environment);
  expect(file!.connections.map(({ id, clientSecret }) => [id, clientSecret])).toEqual([
    [7, 'canary-secret'],
    [8, 'canary-secret'],
  ]);
  expect(file!.warnings).toEqual(['connections[1].name is that of connections[0] too. Both work.']);
});

test('what is in the file is made, changed only where it differs, and nobody else changes it', async () => {
  expect(await configure(good)).toEqual([]);
  expect(await read(7)).toMatchObject({
    name: 'Northwind',
    clientSecret: '***',
    options: { configured: true },
  });
  expect(await configure(good)).toEqual([]);
  expect((await read(7)).timeline.map(({ words }) => words)).toEqual(['Added.']);
  expect(await configure({ ...good, name: 'Northwind EMEA' })).toEqual([]);
  expect((await read(7)).timeline[0]!.words).toBe('Changed: name.');
  for (const sent of [
    await operator.send<Problem>('PATCH', '/api/v1/connections/7', { name: 'x' }),
    await operator.send<Problem>('DELETE', '/api/v1/connections/7'),
  ]) {
    expect(sent).toMatchObject({ status: 409, body: { code: 'connection_is_configured' } });
  }
});

test('taken out of the file it stays, and can be changed and deleted; its id cannot come back', async () => {
  expect(await configure({ ...good, id: 8, name: 'Second' })).toEqual([]);
  expect(await read(7)).toMatchObject({ options: { configured: false } });
  expect((await operator.send('DELETE', '/api/v1/connections/7')).status).toBe(204);
  expect(await configure(good)).toEqual([
    { path: 'connections[0].id', message: '7 was a connection’s that was deleted. Take another id.' },
  ]);
});

test('another Client ID under accounts that are connected is refused; a secret that was taken over stays', async () => {
  const application = await emulator.createApplication(rooms.redirectUri);
  const own = {
    ...good,
    id: 9,
    clientId: application.client_id,
    clientSecret: application.client_secret,
    options: { nextClientSecret: 'the-next' },
  };
  expect(await configure(own)).toEqual([]);
  await emulator.send('POST', '/applications/secret', {
    client_id: application.client_id,
    client_secret: 'the-next',
  });
  await operator.post('/api/v1/connections/9/test');
  expect((await read(9)).options.nextClientSecret).toBeNull();
  expect(await configure(own)).toEqual([]);
  expect((await read(9)).options.nextClientSecret).toBeNull();
  const { body } = await operator.post<{ authorizationUrl: string }>('/api/v1/connections/9/connect');
  const [person] = await emulator.people();
  const back = await operator.get(await emulator.consent(body.authorizationUrl, person!.id));
  expect(back.location).toContain('connected=');
  expect(await configure({ ...own, clientId: 'another' })).toMatchObject([
    { path: 'connections[0].clientId' },
  ]);
  const { body: all } = await operator.get<Page<Connection>>('/api/v1/connections');
  expect(JSON.stringify(all)).not.toContain('the-next');
});
