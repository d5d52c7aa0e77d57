/** Many first readings at once: whoever waits for its budget keeps its place in the reading, and nobody else waiting. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyPlan } from '../../emulator/seed-file.ts';
import type { Connection } from '../../sdk/types.ts';
import { asAdministrator, createTestDatabase, type TestDatabase } from '../support/database.ts';
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

const readers = 20;
const bookingsEach = 60;
/** A free plan's of a minute, less than the bookings of one. */
const limit = 50;
const minute = 61;
/** Of a worker: more than those wait. */
const places = 8;

let emulator: TestEmulator;
let held: TestDatabase;
let service: Whole;
let connection: Connection;
let people: { id: string; slug: string }[];

beforeAll(async () => {
  const independents = readers + 1;
  const seed = { ...emptyPlan, independents, bookings: independents * bookingsEach };
  emulator = await startEmulator({ seed });
  held = await createTestDatabase();
  service = await startWhole({ database: held.database, emulator });
  await service.signIn();
  connection = await addConnection(service, emulator);
  people = await emulator.people();
});

afterAll(async () => {
  await service?.stop();
  await held?.dispose();
  await emulator?.close();
});

const connect = (person: { id: string; slug: string }) =>
  connectPerson(service.operator, emulator, connection, person);

/** What each has read; from the database, which is asked often. */
async function readBy(): Promise<{ state: string; read: number }[]> {
  const { rows } = await asAdministrator(held.administrator.host, held.name, (client) =>
    client.query("select backfill from slotwire.accounts where state = 'connected'"),
  );
  return rows.map(({ backfill }) => backfill ?? { state: 'waiting', read: 0 });
}

test('while twenty wait for their budgets, who connects and who disconnects is served at once', async () => {
  const [paid, ...free] = people;
  const ids: string[] = [];
  for (const person of free) {
    await emulator.send('POST', '/plan', { user: person.id, stage: 'free' });
    ids.push(await connect(person));
  }
  await until(
    'that each has read what its minute lets it',
    async () => (await readBy()).every(({ read }) => read > limit / 2),
    120_000,
  );
  expect((await readBy()).filter(({ state }) => state !== 'done').length).toBeGreaterThan(places);

  const live = await connect(paid!);
  await until(
    'the subscription',
    async () => (await readAccount(service.operator, live)).subscription?.state === 'active',
  );
  await until('the meetings', async () => {
    const { backfill } = await readAccount(service.operator, live);
    return backfill?.state === 'done';
  });
  await service.operator.post(`/api/v1/accounts/${live}/disconnect`, {});
  await until(
    'that it is disconnected',
    async () => (await readAccount(service.operator, live)).status.state === 'disconnected',
  );
  await service.advance(minute);
  await until(
    'that all have',
    async () => {
      await service.advance(10);
      return (await readBy()).every(({ state }) => state === 'done');
    },
    120_000,
  );
  for (const id of ids) expect(await readMeetings(service.operator, id)).toHaveLength(bookingsEach);
  const { calls } = await emulator.send<{ calls: { limited: number }[] }>('GET', '/dump?kinds=calls');
  expect(calls.filter(({ limited }) => limited > 0)).toEqual([]);
}, 300_000);
