/** The end user's pages: a session of the application's own page, how each can end, and who is told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Account,
  Change,
  ConnectProgress,
  ConnectSession,
  NewConnectSession,
  Page,
  Problem,
} from '../../sdk/types.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { openRooms, type Rooms } from '../support/rooms.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const origin = 'https://app.example.com';

let emulator: TestEmulator;
let held: TestDatabase;
let rooms: Rooms;
let operator: Visitor;
let people: Person[];
let users = 0;

beforeAll(async () => {
  emulator = await startEmulator();
  held = await createTestDatabase();
  rooms = await openRooms({ database: held.database, emulatorUrl: emulator.url });
  operator = createVisitor(rooms.url);
  await signIn();
  people = await emulator.people();
  await operator.send('PUT', '/api/v1/settings/return-addresses', { addresses: [origin] });
  const application = await emulator.createApplication(rooms.redirectUri);
  await operator.post('/api/v1/connections', {
    type: 'calendly',
    name: 'Northwind',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
});

afterAll(async () => {
  await rooms?.close();
  await held?.dispose();
  await emulator?.close();
});

async function signIn(): Promise<void> {
  const tenant = await rooms.ensureTenant('northwind');
  await operator.signIn(await rooms.team.createLink(tenant.id));
}

async function makeSession(wanted: NewConnectSession = { origin }, userId = `user-${++users}`) {
  const path = `/api/v1/users/${userId}/connect-sessions`;
  const { status, body } = await operator.post<ConnectSession>(path, wanted);
  expect(status).toBe(201);
  return { ...body, userId, page: new URL(body.url).pathname };
}

/** Continues in a browser and answers at Calendly; resolves to where Calendly sends that browser. */
async function atCalendly(visitor: Visitor, url: string, person: Person, choice = {}): Promise<string> {
  const continued = await visitor.send('POST', url);
  expect(continued.status).toBe(303);
  expect(continued.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
  return emulator.consent(continued.location!, person.id, choice);
}

async function progressOf(url: string): Promise<ConnectProgress> {
  return (await createVisitor(rooms.url, {}).get<ConnectProgress>(`${url}/progress`)).body;
}

/** What the page hands to the window that opened it. */
function toldBy(page: string): { origin: string; message: Record<string, string> } | undefined {
  const found = /data-origin="([^"]+)" data-message="([^"]+)"/.exec(page);
  if (!found) return undefined;
  const text = found[2]!.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  return { origin: found[1]!, message: JSON.parse(text) };
}

async function changesOf(accountId: string): Promise<Change[]> {
  const { body } = await operator.get<Page<Change>>('/api/v1/changes?limit=500');
  return body.items.filter((change) => change.accountId === accountId);
}

async function later(seconds: number): Promise<void> {
  await emulator.send('POST', '/clock', { advanceSeconds: seconds });
  await rooms.clock.refresh();
}

test('a session connects, tells the exact origin, its progress and the feed, and is then used up', async () => {
  const session = await makeSession({ origin, name: 'Ana Ruiz', language: 'de' });
  expect(await progressOf(session.url)).toMatchObject({ stage: 'opened', accountId: session.accountId });
  const visitor = createVisitor(rooms.url);
  const shown = await visitor.get<string>(session.url);
  expect(shown.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
  expect(shown.headers.get('referrer-policy')).toBe('no-referrer');
  expect(shown.body).toContain('<html lang="de">');
  expect(shown.body).toContain('Weiter zu Calendly');
  expect(toldBy(shown.body)).toBeUndefined();
  const back = await atCalendly(visitor, session.url, people[0]!);
  expect((await progressOf(session.url)).stage).toBe('at_calendly');
  const landed = await visitor.get(back);
  expect(landed.location).toBe(session.page);
  expect(landed.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
  await rooms.worker.idle();
  const { body: page } = await visitor.get<string>(session.url);
  expect(page).toContain(people[0]!.email);
  expect(toldBy(page)).toEqual({
    origin,
    message: { type: 'slotwire.connect', outcome: 'connected', accountId: session.accountId },
  });
  expect(await progressOf(session.url)).toMatchObject({ stage: 'connected', refusal: null });
  expect((await changesOf(session.accountId)).map(({ type }) => type)).toContain('account.connected');
  expect((await visitor.send('POST', session.url)).status).toBe(410);
  const stranger = await createVisitor(rooms.url).get<string>(session.url);
  expect(stranger.status).toBe(410);
  expect(stranger.body).not.toContain(people[0]!.email);
  expect(toldBy(stranger.body)).toBeUndefined();
});

test('in the same window the browser goes back to the application at once, with how it ended', async () => {
  const returnTo = `${origin}/settings?tab=calendly#top`;
  const session = await makeSession({ returnTo });
  const visitor = createVisitor(rooms.url);
  const no = await atCalendly(visitor, session.url, people[1]!, { decision: 'deny' });
  expect((await visitor.get(no)).location).toBe(
    `${origin}/settings?tab=calendly&connect_error=consent_declined#top`,
  );
  const yes = await atCalendly(visitor, session.url, people[1]!);
  expect((await visitor.get(yes)).location).toBe(
    `${origin}/settings?tab=calendly&connected=${session.accountId}#top`,
  );
});

test('declined: told in the person’s words, nothing stored, and it may be tried again in that browser alone', async () => {
  const session = await makeSession({ origin, language: 'fr' });
  const visitor = createVisitor(rooms.url);
  await visitor.get(await atCalendly(visitor, session.url, people[2]!, { decision: 'deny' }));
  const { status, body: page } = await visitor.get<string>(session.url);
  expect(status).toBe(200);
  expect(page).toContain('Vous avez refusé chez Calendly.');
  expect(page).toContain('Réessayer');
  const refusal = { code: 'consent_declined', words: expect.any(String), wayOut: expect.any(String) };
  expect(toldBy(page)?.message).toEqual({
    type: 'slotwire.connect',
    outcome: 'refused',
    accountId: session.accountId,
    ...refusal,
  });
  expect(await progressOf(session.url)).toMatchObject({ stage: 'refused', refusal });
  const told = (await changesOf(session.accountId)).find(({ type }) => type === 'account.not_connected');
  expect(told?.data).toEqual({ code: 'consent_declined' });
  const account = await operator.get<Account>(`/api/v1/accounts/${session.accountId}`);
  expect(account.body).toMatchObject({ status: { state: 'configured' }, calendly: null });
  expect((await createVisitor(rooms.url).send('POST', session.url)).status).toBe(410);
  await visitor.get(await atCalendly(visitor, session.url, people[2]!));
  expect((await progressOf(session.url)).stage).toBe('connected');
});

test('fewer permissions than meetings need, and an application that Calendly refuses', async () => {
  const narrow = await makeSession();
  const visitor = createVisitor(rooms.url);
  await visitor.get(await atCalendly(visitor, narrow.url, people[3]!, { scopes: ['users:read'] }));
  expect((await visitor.get<string>(narrow.url)).body).toContain('leave every permission checked');
  const added = await operator.post<{ id: number }>('/api/v1/connections', {
    type: 'calendly',
    name: 'Wrong secret',
    clientId: (await emulator.createApplication(rooms.redirectUri)).client_id,
    clientSecret: 'wrong',
  });
  const refused = await makeSession({ origin, connectionId: added.body.id });
  await visitor.get(await atCalendly(visitor, refused.url, people[3]!));
  const { body: page } = await visitor.get<string>(refused.url);
  expect(page).toContain('does not accept <bdi>northwind</bdi> at the moment');
  expect(toldBy(page)?.message.code).toBe('client_refused');
  await operator.send('DELETE', `/api/v1/connections/${added.body.id}`);
});

test('the first browser that continues has it; another is told, and cannot bring the consent home', async () => {
  const session = await makeSession();
  const [first, second] = [createVisitor(rooms.url), createVisitor(rooms.url)];
  await second.get(session.url);
  const back = await atCalendly(first, session.url, people[4]!);
  const taken = await second.send<string>('POST', session.url);
  expect(taken.status).toBe(410);
  expect(taken.body).toContain('in use in another browser');
  expect((await second.get(back)).location).toBe(session.page);
  expect((await second.get<string>(session.url)).body).toContain('Not in this browser');
  expect((await progressOf(session.url)).stage).toBe('at_calendly');
  // Who comes back from Calendly without an answer may go there again.
  await first.get(await atCalendly(first, session.url, people[4]!));
  expect((await progressOf(session.url)).stage).toBe('connected');
  expect((await first.get(back)).location).toBe(session.page);
});

test('a window that is closed early leaves nothing behind, and the session ends after ten minutes', async () => {
  const session = await makeSession({ origin, returnTo: `${origin}/settings` });
  const visitor = createVisitor(rooms.url);
  await visitor.send('POST', session.url);
  expect((await changesOf(session.accountId)).map(({ type }) => type)).toEqual(['account.configured']);
  await later(601);
  expect((await progressOf(session.url)).stage).toBe('ended');
  const { status, body: page } = await visitor.get<string>(session.url);
  expect(status).toBe(410);
  expect(page).toContain('Ask <bdi>northwind</bdi> for a new one.');
  expect(page).toContain(`href="${origin}/settings?connect_error=connect_link_ended"`);
  expect((await visitor.send('POST', session.url)).status).toBe(410);
  await later(86_400);
  await signIn();
  await makeSession({ origin }, session.userId);
  const forgotten = await visitor.get<string>(session.url);
  expect(forgotten.body).toContain('Ask for a new one where you got it.');
  expect((await visitor.get(`${session.url}/progress`)).status).toBe(410);
});

test('only pages of the session’s own origin may read its progress', async () => {
  const session = await makeSession();
  const read = async (from: string) =>
    (await createVisitor(rooms.url, { origin: from }).get(`${session.url}/progress`)).headers.get(
      'access-control-allow-origin',
    );
  expect(await read(origin)).toBe(origin);
  for (const other of ['https://app.example.com.evil.example', 'http://app.example.com', 'null']) {
    expect(await read(other)).toBeNull();
  }
  const nowhere = await makeSession({});
  const answer = await createVisitor(rooms.url, { origin }).get(`${nowhere.url}/progress`);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
});

test('a session leads and tells nowhere that the tenant did not list', async () => {
  const path = '/api/v1/users/unlisted/connect-sessions';
  const listed = { status: 422, body: { code: 'return_address_not_listed' } };
  expect(await operator.post<Problem>(path, { origin: 'https://evil.example' })).toMatchObject(listed);
  expect(await operator.post<Problem>(path, { returnTo: 'https://evil.example/x' })).toMatchObject(listed);
  for (const wrong of [
    { origin: 'https://app.example.com/x' },
    { origin: '*' },
    { returnTo: '/own' },
    { returnTo: '//evil.example' },
    { language: 'xx' },
    { purpose: 'other' },
    { connectionId: 4711 },
  ]) {
    expect(await operator.post<Problem>(path, wrong), JSON.stringify(wrong)).toMatchObject({
      status: 422,
      body: { code: 'wrong_fields', fields: [{ path: Object.keys(wrong)[0] }] },
    });
  }
});

/** Of a person at Calendly. */
async function liveGrants(person: Person): Promise<number> {
  const { grants } = await emulator.dump();
  return (grants as { userId: string; endedAt: string | null }[]).filter(
    (one) => one.userId === person.id && one.endedAt === null,
  ).length;
}

/** Somebody connected, and in a browser of theirs the question whether another shall be. */
async function askWhich(first: Person, other: Person, wanted: NewConnectSession = { origin }) {
  const before = await makeSession();
  const visitor = createVisitor(rooms.url);
  await visitor.get(await atCalendly(visitor, before.url, first));
  await rooms.worker.idle();
  const session = await makeSession(wanted, before.userId);
  expect((await visitor.get(await atCalendly(visitor, session.url, other))).location).toBe(session.page);
  return { session, visitor, accountId: before.accountId };
}

test('another Calendly person: nothing changes before the answer, and who keeps the first loses nothing', async () => {
  const [first, other] = [people[6]!, people[7]!];
  const { session, visitor, accountId } = await askWhich(first, other);
  const { body: page } = await visitor.get<string>(session.url);
  for (const { name, email } of [first, other]) expect(page).toContain(`${name} (${email})`);
  expect(toldBy(page)).toBeUndefined();
  expect((await progressOf(session.url)).stage).toBe('asks');
  expect(await liveGrants(other)).toBe(1);
  expect((await createVisitor(rooms.url).send('POST', `${session.url}/change`)).location).toBe(session.page);
  expect((await visitor.send('POST', session.url)).status).toBe(410);
  expect((await progressOf(session.url)).stage).toBe('asks');
  // What a crash left is taken up by its minute; this is not left.
  await later(61);
  expect(await rooms.accounts.recovery.once()).toBeGreaterThan(0);
  expect(await liveGrants(other)).toBe(1);
  expect((await visitor.send('POST', `${session.url}/keep`)).location).toBe(session.page);
  await rooms.worker.idle();
  expect(await liveGrants(other)).toBe(0);
  expect(await liveGrants(first)).toBe(1);
  const kept = await visitor.get<string>(session.url);
  expect(kept.body).toContain('stays connected');
  expect(toldBy(kept.body)?.message).toMatchObject({ outcome: 'refused', code: 'other_calendly_user' });
  expect((await visitor.send('POST', `${session.url}/change`)).location).toBe(session.page);
  const account = (await operator.get<Account>(`/api/v1/accounts/${accountId}`)).body;
  expect(account).toMatchObject({ status: { state: 'connected' }, calendly: { email: first.email } });
  expect((await changesOf(accountId)).at(-1)).toMatchObject({
    type: 'account.not_connected',
    data: { code: 'other_calendly_user' },
  });
});

test('another Calendly person: who switches is connected as the other, and of the first nothing is left', async () => {
  const [first, other] = [people[8]!, people[9]!];
  const { session, visitor, accountId } = await askWhich(first, other, { returnTo: `${origin}/done` });
  const answers = await Promise.all([
    visitor.send('POST', `${session.url}/change`),
    visitor.send('POST', `${session.url}/change`),
  ]);
  const to = answers.map(({ location }) => location).filter((location) => location?.startsWith(origin));
  expect(to).toHaveLength(1);
  const now = new URL(to[0]!).searchParams.get('connected')!;
  expect(now).not.toBe(accountId);
  for (let tries = 0; tries < 10 && (await liveGrants(first)) > 0; tries++) {
    await later(5);
    await rooms.worker.idle();
  }
  expect(await liveGrants(first)).toBe(0);
  expect(await liveGrants(other)).toBe(1);
  const read = async (id: string) => (await operator.get<Account>(`/api/v1/accounts/${id}`)).body;
  expect(await read(accountId)).toMatchObject({ status: { state: 'disconnected' }, disconnecting: null });
  expect(await read(now)).toMatchObject({ status: { state: 'connected' }, calendly: { email: other.email } });
  const { subscriptions } = await emulator.dump();
  const theirs = [first.id, other.id];
  expect(subscriptions.map(({ userId }) => userId).filter((id) => theirs.includes(id ?? ''))).toEqual([
    other.id,
  ]);
  expect((await makeSession({ origin }, session.userId)).accountId).toBe(now);
});

test('another Calendly person: without an answer the grant goes back to Calendly', async () => {
  const { session, visitor } = await askWhich(people[10]!, people[11]!);
  await later(601);
  await rooms.worker.idle();
  expect(await liveGrants(people[11]!)).toBe(0);
  expect(await liveGrants(people[10]!)).toBe(1);
  expect((await visitor.send('POST', `${session.url}/change`)).location).toBe(session.page);
  expect((await visitor.get<string>(session.url)).body).toContain('This link has ended');
});

test('the end user ends the connection: what goes is told, then that it is gone, with proof', async () => {
  const session = await makeSession();
  const visitor = createVisitor(rooms.url);
  await visitor.get(await atCalendly(visitor, session.url, people[5]!));
  await rooms.worker.idle();
  const manage = await makeSession({ origin, purpose: 'manage' }, session.userId);
  expect(manage.accountId).toBe(session.accountId);
  expect((await createVisitor(rooms.url).send('POST', manage.url)).status).toBe(410);
  const shown = await visitor.get<string>(manage.url);
  expect(shown.body).toContain(`Connected as <bdi>${people[5]!.email}</bdi>`);
  const asked = await visitor.get<string>(`${manage.url}/disconnect`);
  expect(asked.body).toContain('0 meetings that <bdi>northwind</bdi> knows stay with it.');
  expect((await visitor.send('POST', `${manage.url}/disconnect`)).location).toBe(manage.page);
  expect((await visitor.get<string>(manage.url)).body).toContain('http-equiv="refresh"');
  expect((await progressOf(manage.url)).stage).toBe('disconnecting');
  for (let tries = 0; tries < 10 && (await progressOf(manage.url)).stage !== 'disconnected'; tries++) {
    await later(5);
    await rooms.worker.idle();
  }
  const { body: page } = await visitor.get<string>(manage.url);
  const gone = (await changesOf(session.accountId)).find(({ type }) => type === 'account.disconnected');
  expect(page).toContain(`<bdi>${gone!.id}</bdi>`);
  expect(toldBy(page)?.message).toMatchObject({ outcome: 'disconnected', accountId: session.accountId });
  const { subscriptions } = await emulator.dump();
  expect(subscriptions.filter(({ userId }) => userId === people[5]!.id)).toEqual([]);
  expect((await visitor.get(`${manage.url}/disconnect`)).location).toBe(manage.page);
  const nobody = await makeSession({ purpose: 'manage' }, session.userId);
  expect((await visitor.get<string>(nobody.url)).body).toContain('There is nothing to disconnect.');
});

test('the pages wear the application’s name, colour and picture, and refuse what would not do', async () => {
  const path = '/api/v1/settings/connect-page';
  const saved = await operator.send('PUT', path, { name: 'Northwind CRM', color: '#7F7F7F' });
  expect(saved.body).toMatchObject({ color: '#7f7f7f', worn: { color: '#767676', darkened: true } });
  const png = `data:image/png;base64,${Buffer.from('89504e470d0a1a0a00', 'hex').toString('base64')}`;
  expect((await operator.send('PUT', `${path}/logo`, { logo: png })).status).toBe(200);
  const session = await makeSession();
  const visitor = createVisitor(rooms.url);
  const { body: page } = await visitor.get<string>(session.url);
  expect(page).toContain('Connect your Calendly to <bdi>Northwind CRM</bdi>');
  expect(page).toContain('/connect/style.css?color=7f7f7f');
  expect((await visitor.get<string>('/connect/style.css?color=7f7f7f')).body).toContain('--ink: #767676');
  expect((await visitor.get<string>('/connect/style.css?color=red;}')).body).not.toContain('red');
  const logo = await visitor.get(/src="([^"]+logo)"/.exec(page)![1]!);
  expect(logo.headers.get('content-type')).toBe('image/png');
  const script = `data:image/svg+xml;base64,${Buffer.from('<svg onload="alert(1)"/>').toString('base64')}`;
  const lie = `data:image/png;base64,${Buffer.from('<svg onload="alert(1)"/>').toString('base64')}`;
  for (const wrong of [script, lie, 'https://evil.example/logo.png', 'data:image/png;base64,']) {
    expect((await operator.send('PUT', `${path}/logo`, { logo: wrong })).status).toBe(422);
  }
  for (const wrong of [{ color: 'red' }, { color: '#fff' }, { name: ' ' }]) {
    const whole = { name: null, color: null, ...wrong };
    expect((await operator.send('PUT', path, whole)).status).toBe(422);
  }
  expect((await operator.send<{ logo: null }>('DELETE', `${path}/logo`)).body.logo).toBeNull();
  const preview = await operator.get<{ html: string }>(`${path}/preview?name=Harbor&color=ffd400&page=ended`);
  expect(preview.body.html).toContain('Ask <bdi>Harbor</bdi> for a new one.');
});
