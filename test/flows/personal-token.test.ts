/** An account is connected with a personal access token: it works whole until the token is deleted, and after another. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  Account,
  AccountDetail,
  AuthorizationStart,
  Change,
  Connection,
  Page,
  Problem,
} from '../../sdk/types.ts';
import { connect as openDatabase } from '../../server/db/index.ts';
import { call, type TestEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';
import {
  addConnection,
  connectWhole,
  openWhole,
  readAccount,
  readMeetings,
  type Whole,
} from '../support/whole.ts';

interface Person {
  id: string;
  slug: string;
}

interface Standing {
  id: string;
  userId: string;
  clientId: string | null;
  hasSigningKey: boolean;
  callbackUrl: string;
}

const minute = 60;
const hour = 60 * minute;
let whole: Awaited<ReturnType<typeof openWhole>>;
let emulator: TestEmulator;
let service: Whole;
let connection: Connection;
let people: Person[];
/** Every token that was made, to be looked for. */
const tokens: string[] = [];

beforeAll(async () => {
  whole = await openWhole();
  ({ emulator, service } = whole);
  connection = await addConnection(service, emulator);
  people = await emulator.addPeople(10);
});

afterAll(async () => {
  await whole?.close();
});

beforeEach(async () => {
  await emulator.send('DELETE', '/faults');
  await emulator.send('POST', '/modes', { hooks_after_revoke: 'keep' });
});

async function makeToken({ id }: Person, scopes?: string[]): Promise<string> {
  const { token } = await emulator.send<{ token: string }>('POST', '/personal-tokens', { user: id, scopes });
  tokens.push(token);
  return token;
}

const deleteTokens = ({ id }: Person) => emulator.send('POST', '/personal-tokens/delete', { user: id });

async function prepare({ slug }: Person): Promise<string> {
  const path = `/api/v1/users/${slug}/accounts`;
  return (await service.operator.post<Account>(path, { connectionId: connection.id })).body.id;
}

const enter = <T = Account>(id: string, token: string, more: object = {}) =>
  service.operator.post<T>(`/api/v1/accounts/${id}/personal-access-token`, { token, ...more });

async function untilWhole(id: string): Promise<AccountDetail> {
  const account = () => readAccount(service.operator, id);
  await until('the first sweep', async () => (await account()).freshness.asOf);
  await until('a subscription', async () => (await account()).subscription?.state === 'active');
  return account();
}

async function connected(person = people.pop()!): Promise<{ id: string; person: Person; token: string }> {
  const id = await prepare(person);
  const token = await makeToken(person);
  expect(await enter(id, token)).toMatchObject({ status: 200, body: { id } });
  await untilWhole(id);
  return { id, person, token };
}

async function reconnectByOAuth(id: string, { id: user }: Person): Promise<void> {
  const begun = await service.operator.post<AuthorizationStart>(`/api/v1/accounts/${id}/connect`, {});
  const location = await emulator.consent(begun.body.authorizationUrl, user);
  expect((await service.operator.get(location)).location).toContain('connected=');
}

async function standing({ id }: Person): Promise<Standing[]> {
  const { subscriptions } = await emulator.send<{ subscriptions: Standing[] }>(
    'GET',
    '/dump?kinds=subscriptions',
  );
  return subscriptions.filter(({ userId }) => userId === id);
}

/** One alone, and another than that before. */
function untilReplaced(person: Person, before: Standing): Promise<Standing> {
  return until('another subscription alone', async () => {
    const [only, ...others] = await standing(person);
    return only && only.id !== before.id && others.length === 0 ? only : undefined;
  });
}

async function told(id: string): Promise<Change[]> {
  const { body } = await service.operator.get<Page<Change>>('/api/v1/changes?limit=500');
  return body.items.filter(({ accountId }) => accountId === id);
}

async function countOf(operation: string): Promise<number> {
  const { operations } = await emulator.send<{ operations: { operation: string; count: number }[] }>(
    'GET',
    '/dump?kinds=operations',
  );
  return operations.find((one) => one.operation === operation)?.count ?? 0;
}

const book = ({ slug }: Person) => emulator.send('POST', '/book', { event_type: `${slug}/intro-call` });
const meetings = async (id: string) => (await readMeetings(service.operator, id)).length;
const advance = (seconds: number) => service.advance(seconds);

test('it is told whose it is, subscribes with a key of its own, and its deliveries are verified', async () => {
  const { id, person } = await connected();
  expect(await readAccount(service.operator, id)).toMatchObject({
    status: { state: 'connected', health: { level: 'ok', reasons: [] } },
    authorization: 'personal_access_token',
    calendly: { userUri: `https://api.calendly.com/users/${person.id}` },
    budget: { limit: 500 },
  });
  expect(await standing(person)).toMatchObject([{ clientId: null, hasSigningKey: true }]);
  await book(person);
  await until('the booking', async () => (await meetings(id)) === 1);
  await until(
    'the key',
    async () => (await readAccount(service.operator, id)).subscription?.keyInUse === 'own',
  );
  const first = (await readAccount(service.operator, id)).timeline.map(({ words }) => words);
  expect(first).toContain('Connected with a personal access token.');
});

test('it is never renewed, and what no delivery brings is found', async () => {
  const { id, person } = await connected();
  const renewed = await countOf('oauth.refresh');
  const missed = { operation: 'delivery', kind: 'unreachable', count: 'always' };
  await emulator.send('POST', '/faults', missed);
  await book(person);
  await advance(3 * hour);
  await until('the booking', async () => (await meetings(id)) === 1);
  const rotation = await service.operator.post('/api/v1/token-rotations', { accountId: id });
  expect(rotation.body).toMatchObject({ accounts: 0 });
  expect((await readAccount(service.operator, id)).status.state).toBe('connected');
  expect(await countOf('oauth.refresh')).toBe(renewed);
});

test('deleted at Calendly, it is an error with a way out; another one and nothing is missing', async () => {
  await emulator.send('POST', '/modes', { hooks_after_revoke: 'remove' });
  const { id, person } = await connected();
  await deleteTokens(person);
  await book(person);
  await advance(16 * minute);
  const account = await until('the error', async () => {
    const found = await readAccount(service.operator, id);
    return found.status.state === 'error' ? found : undefined;
  });
  expect(account.status.reason).toMatchObject({
    code: 'token_refused',
    wayOut: expect.stringContaining('Enter a new token'),
  });
  const refused = await enter<Problem>(id, tokens.at(-1)!);
  expect(refused).toMatchObject({ status: 422, body: { code: 'personal_token_refused' } });
  expect((await readAccount(service.operator, id)).status.state).toBe('error');
  expect((await enter(id, await makeToken(person))).body).toMatchObject({
    status: { state: 'connected', reason: null },
  });
  await until('the booking', async () => (await meetings(id)) === 1);
  await until('a subscription', async () => (await standing(person)).length === 1);
  await book(person);
  await until('the next booking', async () => (await meetings(id)) === 2);
});

test('to OAuth and back nothing is doubled: each time another subscription comes before the one before goes', async () => {
  const { id, person } = await connected();
  const [first] = await standing(person);
  await book(person);
  await reconnectByOAuth(id, person);
  const second = await untilReplaced(person, first!);
  expect(second.clientId).toBe(connection.clientId);
  expect(await readAccount(service.operator, id)).toMatchObject({ authorization: 'oauth' });
  await book(person);
  await until('both bookings', async () => (await meetings(id)) === 2);
  expect((await enter(id, await makeToken(person))).status).toBe(200);
  const third = await untilReplaced(person, second);
  expect(third.clientId).toBeNull();
  await book(person);
  await until('all bookings', async () => (await meetings(id)) === 3);
  const subscribed = await until('that all is told', async () => {
    const found = (await told(id)).map(({ type }) => type).filter((type) => type.startsWith('subscription.'));
    return found.filter((type) => type === 'subscription.deleted').length === 2 ? found : undefined;
  });
  const made = ['subscription.created', 'subscription.deleted'];
  expect(subscribed.filter((type) => made.includes(type))).toEqual([
    'subscription.created',
    ...made,
    ...made,
  ]);
  await service.operator.post(`/api/v1/accounts/${id}/disconnect`);
  await until('the end', async () => (await readAccount(service.operator, id)).authorization === null);
  expect(await standing(person)).toEqual([]);
  const { grants } = await emulator.send<{ grants: { userId: string; endedAt: string | null }[] }>(
    'GET',
    '/dump?kinds=grants',
  );
  expect(grants.filter(({ userId }) => userId === person.id)).toEqual([
    expect.objectContaining({ endedAt: expect.any(String) }),
  ]);
});

test('a disconnect removes all but the token, and says so', async () => {
  const { id, person, token } = await connected();
  const revoked = await countOf('oauth.revoke');
  await service.operator.post(`/api/v1/accounts/${id}/disconnect`);
  const ended = await until('the end', async () => {
    const found = await readAccount(service.operator, id);
    return found.status.state === 'disconnected' ? found : undefined;
  });
  expect(ended).toMatchObject({ authorization: null, status: { reason: null } });
  expect(ended.timeline[0]!.words).toContain('until its owner deletes it at Calendly');
  expect(await standing(person)).toEqual([]);
  expect(await countOf('oauth.revoke')).toBe(revoked);
  expect((await call(emulator, token, 'GET', '/users/me')).status).toBe(200);
});

test('what a token may not do is told, and nothing is stored', async () => {
  const person = people.pop()!;
  const id = await prepare(person);
  const refusals: [string, object][] = [
    [
      await makeToken(person, ['event_types:read']),
      { status: 422, body: { code: 'personal_token_not_enough' } },
    ],
    [await makeToken(person, ['users:read']), { status: 422, body: { code: 'personal_token_not_enough' } }],
    [
      await makeToken(person, ['users:read', 'scheduled_events:read']),
      { status: 422, body: { code: 'personal_token_not_enough' } },
    ],
    ['no-token-of-anybody', { status: 422, body: { code: 'personal_token_refused' } }],
    ['two words', { status: 422, body: { code: 'wrong_fields', fields: [{ path: 'token' }] } }],
  ];
  for (const [token, refusal] of refusals) expect(await enter<Problem>(id, token)).toMatchObject(refusal);
  const token = await makeToken(person);
  await emulator.send('POST', '/faults', { operation: 'users.me', kind: 'status', status: 503 });
  expect(await enter<Problem>(id, token)).toMatchObject({
    status: 502,
    body: { code: 'calendly_unreachable' },
  });
  expect(await readAccount(service.operator, id)).toMatchObject({
    status: { state: 'configured' },
    authorization: null,
    calendly: null,
  });
  expect((await enter(`acc_${'0'.repeat(32)}`, token)).status).toBe(404);
});

test('what it lacks of the connection’s scopes is known from the start, and told with its own way out', async () => {
  const person = people.pop()!;
  const id = await prepare(person);
  const least = ['users:read', 'scheduled_events:read', 'webhooks:write'];
  const { body } = await enter(id, await makeToken(person, least));
  expect(body.scopes.granted.toSorted()).toEqual(['scheduled_events:read', 'users:read', 'webhooks:write']);
  await until('a subscription', async () => (await standing(person)).length === 1);
  await until(
    'that it works',
    async () => (await readAccount(service.operator, id)).subscription?.state === 'active',
  );
  await book(person);
  await until('the booking', async () => (await meetings(id)) === 1);
  const { reasons } = (await readAccount(service.operator, id)).status.health;
  expect(reasons).toMatchObject([
    { code: 'permission_missing', wayOut: expect.stringContaining('Make a personal access token') },
  ]);
});

test('another person’s token is not taken for the one who is connected, unless that is said', async () => {
  const { id, person } = await connected();
  const other = people.pop()!;
  const token = await makeToken(other);
  const refused = await enter<Problem>(id, token);
  expect(refused).toMatchObject({ status: 409, body: { code: 'other_calendly_user' } });
  expect(await standing(other)).toEqual([]);
  const { body } = await enter(id, token, { replaces: true });
  expect(body.calendly?.userUri).toContain(other.id);
  expect(body.id).not.toBe(id);
  await until('the end of the first', async () => (await standing(person)).length === 0);
  await untilWhole(body.id);
  // The same person may stand behind several end users.
  const second = await connectWhole(service.operator, emulator, connection, other).catch(() => undefined);
  expect(second).toBeDefined();
  expect(await standing(other)).toHaveLength(2);
});

test('a database that went back to before it was given has it again', async () => {
  const { id, person } = await connected();
  const administrator = await openDatabase(whole.held.administrator);
  await administrator.query(`set search_path = slotwire;
    delete from accounts where calendly_user like '%/${person.id}';
    update journal_writers set beat = 0`);
  await administrator.end();
  expect((await service.operator.get(`/api/v1/accounts/${id}`)).status).toBe(404);
  await until('the account', async () => (await readAccount(service.operator, id)).connectedAt, 20_000);
  expect(await readAccount(service.operator, id)).toMatchObject({
    status: { state: 'connected' },
    authorization: 'personal_access_token',
  });
  await untilWhole(id);
  await book(person);
  await until('the booking', async () => (await meetings(id)) === 1);
});

test('no token stands anywhere in the open', async () => {
  const answers = await Promise.all(
    ['/api/v1/accounts?limit=200', '/api/v1/changes?limit=500', '/api/v1/audit'].map(async (path) =>
      JSON.stringify((await service.operator.get(path)).body),
    ),
  );
  const administrator = await openDatabase(whole.held.administrator);
  const { rows } = await administrator.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'slotwire'`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { name } of rows) {
    const { rows: found } = await administrator.query<{ row: string }>(
      `select t::text as row from slotwire.${name} t`,
    );
    answers.push(...found.map(({ row }) => row));
  }
  await administrator.end();
  expect(tokens.length).toBeGreaterThan(10);
  const all = answers.join('\n');
  expect(all.length).toBeGreaterThan(10_000);
  for (const token of tokens) {
    const secret = token.split('.').at(-1)!;
    expect(all.includes(secret) || all.includes(Buffer.from(secret).toString('hex'))).toBe(false);
  }
});
