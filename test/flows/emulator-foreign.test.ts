/**
 * Clients as they come, each written in its own way: by axios, by curl, by somebody's library of long ago. Nothing here
 * goes through a helper that knows better.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Client,
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
let client: Client;

beforeAll(async () => {
  emulator = await startEmulator();
  client = await emulator.send<Client>('POST', '/applications', {
    redirect_uris: [redirectUri, 'https://app.example.com/calendly/callback'],
  });
  await emulator.send('POST', '/plan', { user: 'mara-lind', plan: 'enterprise' });
  const scopes = `${mainScopes} scheduling_links:write activity_log:read event_types:write`;
  tokens = await connect(emulator, client, 'mara-lind', scopes);
  const [person] = (await emulator.people()).filter(({ slug }) => slug === 'mara-lind');
  type = person!.event_types[0]!.uri;
});
afterAll(() => emulator.close());

const ask = (method: string, path: string, body?: unknown) =>
  call(emulator, tokens.access_token!, method, path, body);

/** As a program in a language without an OAuth library does it: no state, no PKCE, a browser's form for consent. */
async function authorizeBarely(redirect: string): Promise<URL> {
  const address = `${emulator.url}/oauth/authorize?client_id=${client.client_id}&response_type=code&redirect_uri=${redirect}&scope=users:read+scheduled_events:read`;
  const page = await (await fetch(address)).text();
  expect(page).toContain('asks for access');
  const form = /<form id="consent"[\s\S]*<\/form>/.exec(page)![0];
  const fields = [...form.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)].map(
    ([, name, value]): [string, string] => [name!, value!],
  );
  const chosen = fields.filter(([name, value]) => name !== 'user' || value === 'mara-lind');
  const body = new URLSearchParams([...chosen, ['decision', 'allow']]);
  const answer = await fetch(`${emulator.url}/oauth/authorize`, { method: 'POST', body, redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location')!);
}

const codeOf = (location: URL) => location.searchParams.get('code')!;

/** How each sends its credentials and fields; the last names no content type, as curl's `--data-raw @-` may. */
const ways: [string, (fields: Record<string, string>) => RequestInit][] = [
  [
    'a form with credentials in it',
    (fields) => ({ body: new URLSearchParams({ ...fields, ...credentials() }) }),
  ],
  [
    'JSON with credentials in it',
    (fields) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, ...credentials() }),
    }),
  ],
  [
    'Basic and a form with a charset',
    (fields) => ({
      headers: { authorization: basic(), 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: String(new URLSearchParams(fields)),
    }),
  ],
  [
    'Basic and JSON',
    (fields) => ({
      headers: { authorization: basic(), 'content-type': 'application/json;charset=UTF-8' },
      body: JSON.stringify(fields),
    }),
  ],
  [
    'a form that says it is text',
    (fields) => ({
      headers: { 'content-type': 'text/plain' },
      body: String(new URLSearchParams({ ...fields, ...credentials() })),
    }),
  ],
];
const credentials = () => ({ client_id: client.client_id, client_secret: client.client_secret });
const basic = () => `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`;

for (const [way, written] of ways)
  test(`tokens are asked for and renewed by ${way}, without state or PKCE`, async () => {
    await emulator.send('POST', '/clock', { advanceSeconds: 61 });
    const location = await authorizeBarely(encodeURIComponent(redirectUri));
    expect([...location.searchParams.keys()]).toEqual(['code']);
    const ask = async (fields: Record<string, string>) => {
      const answer = await fetch(`${emulator.url}/oauth/token`, { method: 'POST', ...written(fields) });
      expect(answer.status).toBe(200);
      return (await answer.json()) as { access_token: string; refresh_token: string; scope: string };
    };
    const first = await ask({
      grant_type: 'authorization_code',
      code: codeOf(location),
      redirect_uri: redirectUri,
    });
    expect(first.scope).toBe('users:read scheduled_events:read');
    const second = await ask({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
    expect((await call(emulator, second.access_token, 'GET', '/users/me')).status).toBe(200);
  });

test('an https callback address leads the browser to where it listens on this machine', async () => {
  await emulator.send('POST', '/callbacks', { 'https://app.example.com': 'http://localhost:1234' });
  const location = await authorizeBarely('https://app.example.com/calendly/callback');
  expect(`${location.origin}${location.pathname}`).toBe('http://localhost:1234/calendly/callback');
  const answer = await fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: codeOf(location),
      redirect_uri: 'https://app.example.com/calendly/callback',
      ...credentials(),
    }),
  });
  expect(answer.status).toBe(200);
});

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

test('a page token is read out of `next_page`, by itself or with the rest of the address', async () => {
  const list = `/scheduled_events?user=${encodeURIComponent(tokens.owner!)}&count=3`;
  const first = await ask('GET', list);
  const { next_page: next } = first.body.pagination as { next_page: string };
  const { pathname, search, searchParams } = new URL(next);
  const byAddress = await ask('GET', `${pathname}${search}`);
  const token = /[?&]page_token=([^&]+)/.exec(next)![1];
  const byToken = await ask('GET', `${list}&page_token=${token}`);
  expect(token).toBe(encodeURIComponent(searchParams.get('page_token')!));
  expect(byAddress.body.collection).toHaveLength(3);
  expect(byToken.body.collection).toEqual(byAddress.body.collection);
  expect(byAddress.body.collection[0]).not.toEqual(first.body.collection[0]);
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
