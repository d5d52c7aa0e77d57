/** Where Calendly cannot reach the service, it asks: no subscription, the same meetings, plainly said. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';
import {
  addConnection,
  connectPerson,
  readAccount,
  readMeetings,
  startWhole,
  type Whole,
} from '../support/whole.ts';

let emulator: TestEmulator;
let held: TestDatabase;
let service: Whole;
let connection: Connection;
let person: { id: string; slug: string };
let id: string;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  service = await startWhole({ database: held.database, emulator, live: true });
  await service.signIn();
  connection = await addConnection(service, emulator);
  [person] = (await emulator.addPeople(1)) as [typeof person];
  id = await connectPerson(service.operator, emulator, connection, person);
});

afterAll(async () => {
  await service?.stop();
  await held?.dispose();
  await emulator?.close();
});

const book = () =>
  emulator.send<{ invitee: { id: string } }>('POST', '/book', { event_type: `${person.slug}/intro-call` });
const statuses = async () => (await readMeetings(service.operator, id)).map(({ status }) => status);
const subscriptions = async () =>
  (await emulator.dump()).subscriptions.filter(({ userId }) => userId === person.id);

test('it says that it polls, how often, and makes no subscription', async () => {
  await until('the first sweep', async () => (await readAccount(service.operator, id)).freshness.asOf);
  const account = await readAccount(service.operator, id);
  expect(account.freshness).toMatchObject({ how: 'polling', everySeconds: 10 });
  expect(account.status.health).toMatchObject({ level: 'attention', reasons: [{ code: 'polling' }] });
  expect(account.status.health.reasons[0]!.words).toContain('every 10 seconds');
  expect(account.subscription).toBeNull();
  expect(await subscriptions()).toEqual([]);
});

test('bookings, moves and cancellations come within the interval', async () => {
  const [first, second] = [await book(), await book()];
  await service.advance(10);
  await until('both', async () => (await statuses()).length === 2);
  await emulator.send('POST', '/cancel', { invitee: first.invitee.id });
  await emulator.send('POST', '/reschedule', { invitee: second.invitee.id });
  await service.advance(10);
  const settled = async () => (await statuses()).sort().join() === 'canceled,scheduled';
  await until('the cancellation and the new time', settled);
  const [moved] = (await readMeetings(service.operator, id)).filter(({ status }) => status === 'scheduled');
  expect(moved!.moves).toBe(1);
});

test('no more than half of what Calendly allows is asked for', async () => {
  for (let count = 0; count < 48; count++) await book();
  await service.advance(10);
  await until('all', async () => (await statuses()).length === 50, 30_000);
  await service.advance(10);
  const sparse = async () => {
    const { everySeconds, lastSweep } = (await readAccount(service.operator, id)).freshness;
    return lastSweep!.requests > 50 && everySeconds === Math.round((60 * lastSweep!.requests) / 250);
  };
  await until('a longer pause', sparse, 30_000);
});

test('once there is an address, a subscription is made and polling ends', async () => {
  await service.stop();
  service = await startWhole({ database: held.database, emulator, port: service.port });
  await service.signIn();
  await service.advance(60);
  await until('a subscription', async () => (await subscriptions()).length === 1);
  const calm = async () => (await readAccount(service.operator, id)).status.health.level === 'ok';
  await until('health', calm);
  const { freshness } = await readAccount(service.operator, id);
  expect(freshness.how).toBe('webhook');
  await book();
  await until('a delivery', async () => (await statuses()).length === 51);
});
