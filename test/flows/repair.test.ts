/** Repair of an account: one plan, shown, done as it was seen, and what it changed. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Connection, Problem, Repair, RepairPlan, RepairStatus } from '../../sdk/types.ts';
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

const hour = 3600;
let whole: Awaited<ReturnType<typeof openWhole>>;
let emulator: TestEmulator;
let service: Whole;
let connection: Connection;
let people: Person[];

beforeAll(async () => {
  whole = await openWhole();
  ({ emulator, service } = whole);
  connection = await addConnection(service, emulator);
  people = await emulator.addPeople(5);
});

afterAll(async () => {
  await whole?.close();
});

beforeEach(async () => {
  await emulator.send('DELETE', '/faults');
});

async function connected(): Promise<{ id: string; person: Person }> {
  const person = people.pop()!;
  return { id: await connectWhole(service.operator, emulator, connection, person, 40_000), person };
}

const pathOf = (id: string) => `/api/v1/accounts/${id}/repair`;
const planOf = async (id: string) => (await service.operator.post<RepairPlan>(`${pathOf(id)}/plan`, {})).body;
const verbsOf = ({ steps }: RepairPlan) => steps.map(({ verb }) => verb);
const standing = async ({ id }: Person) =>
  (await emulator.dump()).subscriptions.filter(({ userId }) => userId === id);

async function ended(id: string): Promise<Repair> {
  return until(
    'the end of the repair',
    async () => {
      const { repair } = (await service.operator.get<RepairStatus>(pathOf(id))).body;
      return repair?.state === 'running' ? undefined : repair;
    },
    40_000,
  );
}

test('one that Calendly has trouble with is made anew before the old one goes, and what was missed is found', async () => {
  const { id, person } = await connected();
  const [before] = await standing(person);
  await emulator.send('POST', '/faults', { operation: 'delivery', kind: 'unreachable', count: 'always' });
  await emulator.send('POST', '/book', { event_type: `${person.slug}/intro-call` });
  await service.advance(16 * 60);
  const codes = async () => (await readAccount(service.operator, id)).status.health.reasons;
  await until(
    'the trouble',
    async () => (await codes()).some(({ code }) => code === 'subscription_retrying'),
    40_000,
  );
  await emulator.send('DELETE', '/faults');
  const plan = await planOf(id);
  expect(verbsOf(plan)).toEqual(['create_subscription', 'delete_subscription', 'read_gap']);
  expect(plan).toMatchObject({ runnable: true, leftAlone: 0, byItself: { today: 0, most: 3 } });
  const begun = await service.operator.post<Repair>(pathOf(id), { basis: plan.basis });
  expect(begun.status).toBe(202);
  const repair = await ended(id);
  expect(repair.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  expect(repair).toMatchObject({
    state: 'done',
    before: { level: 'attention' },
    after: { level: 'ok', reasons: [] },
  });
  const after = await standing(person);
  expect(after.map(({ state }) => state)).toEqual(['active']);
  expect(after[0]!.id).not.toBe(before!.id);
  expect(await readMeetings(service.operator, id)).toHaveLength(1);
});

test('a plan whose picture changed meanwhile is not run', async () => {
  const { id, person } = await connected();
  const plan = await planOf(id);
  expect(verbsOf(plan)).toEqual(['read_gap']);
  const client = await emulator.createApplication(redirectUri);
  const { access_token: token } = await connect(emulator, client, person.id);
  const [own] = await standing(person);
  await call(emulator, token!, 'DELETE', `/webhook_subscriptions/${own!.id}`);
  const refused = await service.operator.post<Problem>(pathOf(id), { basis: plan.basis });
  expect([refused.status, refused.body.code]).toEqual([409, 'repair_plan_changed']);
  const again = await planOf(id);
  expect(verbsOf(again)).toContain('create_subscription');
  await service.operator.post<Repair>(pathOf(id), { basis: again.basis });
  expect((await ended(id)).state).toBe('done');
  expect(await standing(person)).toHaveLength(1);
});

test('what only the person can mend is told, and not run', async () => {
  const { id, person } = await connected();
  await emulator.send('POST', '/revoke', { user: person.id });
  const plan = await planOf(id);
  expect(plan.runnable).toBe(false);
  expect(plan.steps).toMatchObject([{ verb: 'ask_person', key: 'ask:access_revoked' }]);
  const refused = await service.operator.post<Problem>(pathOf(id), { basis: plan.basis });
  expect([refused.status, refused.body.code]).toEqual([409, 'repair_needs_person']);
});

test('bookings of which Calendly does not tell are found within the quarter of an hour, and another subscription is made', async () => {
  const { id, person } = await connected();
  const [before] = await standing(person);
  await emulator.send('POST', '/faults', {
    operation: 'delivery',
    kind: 'delay',
    milliseconds: 30 * 24 * hour * 1000,
    count: 'always',
  });
  await service.advance(60);
  await emulator.send('POST', '/book', { event_type: `${person.slug}/intro-call` });
  await service.advance(6 * 60);
  await service.advance(15 * 60);
  await until('the booking', async () => (await readMeetings(service.operator, id)).length === 1, 40_000);
  const silent = async () =>
    (await readAccount(service.operator, id)).status.health.reasons.some(({ code }) => code === 'silent');
  await until('that it is told', silent);
  await until(
    'another one',
    async () => {
      const found = await standing(person);
      return found.length === 1 && found[0]!.id !== before!.id;
    },
    40_000,
  );
  await emulator.send('DELETE', '/faults');
  await emulator.send('POST', '/book', { event_type: `${person.slug}/intro-call` });
  await until('that it is over', async () => !(await silent()), 40_000);
});
