/** The budget over a real database: several processes' worth of it, one row. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBudgets } from '../../server/budget/index.ts';
import type { Purpose } from '../../server/calendly/index.ts';
import { clockFrom } from '../../server/clock.ts';
import { Secret } from '../../server/secret.ts';
import { connectCalendly, failureOf, json, startAnsweringServer } from '../support/answering-server.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let held: TestDatabase;
beforeAll(async () => {
  held = await createTestDatabase();
});
afterAll(() => held.dispose());

let offset = 0;
const clock = clockFrom(() => Date.now() + offset);
const budgetOf = (ceiling?: number) =>
  createBudgets({ database: held.database, clock, ceiling, random: Math.random });
let people = 0;
const newPerson = () => ({ clientId: 'c', userUri: `https://api.calendly.com/users/u${++people}` });

type Budgets = ReturnType<typeof budgetOf>;

/** Those who still wait when the database goes hear that, and nobody listens any more. */
const unheard = () => undefined;

async function permit(budget: Budgets, spender: Parameters<Budgets['take']>[0], books = false) {
  const taken = await budget.take(spender, books);
  if (!taken.ok) throw new Error('refused');
  return taken.permit;
}

/** One request was made and told this. */
async function ask(
  budget: Budgets,
  person: ReturnType<typeof newPerson>,
  remaining: number,
  resetSeconds = 60,
) {
  const told = await permit(budget, { ...person, purpose: 'live' });
  told.learn({ limit: 50, remaining, resetSeconds }, false);
  await until('that it is told', async () => (await budget.stateOf(person))?.left === remaining);
}

function watched(budget: Budgets, person: ReturnType<typeof newPerson>) {
  const went: string[] = [];
  const take = (purpose: Purpose, name: string = purpose, accountId = name) =>
    void permit(budget, { ...person, purpose, accountId }).then(() => went.push(name), unheard);
  return { went, take };
}

test('at 0 one user waits until the reset and another does not', async () => {
  const [one, other] = [newPerson(), newPerson()];
  const [first, second] = [budgetOf(), budgetOf()];
  await ask(first, one, 0, 30);
  const { went, take } = watched(second, one);
  take('live');
  await permit(second, { ...other, purpose: 'live' });
  offset += 29_000;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(went).toEqual([]);
  offset += 1500;
  await until('that it goes', () => went.length === 1);
});

test('live goes before repair, repair before bulk, and bulk leaves a part', async () => {
  const person = newPerson();
  const budget = budgetOf();
  await ask(budget, person, 14);
  const { went, take } = watched(budget, person);
  for (let i = 0; i < 9; i += 1) take('bulk');
  for (let i = 0; i < 2; i += 1) take('repair');
  for (let i = 0; i < 3; i += 1) take('live');
  await until('that they go', () => went.length >= 5);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(went.slice(0, 5)).toEqual(['live', 'live', 'live', 'repair', 'repair']);
  expect(went.filter((name) => name === 'bulk').length).toBeLessThan(5);
  take('live');
  await until('that live still goes', () => went.at(-1) === 'live');
});

test('accounts that share a budget get the same part of it', async () => {
  const person = newPerson();
  const budget = budgetOf();
  await ask(budget, person, 30);
  const { went, take } = watched(budget, person);
  for (let i = 0; i < 30; i += 1) take('bulk', 'many');
  for (let i = 0; i < 5; i += 1) take('bulk', 'few');
  await until('that they go', () => went.length >= 10);
  expect(went.slice(0, 10).filter((name) => name === 'few')).toHaveLength(5);
});

test('four processes together let no more go than is left', async () => {
  const person = newPerson();
  const processes = [budgetOf(), budgetOf(), budgetOf(), budgetOf()];
  await ask(processes[0]!, person, 40);
  let gone = 0;
  for (const budget of processes) {
    for (let i = 0; i < 30; i += 1) {
      void permit(budget, { ...person, purpose: 'live' }).then(() => gone++, unheard);
    }
  }
  await until('that they go', () => gone >= 40);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(gone).toBe(40);
});

test('whoever waits too long is told when to come again, and nothing was sent', async () => {
  const server = await startAnsweringServer();
  const budget = { take: async () => ({ ok: false as const, retryAfterMs: 41_000 }) };
  const client = connectCalendly(server.address, { budget });
  const person = { ...newPerson(), accessToken: new Secret('at-canary'), purpose: 'bulk' as const };
  const { facts } = await failureOf(client.currentUser(person));
  expect(facts).toMatchObject({ kind: 'limited', retryAfterMs: 41_000, mayHaveActed: false });
  expect(server.asked).toEqual([]);
  await client.close();
  await server.stop();
});

test('after a 429 the same user waits and another does not', async () => {
  const server = await startAnsweringServer();
  const client = connectCalendly(server.address, { budget: budgetOf() });
  const asking = () => ({ ...newPerson(), accessToken: new Secret('at-canary'), purpose: 'live' as const });
  const limited = asking();
  server.answer(json(429, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }));
  await failureOf(client.currentUser(limited));
  server.answer(json(500, {}));
  const begun = performance.now();
  await failureOf(client.currentUser(asking()));
  expect(performance.now() - begun).toBeLessThan(700);
  await failureOf(client.currentUser(limited));
  expect(performance.now() - begun).toBeGreaterThan(700);
  await client.close();
  await server.stop();
});

test('bookings have limits of their own, and a 429 of theirs stops nothing else', async () => {
  const person = newPerson();
  const budget = budgetOf();
  await ask(budget, person, 45);
  const live = { ...person, purpose: 'live' as const };
  for (let i = 0; i < 10; i += 1) (await permit(budget, live, true)).learn({ remaining: 44 - i }, false);
  let eleventh = 0;
  void permit(budget, live, true).then((it) => {
    eleventh++;
    it.learn({ remaining: 40, resetSeconds: 3600 }, true);
  });
  await permit(budget, live);
  expect(eleventh).toBe(0);
  offset += 61_000;
  await until('that the minute is over', () => eleventh === 1);
  let closed = 0;
  void permit(budget, live, true).then(() => closed++, unheard);
  await permit(budget, live);
  offset += 120_000;
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(closed).toBe(0);
  offset += 3_600_000;
  await until('that the hour is over', () => closed === 1);
});

test('under a ceiling requests are spread over the second', async () => {
  const person = newPerson();
  const budget = budgetOf(5);
  await ask(budget, person, 40);
  const begun = performance.now();
  await Promise.all(Array.from({ length: 6 }, () => permit(budget, { ...person, purpose: 'live' })));
  expect(performance.now() - begun).toBeGreaterThan(950);
});
