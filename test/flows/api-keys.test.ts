/** API keys through HTTP: told once, good for what they say and no more, gone at once; what a key may do is a wall too. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Account,
  ApiKey,
  ApiScope,
  Change,
  Connection,
  CreatedApiKey,
  Meeting,
  Page,
  Problem,
} from '../../sdk/types.ts';
import { asAdministrator } from '../support/database.ts';
import type { TestEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';
import { callerWith, createVisitor } from '../support/visitor.ts';
import { addConnection, connectPerson, openWhole, readMeetings, type Whole } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let emulator: TestEmulator;
let service: Whole;
let connection: Connection;
let people: Awaited<ReturnType<TestEmulator['people']>>;

beforeAll(async () => {
  whole = await openWhole();
  ({ emulator, service } = whole);
  connection = await addConnection(service, emulator);
  people = await emulator.people();
  for (const person of people.slice(0, 2)) {
    const accountId = await connectPerson(service.operator, emulator, connection, person);
    await until('meetings', async () => (await readMeetings(service.operator, accountId)).length > 0);
  }
});

afterAll(async () => {
  await whole?.close();
});

const path = '/api/v1/api-keys';

async function keyFor(scopes: ApiScope[], userId?: string): Promise<CreatedApiKey> {
  const made = await service.operator.post<CreatedApiKey>(path, { name: 'Test', scopes, userId });
  expect(made.status).toBe(201);
  return made.body;
}

async function listKeys(): Promise<ApiKey[]> {
  return (await service.operator.get<Page<ApiKey>>(path)).body.items;
}

test('a key is told once, and the database holds nothing that it could be made from', async () => {
  const { key, ...made } = await keyFor(['meetings:read']);
  expect(key).toMatch(/^swk_[\w-]{43}$/);
  expect(made).toMatchObject({ begins: key.slice(0, 12), userId: null, lastUsedAt: null });
  expect(await listKeys()).toContainEqual(made);
  const rows = await asAdministrator(whole.held.address.host, whole.held.name, async (client) =>
    JSON.stringify((await client.query('select k::text from slotwire.api_keys k')).rows),
  );
  expect(rows).toContain(made.begins);
  expect(rows).not.toContain(key.slice(4));
});

test('it may do what its scopes say; what needs a member says so', async () => {
  const { key } = await keyFor(['meetings:read', 'accounts:write']);
  const program = callerWith(service.url, key);
  expect((await program.get<Page<Meeting>>('/api/v1/meetings')).body.items.length).toBeGreaterThan(0);
  // No header of ours is needed: no browser sends a key by itself.
  const prepared = await program.post<Account>('/api/v1/users/new/accounts', { connectionId: connection.id });
  expect(prepared.status).toBe(201);
  const link = await program.post<{ url: string }>(`/api/v1/accounts/${prepared.body.id}/link`);
  expect(link.body.url).toContain(`${service.url}/connect/`);
  for (const [method, to, words] of [
    ['GET', '/api/v1/accounts', 'accounts:read'],
    ['GET', '/api/v1/session', 'member'],
    ['POST', path, 'member'],
    ['POST', `/api/v1/accounts/${prepared.body.id}/connect`, 'member'],
  ] as const) {
    const { status, body } = await program.send<Problem>(method, to, method === 'POST' ? {} : undefined);
    expect({ status, code: body.code }, to).toEqual({ status: 403, code: 'api_key_not_enough' });
    expect(body.detail).toContain(words);
  }
});

test('bound to one end user it sees what is theirs, and may only read', async () => {
  const [own, other] = people as [(typeof people)[number], (typeof people)[number]];
  const bound: ApiScope[] = ['meetings:read', 'accounts:read', 'changes:read'];
  const program = callerWith(service.url, (await keyFor(bound, own.slug)).key);
  const { items } = (await program.get<Page<Meeting>>('/api/v1/meetings?limit=500')).body;
  expect(items.length).toBeGreaterThan(0);
  expect(new Set(items.map(({ endUser }) => endUser.userId))).toEqual(new Set([own.slug]));
  const accounts = (await program.get<Page<Account>>('/api/v1/accounts')).body.items;
  expect(accounts.map(({ endUser }) => endUser.userId)).toEqual([own.slug]);
  expect((await program.get(`/api/v1/accounts/${accounts[0]!.id}`)).status).toBe(200);
  expect((await program.get<Page<Meeting>>(`/api/v1/users/${other.slug}/meetings`)).body.items).toEqual([]);
  const all = (await service.operator.get<Page<Account>>('/api/v1/accounts')).body.items;
  const foreign = all.find(({ endUser }) => endUser.userId === other.slug)!;
  const [theirs] = await readMeetings(service.operator, foreign.id);
  expect((await program.get(`/api/v1/accounts/${foreign.id}`)).status).toBe(404);
  expect((await program.get(`/api/v1/meetings/${theirs!.id}`)).status).toBe(404);
  const told = await program.get<Page<{ accountId: string }>>('/api/v1/changes?limit=500');
  expect(new Set(told.body.items.map(({ accountId }) => accountId))).toEqual(new Set([accounts[0]!.id]));
  const refused = await program.get<Problem>('/api/v1/connections');
  expect(refused).toMatchObject({ status: 403, body: { code: 'api_key_not_enough' } });
  expect(refused.body.detail).toContain('bound to one end user');
});

test('bound to one end user its cursors go on where it was, and tell nothing of how much moved for others', async () => {
  const scopes: ApiScope[] = ['changes:read'];
  const program = callerWith(service.url, (await keyFor(scopes, people[0]!.slug)).key);
  const changes = (query: string) => program.get<Page<Change>>(`/api/v1/changes${query}`);
  const all = (await changes('?limit=500')).body;
  expect(all.items.length).toBeGreaterThan(2);

  const told: string[] = [];
  let after = '';
  for (let page = await changes('?limit=1'); page.body.items.length > 0; ) {
    told.push(...page.body.items.map(({ id }) => id));
    after = page.body.nextCursor!;
    page = await changes(`?limit=1&after=${after}`);
  }
  expect(told).toEqual(all.items.map(({ id }) => id));

  const again = (await changes('?limit=500')).body;
  const cursors = [...all.items, ...again.items].map(({ cursor }) => cursor);
  expect(new Set(cursors).size).toBe(cursors.length);
  expect(new Set(cursors.map(({ length }) => length)).size).toBe(1);
  const latest = (await program.get<Page<Change>>('/api/v1/live/next')).body.nextCursor!;
  const none = await program.get<Page<Change>>(`/api/v1/live/next?waitSeconds=0&after=${latest}`);
  expect(none.body).toEqual({ items: [], nextCursor: latest });

  // A number could be tried out until it is known; another's cursor is none of its own.
  const tenants = (await service.operator.get<Page<Change>>('/api/v1/changes?limit=1')).body.nextCursor!;
  const other = callerWith(service.url, (await keyFor(scopes, people[1]!.slug)).key);
  for (const [by, cursor] of [
    [program, tenants],
    [other, latest],
    [service.operator, latest],
  ] as const) {
    const refused = await by.get<Problem>(`/api/v1/changes?after=${cursor}`);
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'after' }] } });
  }
});

test('what cannot be made is told', async () => {
  for (const wrong of [
    { name: ' ', scopes: ['meetings:read'] },
    { name: 'Test', scopes: [] },
    { name: 'Test', scopes: ['admin'] },
    { name: 'Test', scopes: ['meetings:read', 'meetings:read'] },
    { name: 'Test', scopes: ['accounts:write'], userId: people[0]!.slug },
    { name: 'Test', scopes: ['meetings:read'], userId: 'nobody' },
  ]) {
    const { status, body } = await service.operator.post<Problem>(path, wrong);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'wrong_fields' });
  }
});

test('it is known by when it was last used, and renamed', async () => {
  const { id, key } = await keyFor(['meetings:read']);
  const before = await service.operator.send<ApiKey>('PATCH', `${path}/${id}`, { name: 'Nightly export' });
  expect(before.body).toMatchObject({ name: 'Nightly export', lastUsedAt: null });
  await callerWith(service.url, key).get('/api/v1/meetings');
  const used = (await listKeys()).find((each) => each.id === id)!.lastUsedAt!;
  expect(used).not.toBeNull();
  await callerWith(service.url, key).get('/api/v1/meetings');
  expect((await listKeys()).find((each) => each.id === id)!.lastUsedAt).toBe(used);
  expect((await service.operator.send('PATCH', `${path}/key_${'0'.repeat(32)}`, { name: 'x' })).status).toBe(
    404,
  );
});

test('revoked, it is refused with the next request, and an open stream tells nothing more', async () => {
  const { id, key } = await keyFor(['meetings:read', 'changes:read']);
  const program = callerWith(service.url, key);
  const stream = await fetch(`${service.url}/api/v1/live`, { headers: { authorization: `Bearer ${key}` } });
  expect(stream.status).toBe(200);
  const told = stream.text();
  expect((await program.get('/api/v1/meetings')).status).toBe(200);
  expect((await service.operator.send('DELETE', `${path}/${id}`)).status).toBe(204);
  expect(await program.get('/api/v1/meetings')).toMatchObject({
    status: 401,
    body: { code: 'api_key_unknown' },
  });
  await service.operator.post('/api/v1/users/moved/accounts', { connectionId: connection.id });
  expect(await Promise.race([told, pause(5000)])).not.toContain('event: change');
  expect((await service.operator.send('DELETE', `${path}/${id}`)).status).toBe(404);
});

test('revoked while it waits for what moves, it is told nothing of it', async () => {
  const { id, key } = await keyFor(['changes:read']);
  const program = callerWith(service.url, key);
  const { body: start } = await program.get<Page<Change>>('/api/v1/live/next');
  const waiting = program.get(`/api/v1/live/next?after=${start.nextCursor}`);
  // Its turn came once a request that was sent after it is answered.
  await program.get('/api/v1/changes');
  expect((await service.operator.send('DELETE', `${path}/${id}`)).status).toBe(204);
  await service.operator.post('/api/v1/users/later/accounts', { connectionId: connection.id });
  expect(await waiting).toMatchObject({ status: 401, body: { code: 'api_key_unknown' } });
});

test('what is no key is nobody, whatever else is sent with it', async () => {
  const { key } = await keyFor(['meetings:read']);
  for (const authorization of [
    `Bearer ${key}x`,
    `Bearer ${key.slice(0, -1)}`,
    'Bearer',
    `Basic ${key}`,
    key,
    '',
  ]) {
    const answer = await service.operator.send('GET', '/api/v1/meetings', undefined, { authorization });
    expect(answer, authorization).toMatchObject({ status: 401, body: { code: 'api_key_unknown' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  }
  const nobody = createVisitor(service.url);
  for (const query of [`?key=${key}`, `?authorization=Bearer%20${key}`, `?access_token=${key}`]) {
    expect((await nobody.get(`/api/v1/meetings${query}`)).status).toBe(401);
  }
});

test('another tenant’s key opens nothing here', async () => {
  const stranger = createVisitor(service.url);
  await stranger.signIn(await service.inviteTo('other'));
  const made = await stranger.post<CreatedApiKey>(path, { name: 'Theirs', scopes: ['meetings:read'] });
  const program = callerWith(service.url, made.body.key);
  expect((await program.get<Page<Meeting>>('/api/v1/meetings')).body.items).toEqual([]);
  expect((await stranger.send('DELETE', `${path}/${(await listKeys())[0]!.id}`)).status).toBe(404);
});

test('the lines of docs/api.md do what the page says', async () => {
  const page = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
  const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];
  const commands = lines.replaceAll('\\\n', '').match(/^curl .+$/gm) ?? [];
  expect(commands.length).toBe(3);
  const { key } = await keyFor(['accounts:write', 'meetings:read', 'changes:read']);
  for (const command of commands) {
    const told = command.replaceAll('$SLOTWIRE', service.url).replaceAll('$KEY', key);
    const [, url] = /"(http[^"]+)"/.exec(told)!;
    const headers = [...told.matchAll(/-H "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name!, value!]);
    const [, body] = /-d '([^']+)'/.exec(told) ?? [];
    const answer = await fetch(url!, {
      method: / -X POST /.test(told) ? 'POST' : 'GET',
      headers: headers as [string, string][],
      body: body ?? null,
    });
    expect([200, 201], `${command}: ${await answer.text()}`).toContain(answer.status);
  }
});
