/** Calls of the token endpoint, counted by whom Calendly counts: one of its people, before one OAuth application. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Account, AuthorizationStart, Connection } from '../../sdk/types.ts';
import { callsAMinute, createTokenCalls } from '../../server/accounts/token-calls.ts';
import { clockFrom } from '../../server/clock.ts';
import { fromWireId } from '../../server/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Client, startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let application: Client;
let people: Person[];

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  application = await emulator.createApplication(rooms.redirectUri);
  people = await emulator.people();
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

beforeEach(async () => {
  await emulator.send('DELETE', '/faults');
  await pass(61);
});

async function pass(seconds: number): Promise<void> {
  await emulator.send('POST', '/clock', { advanceSeconds: seconds });
  await rooms.clock.refresh();
}

/** A tenant with this OAuth application as its connection. */
async function tenant(slug: string) {
  const { id } = await rooms.ensureTenant(slug);
  const operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(id));
  const { body: connection } = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: slug,
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  return { id, operator, connection };
}

async function prepare(by: Awaited<ReturnType<typeof tenant>>, userId: string) {
  const path = `/api/v1/users/${userId}/accounts`;
  const { body } = await by.operator.post<Account>(path, { connectionId: by.connection.id });
  return { tenantId: by.id, operator: by.operator, wire: body.id, id: fromWireId('account', body.id)! };
}

/** Where the browser ends after this person consented. */
async function connect({ operator, wire }: { operator: Visitor; wire: string }, person: Person) {
  const begun = await operator.post<AuthorizationStart>(`/api/v1/accounts/${wire}/connect`);
  const location = await emulator.consent(begun.body.authorizationUrl, person.id);
  return (await operator.get(location)).location!;
}

/** Token requests that carried any refresh token. */
async function refreshes(): Promise<number> {
  const { refreshTokens } = await emulator.dump();
  return (refreshTokens as { count: number }[]).reduce((sum, { count }) => sum + count, 0);
}

test('eight in any minute, for one person and one application; then they are forgotten', async () => {
  let now = Date.parse('2026-11-24T09:00:00Z');
  const calls = createTokenCalls({ database: held.database, clock: clockFrom(() => now) });
  const rows = () =>
    held.database.dispatchTransaction((tx) =>
      tx.query<{ count: number }>('select cardinality(called_at) as count from token_calls'),
    );
  for (let call = 0; call < callsAMinute; call++) {
    expect(await calls.take('client', 'someone')).toBe(true);
    now += 5000;
  }
  expect(await calls.take('client', 'someone')).toBe(false);
  expect(await calls.take('client', 'somebody else')).toBe(true);
  expect(await calls.take('other client', 'someone')).toBe(true);
  now += 20_001;
  expect(await calls.take('client', 'someone')).toBe(true);
  expect(await calls.take('client', 'someone')).toBe(false);
  expect(await rows()).toContainEqual({ count: callsAMinute });
  now -= 3_600_000;
  expect(await calls.take('client', 'someone')).toBe(true);
  now += 7_200_000;
  await calls.take('client', 'nobody yet');
  expect(await rows()).toEqual([{ count: 1 }]);
});

test('of many at once eight get through, and none waits for another for ever', async () => {
  const calls = createTokenCalls({ database: held.database, clock: clockFrom(() => 0) });
  const whose = Array.from({ length: 60 }, (_, index) => `person ${index % 5}`);
  const taken = await Promise.all(whose.map((one) => calls.take('client', one)));
  expect(taken.filter(Boolean)).toHaveLength(5 * callsAMinute);
});

test('accounts and tenants before one Calendly person share what there is', async () => {
  const [northwind, contoso] = [await tenant('northwind'), await tenant('contoso')];
  const accounts = [
    await prepare(northwind, 'ole'),
    await prepare(northwind, 'mara'),
    await prepare(contoso, 'ole'),
  ];
  for (const account of accounts) expect(await connect(account, people[0]!)).toContain('connected=');
  await rooms.worker.idle();
  await pass(7300);
  const before = await refreshes();
  await emulator.send('POST', '/faults', {
    operation: 'oauth.refresh',
    kind: 'status',
    status: 503,
    count: 'always',
  });
  for (let round = 0; round < 4; round++) {
    for (const { tenantId, id } of accounts) {
      const found = await rooms.accounts.caller(tenantId, id, 'live');
      expect(found).toEqual({ ok: false, reason: 'unavailable' });
    }
  }
  expect((await refreshes()) - before).toBe(callsAMinute);
  await emulator.send('DELETE', '/faults');
  expect(await rooms.accounts.caller(accounts[0]!.tenantId, accounts[0]!.id, 'live')).toMatchObject({
    ok: false,
  });
  await pass(61);
  for (const { tenantId, id } of accounts) {
    expect(await rooms.accounts.caller(tenantId, id, 'live')).toMatchObject({ ok: true });
  }
});

test('a code is exchanged eight times a minute at most, before the person is known and after', async () => {
  const account = await prepare(await tenant('fabrikam'), 'new');
  const ends: (string | null)[] = [];
  for (let tries = 0; tries <= callsAMinute; tries++) {
    const fault = tries < 2 ? { kind: 'status', status: 503 } : undefined;
    if (fault) await emulator.send('POST', '/faults', { operation: 'oauth.exchange', ...fault });
    ends.push(new URL(await connect(account, people[1]!), rooms.url).searchParams.get('connect_error'));
  }
  const fine = Array.from({ length: callsAMinute - 2 }, () => null);
  // The two that came to nothing were the account's; what came after is the person's.
  expect(ends).toEqual(['calendly_unreachable', 'calendly_unreachable', ...fine, null]);
  expect(await connect(account, people[1]!)).toContain('connected=');
  expect(await connect(account, people[1]!)).toContain('connect_error=tried_too_often');
  await pass(61);
  expect(await connect(account, people[1]!)).toContain('connected=');
});
