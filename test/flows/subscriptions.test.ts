/** An account's subscription where Calendly does not give all that is wanted, and how it is told. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AccountDetail, AuthorizationStart, Connection } from '../../sdk/types.ts';
import { fromWireId } from '../../server/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const create = 'webhookSubscriptions.create';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let connection: Connection;
let tenantId: string;
let people: Person[];

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  tenantId = (await rooms.ensureTenant('demo')).id;
  operator = createVisitor(rooms.url);
  await operator.signIn(await rooms.team.createLink(tenantId));
  const application = await emulator.createApplication(rooms.redirectUri);
  const added = await operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Demo',
    clientId: application.client_id,
    clientSecret: application.client_secret,
    options: { webhookSigningKey: application.webhook_signing_key },
  });
  connection = added.body;
  people = await emulator.people();
});

afterEach(() => emulator.send('DELETE', '/faults'));

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function connect(userId: string, person: Person): Promise<AccountDetail> {
  const path = `/api/v1/users/${userId}/accounts`;
  const { body: account } = await operator.post<AccountDetail>(path, { connectionId: connection.id });
  const begun = await operator.post<AuthorizationStart>(`/api/v1/accounts/${account.id}/connect`);
  const location = await emulator.consent(begun.body.authorizationUrl, person.id);
  await operator.get(location);
  await rooms.worker.idle();
  return read(account.id);
}

async function read(id: string): Promise<AccountDetail> {
  return (await operator.get<AccountDetail>(`/api/v1/accounts/${id}`)).body;
}

test('where Calendly allows none, health says so and why; connecting again asks again', async () => {
  await emulator.send('POST', '/faults', { operation: create, kind: 'status', status: 403, count: 2 });
  const refused = await connect('one', people[0]!);
  expect(refused.status.state).toBe('connected');
  expect(refused.status.health).toMatchObject({
    level: 'broken',
    reasons: [{ code: 'subscription_not_allowed' }],
  });
  expect(refused.subscription).toMatchObject({ state: 'wanted' });
  const again = await connect('one', people[0]!);
  expect(again.subscription).toMatchObject({ state: 'active' });
  expect(again.status.health).toEqual({ level: 'ok', reasons: [] });
});

test('topics that Calendly does not allow are dropped and named; those of invitees never', async () => {
  await emulator.send('POST', '/faults', { operation: create, kind: 'status', status: 400 });
  const account = await connect('two', people[1]!);
  expect(account.subscription!.topics.sort()).toEqual([
    'invitee.canceled',
    'invitee.created',
    'invitee_no_show.created',
    'invitee_no_show.deleted',
  ]);
  expect(account.status.health).toMatchObject({ level: 'attention', reasons: [{ code: 'topics_refused' }] });
  expect(account.status.health.reasons[0]!.words).toContain('event_type.created');
  const again = await connect('two', people[1]!);
  expect(again.subscription!.topics).toContain('event_type.created');
  expect(again.subscription!.id).not.toBe(account.subscription!.id);
  const { subscriptions } = await emulator.dump();
  expect(subscriptions.filter(({ userId }) => userId === people[1]!.id)).toHaveLength(1);
});

test('keys are tried in the order in which they matched last', async () => {
  const account = await connect('three', people[2]!);
  const { subscriptions } = await emulator.dump();
  const made = subscriptions.find(({ userId }) => userId === people[2]!.id)!;
  const token = made.callbackUrl.split('/').at(-1)!;
  const names = async () => {
    const found = await rooms.subscriptions.findByToken(token, { anew: true });
    return found?.kind === 'open' ? [found.keyUnknown, ...found.keys.map(({ name }) => name)] : [];
  };
  expect(await names()).toEqual([true, 'own', 'application']);
  const id = fromWireId('subscription', account.subscription!.id)!;
  for (const _ of [1, 2]) {
    await held.database.tenantTransaction(tenantId, (tx) =>
      rooms.subscriptions.noteVerified(tx, new Map([[id, 'application']])),
    );
  }
  expect(await names()).toEqual([false, 'application', 'own']);
  const { subscription, timeline } = await read(account.id);
  expect(subscription!.keyInUse).toBe('application');
  expect(timeline.filter(({ type }) => type === 'subscription.updated')).toHaveLength(1);
});
