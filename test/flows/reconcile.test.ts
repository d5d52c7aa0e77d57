/** What deliveries did not bring, a sweep finds; what Calendly no longer shows is gone, and may come back. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connection, Meeting } from '../../sdk/types.ts';
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

interface Booked {
  event: { id: string; uri: string };
  invitee: { id: string; uri: string };
}
interface Truth {
  events: { id: string; hostIds: string[]; status: string }[];
  invitees: {
    id: string;
    eventId: string;
    status: string;
    newInviteeId: string | null;
    noShow: object | null;
  }[];
  operations: { operation: string; count: number }[];
}

const hour = 3600;
let emulator: TestEmulator;
let held: TestDatabase;
let service: Whole;
let connection: Connection;
let people: { id: string; slug: string }[];

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  service = await startWhole({ database: held.database, emulator });
  await service.signIn();
  await service.advance(untilFriday());
  connection = await addConnection(service, emulator);
  people = await emulator.addPeople(8);
});

afterAll(async () => {
  await service?.stop();
  await held?.dispose();
  await emulator?.close();
});

beforeEach(async () => {
  await emulator.send('DELETE', '/faults');
});

/** In seconds, until an evening after which the next free time is two days off, however long a sweep is waited for. */
function untilFriday(): number {
  const friday = new Date();
  friday.setUTCHours(20, 0, 0, 0);
  friday.setUTCDate(friday.getUTCDate() + ((12 - friday.getUTCDay()) % 7));
  const seconds = Math.ceil((friday.getTime() - Date.now()) / 1000);
  return seconds > 0 ? seconds : seconds + 7 * 24 * hour;
}

/** Connected, read, and swept once. */
async function connected(): Promise<{ id: string; person: { id: string; slug: string } }> {
  const person = people.pop()!;
  const id = await connectPerson(service.operator, emulator, connection, person);
  await until('the first sweep', async () => (await readAccount(service.operator, id)).freshness.asOf);
  return { id, person };
}

const book = ({ slug }: { slug: string }) =>
  emulator.send<Booked>('POST', '/book', { event_type: `${slug}/intro-call` });

/** Deliveries wait for a month. */
const loseDeliveries = () =>
  emulator.send('POST', '/faults', {
    operation: 'delivery',
    kind: 'delay',
    milliseconds: 30 * 24 * hour * 1000,
    count: 'always',
  });

/** The next sweep that begins after so long is complete. */
async function sweepAfter(id: string, seconds: number): Promise<void> {
  const before = (await readAccount(service.operator, id)).freshness.lastSweep!;
  await service.advance(seconds);
  await until('the sweep', async () => {
    const { lastSweep } = (await readAccount(service.operator, id)).freshness;
    return lastSweep!.began > before.began;
  });
}

const tell = ({ invitee, status, noShow }: Meeting) =>
  `${invitee.uri.split('/').at(-1)} ${status}${noShow ? ' no-show' : ''}`;

/** What a person's meetings are, from the emulator's own state. */
async function truthOf(person: { id: string }): Promise<string[]> {
  const { events, invitees } = (await emulator.dump()) as unknown as Truth;
  const own = new Set(events.filter(({ hostIds }) => hostIds.includes(person.id)).map(({ id }) => id));
  return invitees
    .filter(({ eventId, newInviteeId }) => own.has(eventId) && newInviteeId === null)
    .map(({ id, status, noShow }) => {
      const word = status === 'active' ? 'scheduled' : 'canceled';
      return `${id} ${word}${noShow ? ' no-show' : ''}`;
    })
    .sort();
}

async function foundOf(id: string): Promise<number> {
  return (await readAccount(service.operator, id)).freshness.foundBySweep7d;
}

async function heldOf(id: string): Promise<string[]> {
  return (await readMeetings(service.operator, id)).map(tell).sort();
}

/** Late in the evening, so that the next free time lies behind the sweep that follows, whenever this runs. */
async function waitForEvening(): Promise<void> {
  const { now } = await emulator.send<{ now: string }>('GET', '/clock');
  const evening = new Date(now).setUTCHours(22, 0, 0, 0);
  await service.advance(Math.max(0, Math.round((evening - Date.parse(now)) / 1000)));
}

test('a sweep finds every kind of move that no delivery brought, counts and tells it', async () => {
  await waitForEvening();
  const { id, person } = await connected();
  const known = await Promise.all([book(person), book(person), book(person), book(person)]);
  await until('four meetings', async () => (await readMeetings(service.operator, id)).length === 4);
  // Their join links come meanwhile, which is asked for anyway.
  await sweepAfter(id, 7 * hour);
  const found = await foundOf(id);
  await loseDeliveries();
  await book(person);
  await emulator.send('POST', '/cancel', { invitee: known[0]!.invitee.id });
  await emulator.send('POST', '/reschedule', { invitee: known[1]!.invitee.id });
  await emulator.send('POST', '/no-show', { invitee: known[2]!.invitee.id });
  await sweepAfter(id, 7 * hour);
  expect(await heldOf(id)).toEqual(await truthOf(person));
  // A reschedule is found in two halves.
  expect((await foundOf(id)) - found).toBe(5);
  expect((await readAccount(service.operator, id)).freshness.lastSweep!.requests).toBe(2 + 6);
});

test('what another host took over is gone, and back when it is back', async () => {
  const { id, person } = await connected();
  const other = people.at(-1)!;
  const [kept, taken] = await Promise.all([book(person), book(person)]);
  await until('two meetings', async () => (await readMeetings(service.operator, id)).length === 2);
  await emulator.send('POST', '/reassign', { event: taken.event.id, user: other.id });
  await sweepAfter(id, 7 * hour);
  expect(await heldOf(id)).toEqual([`${kept.invitee.id} scheduled`, `${taken.invitee.id} gone`].sort());
  await emulator.send('POST', '/reassign', { event: taken.event.id, user: person.id });
  await sweepAfter(id, 7 * hour);
  await until('its return', async () => (await heldOf(id)).every((each) => each.endsWith('scheduled')));
  const types = (await service.operator.get<{ items: { type: string }[] }>('/api/v1/changes?limit=500')).body
    .items;
  expect(types.filter(({ type }) => /gone|returned/.test(type)).map(({ type }) => type)).toEqual([
    'meeting.gone',
    'meeting.returned',
  ]);
});

test('when much is missing at once nothing is gone, and health says so until it is listed again', async () => {
  const { id, person } = await connected();
  const other = people.at(-1)!;
  const all = await Promise.all(Array.from({ length: 8 }, () => book(person)));
  await until('eight meetings', async () => (await readMeetings(service.operator, id)).length === 8);
  const reassign = async (user: string) => {
    for (const { event } of all.slice(0, 7))
      await emulator.send('POST', '/reassign', { event: event.id, user });
  };
  await reassign(other.id);
  const { asOf } = (await readAccount(service.operator, id)).freshness;
  await sweepAfter(id, 7 * hour);
  const account = await readAccount(service.operator, id);
  expect((await heldOf(id)).filter((each) => each.endsWith('gone'))).toEqual([]);
  expect(account.freshness.asOf).toBe(asOf);
  expect(account.status.health).toMatchObject({ level: 'attention', reasons: [{ code: 'many_missing' }] });
  await reassign(person.id);
  await sweepAfter(id, 7 * hour);
  expect((await readAccount(service.operator, id)).status.health).toEqual({ level: 'ok', reasons: [] });
});

test('a sweep goes on where it was stopped, by a fault or by the end of its process', async () => {
  const { id, person } = await connected();
  await loseDeliveries();
  for (let count = 0; count < 45; count++) await book(person);
  const lists = async () => {
    const { operations } = (await emulator.dump()) as unknown as Truth;
    return operations.find(({ operation }) => operation === 'scheduledEvents.list')?.count ?? 0;
  };
  const before = await lists();
  await emulator.send('POST', '/faults', {
    operation: 'scheduledEvents.list',
    kind: 'status',
    status: 503,
    skip: 2,
    count: 1,
  });
  await service.advance(7 * hour);
  await until('some of them', async () => (await readMeetings(service.operator, id)).length > 0);
  await service.stop();
  service = await startWhole({ database: held.database, emulator, port: service.port });
  await service.signIn();
  await until('all of them', async () => (await readMeetings(service.operator, id)).length === 45, 40_000);
  expect(await heldOf(id)).toEqual(await truthOf(person));
  expect((await lists()) - before).toBeLessThan(20);
});
