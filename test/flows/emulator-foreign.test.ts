/** Clients as they come: fields in the query, forms, URIs raw or encoded, empty parts, lists written in their own way. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  call,
  connect,
  mainScopes,
  redirectUri,
  startEmulator,
  type TestEmulator,
} from '../support/emulator.ts';

let emulator: TestEmulator;
let tokens: Record<string, string>;
let type: string;

beforeAll(async () => {
  emulator = await startEmulator();
  const client = await emulator.createApplication(redirectUri);
  await emulator.send('POST', '/plan', { user: 'mara-lind', plan: 'enterprise' });
  const scopes = `${mainScopes} scheduling_links:write activity_log:read event_types:write`;
  tokens = await connect(emulator, client, 'mara-lind', scopes);
  const [person] = (await emulator.people()).filter(({ slug }) => slug === 'mara-lind');
  type = person!.event_types[0]!.uri;
});
afterAll(() => emulator.close());

const ask = (method: string, path: string, body?: unknown) =>
  call(emulator, tokens.access_token!, method, path, body);

test('a scheduling link is made from fields in the query, or in a form, and books once', async () => {
  const fields = new URLSearchParams({ max_event_count: '1', owner: type, owner_type: 'EventType' });
  const byQuery = await ask('POST', `/scheduling_links?${fields}`);
  expect(byQuery.status).toBe(201);
  const byForm = await fetch(`${emulator.url}/scheduling_links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.access_token}` },
    body: fields,
  });
  expect(byForm.status).toBe(201);
  const link = String(byQuery.body.resource.booking_url);
  const { now } = await emulator.send<{ now: string }>('GET', '/clock');
  const at = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString();
  const free = await ask(
    'GET',
    `/event_type_available_times?event_type=${type}&start_time=${at(1)}&end_time=${at(9)}`,
  );
  const form = {
    start: String(free.body.collection[0]!.start_time),
    name: 'Ada Holt',
    email: 'ada@example.com',
  };
  const send = () => fetch(link, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  expect((await send()).status).toBe(303);
  expect((await send()).status).toBe(404);
  expect((await fetch(link)).status).toBe(404);
});

test('URIs come raw or encoded, bare or whole, among empty parts', async () => {
  const lists = [
    `/event_types?user=${tokens.owner}`,
    `/event_types?user=${encodeURIComponent(tokens.owner!)}`,
    `/event_types?&&user=${tokens.owner!.split('/').at(-1)}&&organization=&sort=&count=&`,
  ];
  const found = await Promise.all(lists.map(async (path) => (await ask('GET', path)).body.collection.length));
  expect(new Set(found).size).toBe(1);
  expect(found[0]).toBeGreaterThan(1);
});

test('a page token is read out of `next_page`', async () => {
  const first = await ask('GET', `/scheduled_events?user=${tokens.owner}&count=3`);
  const { next_page: next } = first.body.pagination as { next_page: string };
  const { pathname, search } = new URL(next);
  const second = await ask('GET', `${pathname}${search}`);
  expect(second.body.collection).toHaveLength(3);
  expect(second.body.collection[0]).not.toEqual(first.body.collection[0]);
});

test('a list comes as `name[]`, several times, or with commas', async () => {
  await ask('POST', '/event_types', { owner: tokens.owner, name: 'Logged' });
  const log = `/activity_log_entries?organization=${tokens.organization}`;
  const count = async (more: string) => (await ask('GET', `${log}&${more}`)).body.collection.length;
  expect(await count('action[]=Add&action[]=Update')).toBe(1);
  expect(await count('action=Add&action=Update')).toBe(1);
  expect(await count('action=Add,Update')).toBe(1);
  expect(await count('action[]=Remove')).toBe(0);
});

test('a routing form leads to a booking page, and knows who booked', async () => {
  const client = await emulator.createApplication(redirectUri);
  const readers = await connect(emulator, client, 'theo-harbor', 'routing_forms:read');
  const read = (path: string) => call(emulator, readers.access_token!, 'GET', path);
  const [form] = (await read(`/routing_forms?organization=${readers.organization}`)).body.collection;
  const questions = form!.questions as { uuid: string; type: string; answer_choices: string[] | null }[];
  const given = questions.map(({ uuid, type: kind, answer_choices: choices }): [string, string] => [
    uuid,
    choices?.[0] ?? (kind === 'email' ? 'ada@example.com' : 'Ada Holt'),
  ]);
  const page = `${emulator.url}/forms/${String(form!.uri).split('/').at(-1)}`;
  const send = (fields: [string, string][], to: string) =>
    fetch(to, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  expect(await (await fetch(page)).text()).toContain('How can we help?');
  expect((await send(given.slice(1), page)).status).toBe(422);
  const booking = new URL((await send(given, page)).headers.get('location')!, emulator.url);
  expect(booking.searchParams.get('email')).toBe('ada@example.com');
  const start = /start=([^"&]+)/.exec(await (await fetch(booking)).text())![1]!;
  const details: [string, string][] = [
    ['start', decodeURIComponent(start)],
    ['name', 'Ada Holt'],
    ['email', 'ada@example.com'],
  ];
  expect((await send(details, booking.href)).status).toBe(303);
  const path = `/routing_form_submissions/${booking.searchParams.get('submission')}`;
  expect((await read(path)).body.resource).toMatchObject({ submitter_type: 'Invitee' });
});
