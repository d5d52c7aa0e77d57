/** A subscription that fails, is switched off or goes away is noticed on schedule, mended, and what it missed found. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Change, Connection } from '../../sdk/types.ts';
import { call, connect, redirectUri, type TestEmulator } from '../support/emulator.ts';
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

const minute = 60;
const hour = 60 * minute;
let whole: Awaited<ReturnType<typeof openWhole>>;
let emulator: TestEmulator;
let service: Whole;
let connection: Connection;
let people: Person[];

beforeAll(async () => {
  whole = await openWhole();
  ({ emulator, service } = whole);
  connection = await addConnection(service, emulator);
  people = await emulator.addPeople(6);
});

afterAll(async () => {
  await whole?.close();
});

beforeEach(async () => {
  await emulator.send('DELETE', '/faults');
});

async function connected(): Promise<{ id: string; person: Person }> {
  const person = people.pop()!;
  return { id: await connectWhole(service.operator, emulator, connection, person), person };
}

const advance = (seconds: number) => service.advance(seconds);
const book = ({ slug }: Person) => emulator.send('POST', '/book', { event_type: `${slug}/intro-call` });
const standing = async ({ id }: Person) =>
  (await emulator.dump()).subscriptions.filter(({ userId }) => userId === id);
const stateOf = async (id: string) => (await readAccount(service.operator, id)).subscription?.state;
const codesOf = async (id: string) =>
  (await readAccount(service.operator, id)).status.health.reasons.map(({ code }) => code);
const countOf = async (id: string) => (await readMeetings(service.operator, id)).length;

async function toldOf(id: string): Promise<string[]> {
  const { items } = (await service.operator.get<{ items: Change[] }>('/api/v1/changes?limit=500')).body;
  return items
    .filter(({ accountId, type }) => accountId === id && type.startsWith('subscription.'))
    .map(({ type, data }) => `${type}${typeof data.state === 'string' ? ` ${data.state}` : ''}`);
}

/** How often it was told that bookings come of which Calendly does not tell. */
async function silencesOf(id: string): Promise<number> {
  const { items } = (await service.operator.get<{ items: Change[] }>('/api/v1/changes?limit=500')).body;
  return items.filter(({ accountId, data }) => accountId === id && data.silent === true).length;
}

/** What other software of the same person does there. */
async function asSomebodyElse(person: Person): Promise<string> {
  const client = await emulator.createApplication(redirectUri);
  const { access_token: accessToken } = await connect(emulator, client, person.id);
  return accessToken!;
}

const failDeliveries = () =>
  emulator.send('POST', '/faults', { operation: 'delivery', kind: 'unreachable', count: 'always' });

test('one that was deleted by hand is made again, what it missed is found, others are left alone', async () => {
  const { id, person } = await connected();
  const token = await asSomebodyElse(person);
  const me = (await call(emulator, token, 'GET', '/users/me')).body.resource;
  const foreign = await call(emulator, token, 'POST', '/webhook_subscriptions', {
    url: 'https://other.example.com/hook',
    events: ['invitee.created'],
    organization: me.current_organization,
    user: me.uri,
    scope: 'user',
  });
  expect(foreign.status).toBe(201);
  const [own] = await standing(person);
  await call(emulator, token, 'DELETE', `/webhook_subscriptions/${own!.id}`);
  await book(person);
  await advance(16 * minute);
  await until('another one', async () =>
    (await standing(person)).some(
      ({ callbackUrl, id: other }) => callbackUrl.includes('/api/calendly/webhook/') && other !== own!.id,
    ),
  );
  await until('the booking', async () => (await countOf(id)) === 1);
  expect((await standing(person)).map(({ callbackUrl }) => callbackUrl)).toContain(
    'https://other.example.com/hook',
  );
  expect(await standing(person)).toHaveLength(2);
  expect(await toldOf(id)).toEqual(['subscription.created', 'subscription.created', 'subscription.deleted']);
  expect(await silencesOf(id)).toBe(0);
});

test('one that keeps vanishing is made three times a day, then a person is asked', async () => {
  const { id, person } = await connected();
  const token = await asSomebodyElse(person);
  const seen = new Set<string>();
  for (let times = 0; times < 4; times++) {
    const [own] = await until('a new one', async () => {
      const found = await standing(person);
      return found.length === 1 && !seen.has(found[0]!.id) ? found : undefined;
    });
    seen.add(own!.id);
    await until('that it is written', async () => (await stateOf(id)) === 'active');
    await call(emulator, token, 'DELETE', `/webhook_subscriptions/${own!.id}`);
    await advance(16 * minute);
  }
  await until('that it is told', async () => (await codesOf(id)).includes('subscription_keeps_vanishing'));
  expect(await standing(person)).toEqual([]);
  expect((await readAccount(service.operator, id)).status.health.level).toBe('broken');
  await advance(25 * hour);
  await until('the day after', async () => (await standing(person)).length === 1);
  await until('that it is told', async () => (await codesOf(id)).length === 0);
});

test('trouble is told, and a subscription that is switched off is replaced and its gap closed', async () => {
  const { id, person } = await connected();
  const [before] = await standing(person);
  await failDeliveries();
  await book(person);
  await advance(16 * minute);
  await until('the trouble', async () => (await stateOf(id)) === 'retrying');
  expect(await codesOf(id)).toEqual(['subscription_retrying']);
  await advance(25 * hour);
  await until(
    'the end',
    async () =>
      (await emulator.dump()).subscriptions.some(
        ({ id: one, state }) => one === before!.id && state === 'disabled',
      ) || (await standing(person)).every(({ id: one }) => one !== before!.id),
  );
  await advance(16 * minute);
  await until('another one', async () => {
    const found = await standing(person);
    return found.length === 1 && found[0]!.id !== before!.id && found[0]!.state === 'active';
  });
  await until('the booking', async () => (await countOf(id)) === 1);
  expect(await codesOf(id)).toEqual([]);
  expect(await toldOf(id)).toEqual([
    'subscription.created',
    'subscription.updated retrying',
    'subscription.updated disabled',
    'subscription.created',
    'subscription.deleted',
  ]);
  expect(await silencesOf(id)).toBe(0);
});

test('trouble that passes closes its gap too', async () => {
  const { id, person } = await connected();
  await failDeliveries();
  await book(person);
  await advance(16 * minute);
  await until('the trouble', async () => (await stateOf(id)) === 'retrying');
  const { began } = (await readAccount(service.operator, id)).freshness.lastSweep!;
  await emulator.send('DELETE', '/faults');
  await advance(hour);
  await until('its end', async () => (await stateOf(id)) === 'active');
  await until(
    'a sweep',
    async () => (await readAccount(service.operator, id)).freshness.lastSweep!.began > began,
  );
  expect(await countOf(id)).toBe(1);
});

test('access that was taken away is an error within the quarter of an hour', async () => {
  const { id, person } = await connected();
  await emulator.send('POST', '/revoke', { user: person.id });
  await advance(16 * minute);
  await until('the error', async () => (await readAccount(service.operator, id)).status.state === 'error');
  expect((await readAccount(service.operator, id)).status.reason?.code).toBe('access_revoked');
});
