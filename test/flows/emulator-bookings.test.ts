/** What happens to bookings, and what the REST paths show of them. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Body,
  call,
  connect,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';

let emulator: TestEmulator;
let tokens: Record<string, string>;
let own: string;

interface Booked {
  event: { id: string; uri: string; start_time: string };
  invitee: { id: string; uri: string };
  no_show: { id: string } | null;
}

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.send('POST', '/reset', {});
  tokens = await connect(emulator, await emulator.createApplication(redirectUri), 'mara-lind');
  own = `user=${tokens.owner}`;
});

const book = (more: object = {}) =>
  emulator.send<Booked>('POST', '/book', { event_type: 'mara-lind/intro-call', ...more });
const get = (path: string, accessToken = tokens.access_token!) => call(emulator, accessToken, 'GET', path);
const post = (path: string, body: unknown) => call(emulator, tokens.access_token!, 'POST', path, body);
const pathOf = (uri: string) => new URL(uri).pathname;
const resourceAt = async (uri: string) => (await get(pathOf(uri))).body.resource;
const typeOf = async (name: string) =>
  (await get(`/event_types?${own}`)).body.collection.find((type) => type.name === name)!;

async function slots(type: Body['resource'], days = 14) {
  const now = Date.now();
  const range = new URLSearchParams({
    event_type: String(type.uri),
    start_time: new Date(now + 60_000).toISOString(),
    end_time: new Date(now + days * 86_400_000).toISOString(),
  });
  return (await get(`/event_type_available_times?${range}`)).body.collection;
}

test('the company has twelve people and two months of bookings, the same for the same seed', async () => {
  const whole = async () => {
    await emulator.send('POST', '/reset', { seed: 7 });
    const { events, invitees } = await emulator.dump();
    return { people: await emulator.people(), events, invitees };
  };
  const first = await whole();
  expect(first.people).toHaveLength(12);
  const starts = first.events!.map((event) => Date.parse((event as { startTime: string }).startTime));
  expect(Math.min(...starts)).toBeLessThan(Date.now() - 20 * 86_400_000);
  expect(Math.max(...starts)).toBeGreaterThan(Date.now() + 20 * 86_400_000);
  const rows = first.invitees as unknown as Record<string, unknown>[];
  expect(rows.filter((row) => row.status === 'canceled').length).toBeGreaterThan(20);
  expect(rows.filter((row) => row.noShow).length).toBeGreaterThan(5);
  expect(rows.filter((row) => row.oldInviteeId && row.newInviteeId).length).toBeGreaterThan(0);
  expect(await whole()).toEqual(first);
});

test('slots lie in the opening hours of the host’s zone, and a booking takes its own', async () => {
  const type = await typeOf('Intro call');
  const before = await slots(type);
  const hours = before.map(({ start_time }) =>
    new Date(String(start_time)).toLocaleTimeString('en-GB', { timeZone: 'Europe/Stockholm' }),
  );
  expect(hours.every((hour) => hour >= '09:00:00' && hour < '17:00:00')).toBe(true);
  const { event } = await book({ start_time: before[3]!.start_time });
  const after = await slots(type);
  expect(after.map((slot) => slot.start_time)).not.toContain(event.start_time);
  expect(after).toHaveLength(before.length - 1);
  await expect(book({ start_time: event.start_time })).rejects.toThrow('already_filled');
});

test('a group fills its seats in one event', async () => {
  const type = await typeOf('Pricing workshop');
  const fresh = (await slots(type)).find((slot) => slot.invitees_remaining === 8)!;
  const seats: Booked[] = [];
  for (let seat = 0; seat < 8; seat += 1)
    seats.push(
      await book({ event_type: type.uri, start_time: fresh.start_time, email: `guest${seat}@example.com` }),
    );
  expect(new Set(seats.map(({ event }) => event.uri)).size).toBe(1);
  await expect(book({ event_type: type.uri, start_time: fresh.start_time })).rejects.toThrow(
    'already_filled',
  );
  await emulator.send('POST', '/cancel', { invitee: seats[0]!.invitee.uri });
  const event = await resourceAt(seats[0]!.event.uri);
  expect(event).toMatchObject({ status: 'active', invitees_counter: { total: 8, active: 7, limit: 8 } });
  await post(`${pathOf(seats[0]!.event.uri)}/cancellation`, { reason: 'Ill' });
  const { collection } = (await get(`${pathOf(seats[0]!.event.uri)}/invitees?count=100`)).body;
  expect(collection.map((invitee) => invitee.status)).toEqual(Array(8).fill('canceled'));
});

test('a collective event takes every host’s time', async () => {
  const [theo] = (await emulator.people()).filter(({ slug }) => slug === 'theo-harbor');
  const { event } = await book({
    event_type: theo!.event_types.find(({ slug }) => slug === 'proposal-walk-through')!.uri,
  });
  const shown = await resourceAt(event.uri);
  expect((shown.event_memberships as { user_name: string }[]).map((host) => host.user_name)).toEqual([
    'Theo Harbor',
    'Ines Carvalho',
  ]);
  const clash = book({ event_type: 'ines-carvalho/intro-call', start_time: event.start_time });
  await expect(clash).rejects.toThrow('already_filled');
});

test('cancelling tells who and why on the event and the invitee', async () => {
  const { event, invitee } = await book();
  const answer = await post(`${pathOf(event.uri)}/cancellation`, {});
  expect(answer.status).toBe(201);
  expect(answer.body.resource).toMatchObject({ canceled_by: 'Mara Lind', canceler_type: 'host', reason: '' });
  const [shownEvent, shownInvitee] = [await resourceAt(event.uri), await resourceAt(invitee.uri)];
  expect(shownEvent).toMatchObject({ status: 'canceled', cancellation: { canceler_type: 'host' } });
  expect(shownInvitee).toMatchObject({ status: 'canceled', rescheduled: false, new_invitee: null });
  expect(shownEvent.updated_at).toBe(shownInvitee.updated_at);
  const again = await post(`${pathOf(event.uri)}/cancellation`, {});
  expect([again.status, again.body.message]).toEqual([403, 'Event is already canceled']);
});

test('a reschedule is a new event and invitee, linked both ways, also by the host', async () => {
  const { invitee } = await book({ name: 'Ada Winter' });
  const moved = await emulator.send<Booked>('POST', '/reschedule', { invitee: invitee.uri, reason: 'Train' });
  const again = await emulator.send<Booked>('POST', '/reschedule', {
    invitee: moved.invitee.uri,
    by: 'host',
  });
  const [first, second, third] = [
    await resourceAt(invitee.uri),
    await resourceAt(moved.invitee.uri),
    await resourceAt(again.invitee.uri),
  ];
  expect(first).toMatchObject({
    status: 'canceled',
    rescheduled: true,
    old_invitee: null,
    new_invitee: second.uri,
    cancellation: { canceler_type: 'invitee', canceled_by: 'Ada Winter', reason: 'Train' },
  });
  expect(second).toMatchObject({ rescheduled: true, old_invitee: first.uri, new_invitee: third.uri });
  expect(third).toMatchObject({
    status: 'active',
    rescheduled: false,
    old_invitee: second.uri,
    new_invitee: null,
    invitee_scheduled_by: tokens.owner,
  });
});

test('a no-show is marked and taken back', async () => {
  const { invitee } = await book();
  const marked = await post('/invitee_no_shows', { invitee: invitee.uri });
  expect(marked.status).toBe(201);
  expect((await resourceAt(invitee.uri)).no_show).toMatchObject({ uri: marked.body.resource.uri });
  const path = pathOf(String(marked.body.resource.uri));
  expect((await get(path)).body.resource.invitee).toBe(invitee.uri);
  expect((await call(emulator, tokens.access_token!, 'DELETE', path)).status).toBe(204);
  expect((await get(path)).status).toBe(404);
  expect((await resourceAt(invitee.uri)).no_show).toBeNull();
});

test('POST /invitees books, and refuses in Calendly’s words', async () => {
  const type = await typeOf('Intro call');
  const [slot, next] = await slots(type);
  const request = {
    event_type: type.uri,
    start_time: slot!.start_time,
    invitee: { email: 'ada@example.com', timezone: 'Europe/Paris', first_name: 'Ada', last_name: 'Holt' },
    location: { kind: 'google_conference' },
  };
  const booked = await post('/invitees', request);
  expect(booked.body.resource).toMatchObject({
    name: 'Ada Holt',
    first_name: 'Ada',
    scheduling_method: 'api',
  });
  const taken = await post('/invitees', request);
  expect(taken.status).toBe(400);
  expect(taken.text).toBe(
    '{"title":"Invalid Argument","message":"The supplied parameters are invalid.","details":[{"parameter":"event.start_time","message":"That start time has been filled","code":"already_filled"}]}',
  );
  const free = { ...request, start_time: next!.start_time };
  const elsewhere = await post('/invitees', { ...free, location: { kind: 'zoom_conference' } });
  expect(elsewhere.body.details[0]).toMatchObject({ code: 'invalid_location_choice' });
  const nobody = await post('/invitees', { ...free, invitee: { email: 'x' } });
  expect(nobody.body.details.map(({ parameter }) => parameter)).toEqual(['invitee.timezone', 'invitee.name']);
});

test('a conference link comes a moment later and moves the event’s time', async () => {
  const { event } = await book();
  const early = await resourceAt(event.uri);
  expect(early.location).toMatchObject({ status: 'processing' });
  await emulator.send('POST', '/clock', { advanceSeconds: 3 });
  const late = await resourceAt(event.uri);
  expect(late.location).toMatchObject({ status: 'pushed' });
  expect(String(late.updated_at) > String(early.updated_at)).toBe(true);
});

test('lists page forwards and backwards without repeats, whatever order', async () => {
  for (const sort of ['start_time:asc', 'start_time:desc']) {
    const starts: string[] = [];
    const uris = new Set<unknown>();
    let path: string | null = `/scheduled_events?${own}&count=7&sort=${sort}`;
    let previous: unknown = null;
    while (path) {
      const { collection, pagination }: Body = (await get(path)).body;
      expect(Object.keys(pagination)).toEqual([
        'count',
        'next_page',
        'next_page_token',
        'previous_page',
        'previous_page_token',
      ]);
      for (const event of collection) {
        starts.push(String(event.start_time));
        uris.add(event.uri);
      }
      previous = pagination.previous_page;
      path =
        pagination.next_page === null ? null : String(pagination.next_page).replace(/^https:\/\/[^/]+/, '');
    }
    expect(uris.size).toBe(starts.length);
    expect(starts.length).toBeGreaterThan(2 * 7);
    const sorted = starts.toSorted();
    expect(starts).toEqual(sort.endsWith('asc') ? sorted : sorted.toReversed());
    const back = (await get(String(previous).replace(/^https:\/\/[^/]+/, ''))).body;
    expect(back.collection).toHaveLength(7);
    expect(back.pagination.next_page).not.toBeNull();
  }
});

test('every filter of the event list holds, with URIs raw and query parts empty', async () => {
  const { event } = await book({ email: 'only@example.com' });
  const all = (await get(`/scheduled_events?&&${own}&&count=100&`)).body.collection;
  const canceled = (await get(`/scheduled_events?${own}&count=100&status=canceled`)).body.collection;
  expect(canceled.length).toBeGreaterThan(0);
  expect(canceled.every(({ status }) => status === 'canceled')).toBe(true);
  expect(canceled.length).toBeLessThan(all.length);
  const [only] = (await get(`/scheduled_events?${own}&invitee_email=only@example.com`)).body.collection;
  expect(only!.uri).toBe(event.uri);
  const at = event.start_time;
  const window = `min_start_time=${at}&max_start_time=${at}`;
  const then = (await get(`/scheduled_events?${own}&${window}`)).body.collection;
  expect(then.map(({ uri }) => uri)).toContain(event.uri);
  expect(then.every(({ start_time: start }) => start === at)).toBe(true);
  for (const wrong of ['count=0', 'count=101', 'status=maybe', 'sort=name:asc', 'page_token=x'])
    expect((await get(`/scheduled_events?${own}&${wrong}`)).status, wrong).toBe(400);
});

test('who may see whose events', async () => {
  const client = await emulator.createApplication(redirectUri);
  const ines = await connect(emulator, client, 'ines-carvalho');
  const list = async (who: Record<string, string>, query: string) => {
    const { status, body } = await get(`/scheduled_events?${query}`, who.access_token);
    return status === 200 ? 200 : body.message;
  };
  const organization = `organization=${tokens.organization}`;
  expect(await list(tokens, organization)).toBe(200);
  expect(await list(tokens, `${organization}&user=${ines.owner}`)).toBe(200);
  expect(await list(tokens, `user=${ines.owner}`)).toBe(
    'Please also specify organization when requesting events for a user within your organization.',
  );
  expect(await list(ines, `user=${ines.owner}`)).toBe(200);
  expect(await list(ines, organization)).toBe('You do not have permission');
  const { event } = await book();
  const denied = await get(pathOf(event.uri), ines.access_token);
  expect([denied.status, denied.body.message]).toEqual([403, 'You are not allowed to view this event']);
  expect((await get('/scheduled_events/nothing')).text).toBe(
    '{"title":"Resource Not Found","message":"The server could not find the requested resource."}',
  );
});

test('the minute’s calls are counted per application and person, and end', async () => {
  await emulator.send('POST', '/plan', { user: 'mara-lind', stage: 'free', plan: 'basic' });
  let last = await get('/users/me');
  expect(last.headers.get('x-ratelimit-limit')).toBe('50');
  expect(last.headers.get('x-ratelimit-reset')).toBe('60');
  for (let n = 1; n < 51; n += 1) last = await get('/users/me');
  expect(last.status).toBe(429);
  expect(last.headers.get('x-ratelimit-remaining')).toBe('0');
  const other = await connect(emulator, await emulator.createApplication(redirectUri), 'mara-lind');
  expect((await get('/users/me', other.access_token)).status).toBe(200);
  await emulator.send('POST', '/clock', { advanceSeconds: 60 });
  expect((await get('/users/me')).status).toBe(200);
});

test('answers have their keys in the live order', async () => {
  const { event, invitee } = await book();
  const shown = [
    ...(await Promise.all(['/users/me', pathOf(event.uri), pathOf(invitee.uri)].map((path) => get(path)))),
    await get(`/event_types?${own}`),
    await get(`/organization_memberships?${own}`),
  ];
  for (const { status, body } of shown) {
    expect(status).toBe(200);
    for (const row of body.resource ? [body.resource] : body.collection) expect(unsortedIn(row)).toEqual([]);
  }
  expect(Object.keys(shown[0]!.body.resource)).toHaveLength(13);
  expect(Object.keys(shown[3]!.body.collection[0]!)).toHaveLength(26);
  expect(Object.keys(shown[1]!.body.resource)).toContain('calendar_event');
  expect((shown[1]!.body.resource.event_memberships as object[]).map((host) => Object.keys(host))).toEqual([
    ['buffered_end_time', 'buffered_start_time', 'user', 'user_email', 'user_name'],
  ]);
});

/** Objects whose keys do not ascend, but for those that live do not either. */
function unsortedIn(value: unknown, name = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Object.keys(value);
  const exempt = ['tracking', 'invitees_counter', 'no_show', 'data', 'user'].includes(name);
  const unsorted = !Array.isArray(value) && !exempt && keys.join() !== keys.toSorted().join();
  const within = Object.entries(value).flatMap(([key, inner]) => unsortedIn(inner, key));
  return unsorted ? [`${name}: ${keys}`, ...within] : within;
}
