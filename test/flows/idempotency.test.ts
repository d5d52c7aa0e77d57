/** One effect however often a request with its `Idempotency-Key` comes, and the answer of the first for all. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuthorizationStart, Connection, CreatedApiKey, Page, Problem } from '../../sdk/types.ts';
import { asAdministrator } from '../support/database.ts';
import { type Answer, callerWith, createVisitor, type Visitor } from '../support/visitor.ts';
import { addConnection, openWhole, type Whole } from '../support/whole.ts';

let whole: Awaited<ReturnType<typeof openWhole>>;
let service: Whole;

beforeAll(async () => {
  whole = await openWhole();
  ({ service } = whole);
});

afterAll(async () => {
  await whole?.close();
});

const path = '/api/v1/connections';
const properties = { type: 'calendly', name: 'Northwind', clientId: 'client', clientSecret: 'secret' };
const fresh = () => ({ 'idempotency-key': randomUUID() });

async function countConnections(): Promise<number> {
  return (await service.operator.get<Page<Connection>>(path)).body.items.length;
}

test('a repeat gets the first answer and does nothing', async () => {
  const before = await countConnections();
  const key = fresh();
  const first = await service.operator.post<Connection>(path, properties, key);
  const second = await service.operator.post<Connection>(path, properties, key);
  expect(second).toMatchObject({ status: 201, body: first.body });
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  expect(await countConnections()).toBe(before + 1);
  expect((await service.operator.post<Connection>(path, properties, fresh())).body.id).not.toBe(
    first.body.id,
  );
});

test('many at once have one effect; who comes while it runs is told to wait', async () => {
  const before = await countConnections();
  const key = fresh();
  const send = () => service.operator.post<Connection & Problem>(path, properties, key);
  const answers: Answer<Connection & Problem>[] = await Promise.all(Array.from({ length: 12 }, send));
  expect(await countConnections()).toBe(before + 1);
  for (const { status, body, headers } of answers) {
    if (status === 201) continue;
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'request_running' });
    expect(headers.get('retry-after')).toBe('1');
  }
  const ids = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
  expect(new Set([...ids, (await send()).body.id]).size).toBe(1);
});

test('another body, path or method with the same key is refused and does nothing', async () => {
  const key = fresh();
  await service.operator.post(path, properties, key);
  const before = await countConnections();
  const other = { ...properties, name: 'Other' };
  for (const [to, body] of [
    [path, other],
    ['/api/v1/users/ana/accounts', { connectionId: 1 }],
  ] as const) {
    const answer = await service.operator.post<Problem>(to, body, key);
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  }
  expect(await countConnections()).toBe(before);
});

test('a refusal had no effect and is not kept', async () => {
  const key = fresh();
  const body = { connectionId: 4711 };
  expect((await service.operator.post('/api/v1/users/ana/accounts', body, key)).status).toBe(422);
  await service.operator.post(path, { ...properties, id: 4711 });
  expect((await service.operator.post('/api/v1/users/ana/accounts', body, key)).status).toBe(201);
});

test('each caller has keys of their own, and no two tenants meet', async () => {
  const key = fresh();
  const scopes = ['connections:write', 'connections:read'];
  const made = await service.operator.post<CreatedApiKey>('/api/v1/api-keys', { name: 'Test', scopes });
  const program = callerWith(service.url, made.body.key);
  const one = await service.operator.post<Connection>(path, properties, key);
  const other = await program.post<Connection>(path, properties, key);
  expect(other.body.id).not.toBe(one.body.id);
});

test('a secret answer is told again, and lies sealed meanwhile', async () => {
  const key = fresh();
  const wanted = { name: 'Test', scopes: ['meetings:read'] };
  const first = await service.operator.post<CreatedApiKey>('/api/v1/api-keys', wanted, key);
  const second = await service.operator.post<CreatedApiKey>('/api/v1/api-keys', wanted, key);
  expect(second.body).toEqual(first.body);
  const kept = await asAdministrator(whole.held.address.host, whole.held.name, async (client) =>
    JSON.stringify(
      (await client.query(`select encode(answer_sealed, 'escape') as sealed from slotwire.kept_answers`))
        .rows,
    ),
  );
  expect(kept.length).toBeGreaterThan(100);
  expect(kept).not.toContain(first.body.key.slice(4));
  expect(kept).not.toContain('Northwind');
});

test('a connect whose answer was lost is completed with the answer of its repeat, cookie and all', async () => {
  const connection = await addConnection(service, whole.emulator);
  const key = fresh();
  const begin = (by: Visitor) => by.post<AuthorizationStart>(`${path}/${connection.id}/connect`, {}, key);
  const lost = await begin(service.operator);
  const browser = createVisitor(service.url);
  await browser.signIn(await service.inviteTo('demo'));
  const again = await begin(browser);
  expect(again.body).toEqual(lost.body);
  expect(again.headers.getSetCookie()).toEqual(lost.headers.getSetCookie());
  const [person] = await whole.emulator.people();
  const location = await whole.emulator.consent(again.body.authorizationUrl, person!.id);
  expect((await browser.get(location)).location).toContain('connected=');
});

test('after a day it is forgotten', async () => {
  const key = fresh();
  const first = await service.operator.post<Connection>(path, properties, key);
  await service.advance(23 * 3600);
  expect((await service.operator.post<Connection>(path, properties, key)).body.id).toBe(first.body.id);
  await service.advance(2 * 3600);
  expect((await service.operator.post<Connection>(path, properties, key)).body.id).not.toBe(first.body.id);
});

test('a key that is none is named', async () => {
  for (const key of ['', 'a b', 'x'.repeat(256), 'ä']) {
    const answer = await service.operator.post<Problem>(path, properties, { 'idempotency-key': key });
    expect(answer, key).toMatchObject({ status: 422, body: { fields: [{ path: 'idempotency-key' }] } });
  }
});
