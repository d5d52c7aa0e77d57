/** Booking through our client while the emulator loses, delays or spoils the answer: one booking, or none, and the truth. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Booked, type Booking, CalendlyError, type Caller } from '../../server/calendly/index.ts';
import { Secret } from '../../server/secret.ts';
import { connectCalendly } from '../support/answering-server.ts';
import { connect, mainScopes, redirectUri, startEmulator, type TestEmulator } from '../support/emulator.ts';
import { freePort } from '../support/program.ts';

const deadlineMs = 1500;
const create = 'invitees.create';
const email = 'ivy.lost@example.com';

let emulator: TestEmulator;
/** Gives up soon. */
let calendly: ReturnType<typeof connectCalendly>;
/** For what is no matter of the test. */
let patient: ReturnType<typeof connectCalendly>;
let caller: Caller;

beforeAll(async () => {
  emulator = await startEmulator();
  calendly = connectCalendly(emulator.url, { deadlineMs, graceMs: 50 });
  patient = connectCalendly(emulator.url, { deadlineMs: 20_000 });
});
afterAll(async () => {
  await calendly.close();
  await patient.close();
  await emulator.close();
});
beforeEach(async () => {
  await emulator.send('POST', '/reset', {});
  caller = await callerWith(mainScopes);
});

async function callerWith(scopes: string): Promise<Caller> {
  const client = await emulator.createApplication(redirectUri);
  const tokens = await connect(emulator, client, 'mara-lind', scopes);
  const accessToken = new Secret(tokens.access_token!);
  return { accessToken, clientId: client.client_id, userUri: tokens.owner!, purpose: 'live' };
}

const fault = (kind: string, more: object = {}) =>
  emulator.send('POST', '/faults', { operation: create, kind, ...more });
const requests = async () => {
  const { operations } = await emulator.dump();
  return (
    (operations as { operation: string; count: number }[]).find(({ operation }) => operation === create)
      ?.count ?? 0
  );
};
const bookings = async () =>
  (await emulator.dump()).invitees.filter((invitee) => invitee.email === email).length;

/** A free slot of one of Mara's event types, three days ahead. */
async function bookingOf(slug: string): Promise<Booking> {
  for await (const type of patient.eventTypes.list(caller, { user: caller.userUri })) {
    if (type.slug !== slug) continue;
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const [slot] = await patient.eventTypeAvailableTimes.list(caller, {
      event_type: type.uri,
      start_time: day(3),
      end_time: day(30),
    });
    return {
      event_type: type.uri,
      start_time: slot!.start_time,
      invitee: { email, name: 'Ivy Lost', timezone: 'Europe/Berlin' },
      location: { kind: type.locations![0]!.kind },
    };
  }
  throw new Error(`no event type ${slug}`);
}

async function bookWith(slug: string, kind: string, more: object = {}): Promise<Booked> {
  const booking = await bookingOf(slug);
  await fault(kind, more);
  return calendly.book(caller, booking);
}

test('an answer that comes is the booking', async () => {
  const booked = await calendly.book(caller, await bookingOf('intro-call'));
  expect(booked).toMatchObject({ state: 'booked', invitee: { email, scheduling_method: 'api' } });
  expect([await bookings(), await requests()]).toEqual([1, 1]);
});

test.each([
  ['lost_after', {}],
  ['slow', { milliseconds: deadlineMs * 2 }],
  ['cut', {}],
  ['malformed', {}],
])('%s: it was booked, and is found', async (kind, more) => {
  const booked = await bookWith('intro-call', kind, more);
  expect(booked).toMatchObject({ state: 'booked', invitee: { email, status: 'active' } });
  expect([await bookings(), await requests()]).toEqual([1, 1]);
});

test.each([
  ['lost_before', {}],
  ['status', { status: 503 }],
])('%s: it was not booked, which is certain', async (kind, more) => {
  expect(await bookWith('intro-call', kind, more)).toEqual({ state: 'not_booked' });
  expect([await bookings(), await requests()]).toEqual([0, 1]);
});

test.each(['lost_before', 'lost_after'])('%s in the slot of a group: a person is asked', async (kind) => {
  const booked = await bookWith('pricing-workshop', kind);
  expect(booked).toMatchObject({ state: 'unknown', why: 'shared_slot' });
  expect((booked as { seen: unknown[] }).seen).toHaveLength(kind === 'lost_after' ? 1 : 0);
  expect([await bookings(), await requests()]).toEqual([Number(kind === 'lost_after'), 1]);
});

test('lists that know nothing yet are read again', async () => {
  await emulator.send('POST', '/faults', { operation: 'scheduledEvents.list', kind: 'empty', count: 2 });
  expect((await bookWith('intro-call', 'lost_after')).state).toBe('booked');
  expect(await requests()).toBe(1);
});

test('where Calendly does not show enough it stays unknown', async () => {
  const booking = await bookingOf('intro-call');
  caller = await callerWith('users:read scheduled_events:write');
  await fault('lost_after');
  expect(await calendly.book(caller, booking)).toMatchObject({
    state: 'unknown',
    why: 'unseen',
    seen: [{ email }],
  });
  expect([await bookings(), await requests()]).toEqual([1, 1]);
});

test('what Calendly refuses is told at once, with the field', async () => {
  const booking = await bookingOf('intro-call');
  await calendly.book(caller, booking);
  const again = await calendly.book(caller, booking).catch((error: unknown) => error);
  expect(again).toBeInstanceOf(CalendlyError);
  expect(again).toMatchObject({ kind: 'invalid', facts: { mayHaveActed: false } });
  expect((again as CalendlyError).facts.details).toContainEqual(
    expect.objectContaining({ parameter: 'event.start_time', code: 'already_filled' }),
  );
  expect(await bookings()).toBe(1);
});

test('what never left is told as a failure, and nothing is looked for', async () => {
  const lost = connectCalendly(`http://127.0.0.1:${await freePort()}`, {
    deadlineMs: 60_000,
    graceMs: 60_000,
  });
  const failed = await lost.book(caller, await bookingOf('intro-call')).catch((error: unknown) => error);
  expect(failed).toMatchObject({ kind: 'unavailable', facts: { mayHaveActed: false } });
  await lost.close();
});
