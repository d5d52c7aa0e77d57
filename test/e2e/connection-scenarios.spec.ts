/**
 * What may go wrong with a connection and what may change of it, as an operator sees it: each with its words and its
 * way out, each mended by itself or with one click. The truth is the emulator's dump.
 */
import { expect, test } from '@playwright/test';
import type {
  Account,
  AccountDetail,
  Connection,
  ConnectionDetail,
  Page as List,
  Meeting,
} from '../../sdk/types.ts';
import type { Person } from '../support/emulator-control.ts';
import {
  connectionCard,
  consentAs,
  type OperatorPage,
  openOperatorPage,
  standingAt,
} from '../support/operator-page.ts';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

let opened: OperatorPage;
let application: Awaited<ReturnType<OperatorPage['createApplication']>>;
let connection: Connection;
let person: Person;

/** For what is done in the background, by jobs that wait for their turn. */
const inTime = expect.configure({ timeout: 60_000 });
const headers = { 'x-slotwire-request': '1' };

test.beforeAll(async ({ browser }) => {
  opened = await openOperatorPage(browser);
  application = await opened.createApplication();
  person = (await opened.control.people())[7]!;
  connection = await add('Scheduling', application);
});

test.afterAll(() => opened?.close());

async function add(name: string, client: typeof application): Promise<Connection> {
  const answer = await opened.page.request.post(`${opened.program.url}/api/v1/connections`, {
    headers,
    data: { type: 'calendly', name, clientId: client.client_id, clientSecret: client.client_secret },
  });
  return answer.json();
}

const read = async <T>(path: string): Promise<T> =>
  (await opened.page.request.get(`${opened.program.url}/api/v1${path}`)).json();
const ownAccount = async () => {
  const { status } = await read<Connection>(`/connections/${connection.id}`);
  return read<AccountDetail>(`/accounts/${status.ownAccountId}`);
};

const card = () => connectionCard(opened.page, 'Scheduling');
const state = () => card().getByTestId('connection-status');
const list = () => opened.page.goto(`${opened.program.url}/demo/settings/connections`);
const press = (testId: string) => card().getByTestId(testId).click();
const pass = (seconds: number) => opened.control.send('POST', '/clock', { advanceSeconds: seconds });

async function connect(): Promise<void> {
  await list();
  await press('connect-button');
  await consentAs(opened.page, person);
  await expect(state()).toHaveText('Connected');
}

async function prepare(userId: string, connectionId: number): Promise<Account> {
  const path = `${opened.program.url}/api/v1/users/${userId}/accounts`;
  return (await opened.page.request.post(path, { headers, data: { connectionId } })).json();
}

/** An end user's account, connected from its page. */
async function connectEndUser(userId: string, who: Person): Promise<string> {
  const { page, program } = opened;
  const { id } = await prepare(userId, connection.id);
  await page.goto(`${program.url}/demo/accounts/${id}`);
  await page.getByTestId('account-connect').click();
  await consentAs(page, who);
  await expect(page.getByTestId('account-disconnect')).toBeVisible();
  return id;
}

/** How many pairs of tokens Calendly ever gave for an application, or for all. */
async function pairs(clientId?: string): Promise<number> {
  const { tokens } = (await opened.control.dump()) as unknown as { tokens: { clientId: string }[] };
  return tokens.filter((token) => !clientId || token.clientId === clientId).length;
}

/** How the test of the own account ends, as far as Calendly answers. */
async function tryIt() {
  await list();
  await press('test-button');
  const line = opened.page.getByTestId('test-report').locator('[data-step=calendly]');
  await expect(line).toHaveAttribute('data-outcome', /passed|failed/);
  const [outcome, words] = [await line.getAttribute('data-outcome'), await line.textContent()];
  await list();
  return { outcome, words };
}

test('CONN-CALENDLY-010 permissions denied: nothing is stored, the reason is told, Connect works again', async () => {
  const { page, control } = opened;
  await list();
  await press('connect-button');
  await page.getByTestId(`consent-person-${person.slug}`).click();
  await page.getByTestId('consent-deny').click();
  await expect(page.getByText('The person said no at Calendly.')).toBeVisible();
  await expect(state()).toHaveText('Configured');
  expect(await standingAt(control, application.client_id)).toEqual({ subscriptions: 0, grants: 0 });
  await connect();
  await inTime
    .poll(() => standingAt(control, application.client_id))
    .toEqual({ subscriptions: 1, grants: 1 });
});

test('CONN-CALENDLY-012 access taken away: error with its reason, and Re-connect heals it', async () => {
  const { page, control, checkInEveryLook } = opened;
  await control.send('POST', '/revoke', { user: person.id });
  expect((await tryIt()).outcome).toBe('failed');
  await expect(state()).toHaveText('Error');
  await card().getByRole('link', { name: 'Scheduling' }).click();
  await checkInEveryLook(() => expect(page.getByText('Calendly ended our access').first()).toBeVisible());
  const { status, timeline } = await read<ConnectionDetail>(`/connections/${connection.id}`);
  expect(status.reason).toMatchObject({ code: 'access_revoked' });
  expect(timeline[0]!.words).toContain('Your own account: Calendly ended our access');
  await page.getByTestId('connect-button').click();
  await consentAs(page, person);
  await expect(page).toHaveURL(new RegExp(`/settings/connections/${connection.id}`));
  await expect(page.getByTestId('connection-status')).toHaveText('Connected');
});

test('CONN-CALENDLY-011 token expired: it is renewed by itself, the account stays connected', async () => {
  const { control } = opened;
  const before = await pairs(application.client_id);
  await control.send('POST', '/expire', { user: person.id });
  expect((await tryIt()).outcome).toBe('passed');
  await expect(state()).toHaveText('Connected');
  expect(await pairs(application.client_id)).toBe(before + 1);
});

test('CONN-CALENDLY-013 limit of requests used up: it waits and goes on by itself', async () => {
  const { control } = opened;
  await control.send('POST', '/faults', { operation: 'users.me', kind: 'status', status: 429 });
  const limited = await tryIt();
  expect(limited).toEqual({ outcome: 'failed', words: expect.stringContaining('tried again by itself') });
  await expect(state()).toHaveText('Connected');
  await control.send('POST', '/faults', {
    operation: 'scheduledEvents.list',
    kind: 'status',
    status: 429,
    count: 2,
  });
  const id = await connectEndUser('crm-13', (await control.people())[9]!);
  const account = () => read<AccountDetail>(`/accounts/${id}`);
  await inTime
    .poll(async () => {
      await pass(30);
      return (await account()).backfill?.state;
    })
    .toBe('done');
  expect((await account()).status.state).toBe('connected');
  expect((await tryIt()).outcome).toBe('passed');
});

test('CONN-CALENDLY-014 deliveries fail: the trouble is told with its way out, the meeting is there all the same', async () => {
  const { page, control } = opened;
  const { id } = await ownAccount();
  await control.send('POST', '/faults', { operation: 'delivery', kind: 'unreachable', count: 'always' });
  const email = 'undelivered@example.com';
  const eventType = person.event_types[0]!.uri;
  await control.send('POST', '/book', { event_type: eventType, name: 'Ana Ruiz', email });
  const meetings = async () =>
    (await read<List<Meeting>>(`/meetings?accountId=${id}&search=${email}`)).items.length;
  expect(await meetings()).toBe(0);
  await pass(16 * 60);
  await inTime.poll(async () => (await ownAccount()).subscription?.state).toBe('retrying');
  await page.goto(`${opened.program.url}/demo/accounts/${id}`);
  await expect(page.getByText('Calendly has trouble reaching us and keeps trying.').first()).toBeVisible();
  await expect(page.getByText('Check that the public address answers from outside.').first()).toBeVisible();
  // Whatever Calendly tells of, it is also asked every quarter of an hour.
  await inTime.poll(meetings).toBe(1);
  await control.send('DELETE', '/faults');
});

test('CONN-CALENDLY-016 a next Client secret takes over when Calendly asks for it', async () => {
  const { page, control } = opened;
  await page.goto(`${opened.program.url}/demo/settings/connections/${connection.id}`);
  await page.getByRole('button', { name: 'More for Scheduling' }).click();
  await page.getByRole('menuitem', { name: 'Update credentials' }).click();
  const drawer = page.getByRole('dialog', { name: 'Update credentials' });
  const next = 'a-next-secret-of-the-application';
  await drawer.getByLabel('Next Client secret (optional)', { exact: true }).fill(next);
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(drawer).toHaveCount(0);
  await expect(page.getByText('A next Client secret is entered.')).toBeVisible();
  expect(await page.content()).not.toContain(next);

  const rotated = { client_id: application.client_id, client_secret: next };
  await control.send('POST', '/applications/secret', rotated);
  await pass(100 * 60);
  expect((await tryIt()).outcome).toBe('passed');
  const after = await read<ConnectionDetail>(`/connections/${connection.id}`);
  expect(after).toMatchObject({ status: { state: 'connected' }, options: { nextClientSecret: null } });
  expect(after.timeline.some(({ words }) => /does not accept/.test(words))).toBe(false);
});

test('CONN-CALENDLY-017 more is asked for than was granted: named, and granted with one click', async () => {
  const { page, checkInEveryLook } = opened;
  await list();
  await card().getByRole('button', { name: 'More for Scheduling' }).click();
  await page.getByRole('menuitem', { name: 'Permissions and environment' }).click();
  const drawer = page.getByRole('dialog', { name: 'Permissions and environment' });
  await drawer.getByText('Full', { exact: true }).click();
  await drawer.getByText('Staging', { exact: true }).click();
  await checkInEveryLook(() => expect(drawer.getByText('scheduled_events:write')).toBeVisible());
  await drawer.getByRole('button', { name: 'Save' }).click();
  await expect(card()).toContainText('Staging');

  const { id } = await ownAccount();
  await page.goto(`${opened.program.url}/demo/accounts/${id}`);
  const grant = page.getByTestId('reconnect-to-grant');
  await expect(grant).toHaveText('Reconnect to grant 2 permissions');
  await grant.click();
  await expect(page).toHaveURL(new RegExp(`^${opened.program.emulatorUrl}/oauth/authorize`));
  expect(new URL(page.url()).searchParams.get('scope')).toContain('event_types:write');
  await consentAs(page, person);
  await expect(page.getByTestId('reconnect-to-grant')).toHaveCount(0);
  const reasons = (await ownAccount()).status.health.reasons.map(({ code }) => code);
  expect(reasons).not.toContain('permission_missing');
});

test('CONN-CALENDLY-018 another application: an end user moves at their next visit, nothing is doubled', async () => {
  const { control, program, page } = opened;
  const other = await opened.createApplication();
  const target = await add('Scheduling, second application', other);
  const visitor = (await control.people())[8]!;
  const id = await connectEndUser('crm-18', visitor);
  const before = await standingAt(control, application.client_id);

  expect(await prepare('crm-18', target.id)).toMatchObject({ id, nextConnectionId: target.id });
  const link = await page.request.post(`${program.url}/api/v1/accounts/${id}/link`, { headers });
  await page.goto(((await link.json()) as { url: string }).url);
  await page.getByRole('button', { name: 'Continue to Calendly' }).click();
  expect(new URL(page.url()).searchParams.get('client_id')).toBe(other.client_id);
  await consentAs(page, visitor);
  await expect(page.getByRole('heading', { name: 'Connected' })).toBeVisible();
  await inTime
    .poll(async () => {
      await pass(2);
      return [await standingAt(control, application.client_id), await standingAt(control, other.client_id)];
    })
    .toEqual([
      { subscriptions: before.subscriptions - 1, grants: before.grants - 1 },
      { subscriptions: 1, grants: 1 },
    ]);
  const moved = await read<AccountDetail>(`/accounts/${id}`);
  expect(moved).toMatchObject({ id, connectionId: target.id, nextConnectionId: null });
  expect(moved.status.state).toBe('connected');
});

test('CONN-CALENDLY-019 tokens are replaced on demand: of a connection, of one account, of all', async () => {
  const { page, program, checkInEveryLook } = opened;
  const replaced = page.getByTestId('replaced');
  const replace = async (gone: (before: number) => Promise<void>) => {
    const before = await pairs();
    await page.getByTestId('confirm-replace').click();
    await expect(replaced).toHaveAttribute('data-ended', 'true');
    await gone(before);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  const { items } = await read<List<Account>>('/accounts?state=connected&limit=100');
  const through = items.filter(({ connectionId }) => connectionId === connection.id).length;
  expect(through).toBeGreaterThan(1);
  expect(items.length).toBeGreaterThan(through);

  await page.goto(`${program.url}/demo/settings/connections/${connection.id}`);
  await page.getByRole('button', { name: 'More for Scheduling' }).click();
  await page.getByRole('menuitem', { name: 'Replace tokens' }).click();
  await checkInEveryLook(() => expect(page.getByTestId('confirm-replace')).toBeVisible());
  await replace(async (before) => {
    await expect(replaced).toContainText(`Done: ${through} of ${through} accounts.`);
    expect(await pairs()).toBe(before + through);
  });

  const { id } = await ownAccount();
  await page.goto(`${program.url}/demo/accounts/${id}`);
  await page.getByTestId('replace-tokens').click();
  await replace(async (before) => {
    await expect(replaced).toContainText('Done: 1 of 1 account.');
    expect(await pairs()).toBe(before + 1);
  });
  await expect(page.getByText('Calendly replaced the tokens, as somebody asked.')).toHaveCount(2);

  await list();
  await page.getByTestId('replace-all-tokens').click();
  await replace(async (before) => {
    await expect(replaced).toContainText(`Done: ${items.length} of ${items.length} accounts.`);
    expect(await pairs()).toBe(before + items.length);
  });
});
