/**
 * Every call of our client against the emulator: what it gives is what the wire says, and whoever may not is refused by
 * the right kind. How each operation is called so that it succeeds is what the emulator's own proof knows.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CalendlyError, Caller } from '../../server/calendly/index.ts';
import type { Operation } from '../../server/calendly/operations/operation.ts';
import { listOperations } from '../../server/calendly/operations/table.ts';
import { Secret } from '../../server/secret.ts';
import { type Call, calls } from '../proofs/emulator-contract/calls.ts';
import { addressOf } from '../proofs/emulator-contract/checks.ts';
import { nameOf, readDocumented } from '../proofs/emulator-contract/documented.ts';
import { createWorld, type World } from '../proofs/emulator-contract/world.ts';
import { connectCalendly } from '../support/answering-server.ts';
import { callByName } from '../support/every-call.ts';

const all = listOperations();
const { operations: documented } = await readDocumented();
const scopes = [...new Set(documented.map(({ scope }) => scope.split(' ')[0]!))];
const nowhere = '00000000-0000-4000-8000-000000000000';

let world: World;
let calendly: ReturnType<typeof connectCalendly>;
let owner: Caller;
let member: Caller;
let free: Caller;
let narrow: Record<'users' | 'shares', Caller>;

beforeAll(async () => {
  world = await createWorld(scopes);
  calendly = connectCalendly(world.emulator.url, { deadlineMs: 20_000 });
  owner = callerOf(world.token, world.user);
  member = await connected('rafael-quint', scopes);
  narrow = {
    users: await connected('yuki-tanabe', ['users:read']),
    shares: await connected('nora-bergdal', ['shares:write']),
  };
  const [person] = await world.emulator.addPeople(1);
  await world.emulator.send('POST', '/plan', { user: person!.id, plan: 'basic', stage: 'free' });
  free = await connected(person!.id, scopes);
});
afterAll(async () => {
  await calendly.close();
  await world.emulator.close();
});
/** Nobody's minute is used up, and no token ends. */
beforeEach(() => world.emulator.send('POST', '/clock', { advanceSeconds: 20 }));

const callerOf = (token: string, userUri: string): Caller => ({
  accessToken: new Secret(token),
  clientId: 'c',
  userUri,
  purpose: 'live',
});

async function connected(person: string, granted: readonly string[]): Promise<Caller> {
  const { token, user } = await world.tokenOf(person, granted);
  return callerOf(token, user);
}

const failure = (given: Promise<unknown>) =>
  given.then(
    () => undefined,
    (error: unknown) => error as CalendlyError,
  );

/** What the wire says, without its envelope. */
async function wireOf(operation: Operation, called: Call): Promise<unknown> {
  const { path: itsPath, method, scope } = operation;
  const path = addressOf({ path: itsPath, method, scope, errors: [], success: 200 }, called);
  const { body } = await world.ask(method, path);
  return body.resource ?? body.collection ?? body;
}

/** Mara's own, or for owners and admins alone. */
const notForMembers = new Set([
  'organizationInvitations.list',
  'organizationInvitations.create',
  'organizationInvitations.delete',
  'organizationMemberships.delete',
  'eventTypes.update',
  'eventTypeAvailabilitySchedules.update',
  'userMeetingLimits.get',
  'userMeetingLimits.update',
  'scheduledEvents.list',
  'scheduledEvents.get',
  'scheduledEvents.cancel',
  'scheduledEvents.invitees',
  'scheduledEvents.invitee',
  'shares.create',
  'webhookSubscriptions.list',
  'activityLogEntries.list',
  'dataCompliance.deleteInvitees',
  'dataCompliance.deleteEvents',
  'outgoingCommunications.list',
  'contacts.get',
  'contacts.update',
  'contacts.delete',
]);
const driven = new Set<string>();
const unlikeTheNext = new Set(['sampleWebhookData.get']);

test.each(all.map((each) => [each.name, each] as const))('%s', async (name, each) => {
  const { operation } = each;
  const called = await calls[nameOf(operation)]!(world);
  const give = (caller: Caller, words: Call = called) => callByName(calendly, caller, each, words);
  const acts = operation.method !== 'GET';

  const narrowed = operation.scope.startsWith('users:') ? narrow.shares : narrow.users;
  const lacking = await failure(give(narrowed));
  expect(lacking).toMatchObject({ kind: 'missing_scope', facts: { requiredScopes: [operation.scope] } });
  expect(lacking!.wayOut).toContain(operation.scope);

  const strange = await failure(give(callerOf('nobodys', owner.userUri)));
  expect(strange).toMatchObject({ kind: 'unauthorized', facts: { status: 401, mayHaveActed: false } });

  for (const [status, kind, mayHaveActed] of [
    [429, 'limited', false],
    [503, 'unavailable', acts],
  ] as const) {
    await world.emulator.send('POST', '/faults', { kind: 'status', status });
    const failed = await failure(give(owner));
    expect(failed).toMatchObject({ kind, facts: { operation: name, status, mayHaveActed } });
  }

  if (operation.plan) {
    const refused = await failure(give(free));
    expect(refused).toMatchObject({ kind: 'forbidden', facts: { needsPlan: operation.plan } });
    expect(refused!.wayOut).toContain('plan');
  }
  if (notForMembers.has(name)) {
    const refused = await failure(give(member));
    expect(refused).toMatchObject({ kind: 'forbidden' });
    expect(refused!.facts.needsPlan).toBe(operation.plan);
  }
  if (called.ids && name !== 'webhookSubscriptions.delete') {
    const ids = [...called.ids.slice(0, -1), nowhere];
    const unknown = await failure(give(owner, { ...called, ids }));
    expect(unknown).toMatchObject({ kind: 'not_found', facts: { mayHaveActed: false } });
  }

  const onTheWire = acts || unlikeTheNext.has(name) ? undefined : await wireOf(operation, called);
  const given = await give(owner);
  if (operation.answers.kind === 'nothing') expect(given).toBeUndefined();
  else expect(given).toBeInstanceOf(Object);
  if (onTheWire) {
    const told = [onTheWire].flat();
    expect(told.length).toBeGreaterThan(0);
    expect([given].flat().slice(0, told.length)).toEqual(told);
  }
  driven.add(name);
});

test('that was all of them', () => {
  expect(driven.size).toBe(67);
  expect(documented).toHaveLength(67);
});

test('pages one at a time, with what stands beside them', async () => {
  const log = calendly.activityLogEntries.list(owner, { organization: world.organization, count: 2 });
  const first = await log.page();
  expect(first.items).toHaveLength(2);
  expect(first.totals.total_count).toBeGreaterThan(2);
  const second = await log.page(first.next);
  expect(second.items[0]).not.toEqual(first.items[0]);
});

test('a conflict, a wrong field and a token that was revoked say what they are', async () => {
  const email = 'twice@example.com';
  const contact = { name: 'Twice', emails: [{ email, is_primary: true }] };
  await calendly.contacts.create(owner, contact);
  expect(await failure(calendly.contacts.create(owner, contact))).toMatchObject({ kind: 'conflict' });
  const wrong = await failure(calendly.eventTypes.list(owner).page());
  expect(wrong).toMatchObject({ kind: 'invalid' });
  expect(wrong!.facts.details!.length).toBeGreaterThan(0);
  const several = { organization: world.organization, action: ['Add', 'Update'] };
  for await (const { action } of calendly.activityLogEntries.list(owner, several)) {
    expect(['Add', 'Update']).toContain(action);
  }
  await world.emulator.send('POST', '/clock', { advanceSeconds: 7200 });
  const expired = await failure(calendly.users.me(owner));
  expect(expired).toMatchObject({ kind: 'unauthorized', facts: { ended: 'expired' } });
});

test('what does not fit an operation does not compile', () => {
  /** Never called: the compiler judges it. */
  const wrong = async () => {
    // @ts-expect-error a parameter that there is not
    calendly.eventTypes.list(owner, { usr: '' });
    // @ts-expect-error one that is needed is left out
    calendly.groups.list(owner);
    // @ts-expect-error an id is left out
    calendly.contacts.get(owner);
    // @ts-expect-error a field of the body is left out
    calendly.eventTypes.create(owner, { name: 'Intro' });
    // @ts-expect-error a field that the resource does not have
    (await calendly.teams.get(owner, 'x')).motto;
    calendly.eventTypes.list(owner, { user: '', sort: 'name:asc', count: 5 });
    calendly.scheduledEvents.cancel(owner, 'x');
    calendly.eventTypeAvailabilitySchedules.update(
      owner,
      { event_type: '' },
      { availability_rule: { timezone: 'Europe/Berlin' } },
    );
  };
  expect(wrong).toBeTypeOf('function');
});
