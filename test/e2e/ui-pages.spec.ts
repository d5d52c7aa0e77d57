/**
 * Every page of the admin in the real program: wide and narrow, light and dark, full and empty, each without a
 * finding of axe, without a sideways scroll and without a refusal of the content security policy.
 */
import { expect, type Page, test } from '@playwright/test';
import { controlEmulator } from '../support/emulator-control.ts';
import { createLooks } from '../support/looks.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';

test.describe.configure({ mode: 'serial' });

let program: Program;
let page: Page;
let checkInEveryLook: ReturnType<typeof createLooks>;

test.beforeAll(async ({ browser }) => {
  program = await startProgram();
  page = await (await browser.newContext()).newPage();
  checkInEveryLook = createLooks(page);
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await bookWithSome();
});

/** Somebody books with each of the first people of the company; those who are connected are told of it. */
async function bookWithSome(): Promise<void> {
  const control = controlEmulator(program.emulatorUrl);
  for (const { event_types } of (await control.people()).slice(0, 4)) {
    await control.send('POST', '/book', { event_type: event_types[0]!.uri, name: hostile });
  }
}

/** What an invitee may type. */
const hostile = '<img src=x onerror=alert(1)> \u202Eexe.txt \u0007 🗓️ مرحبا '.repeat(4);

test.afterAll(async () => {
  await page?.close();
  await program?.stop();
  if (program) await removeFolder(program);
});

const open = (path: string) => page.goto(`${program.url}/demo/${path}`);
const shows = (testId: string) =>
  expect(page.getByTestId(testId).filter({ visible: true }).first()).toBeVisible();

const full = [
  { name: 'meetings as a list', path: 'meetings?view=list', ready: () => shows('meeting-row') },
  {
    name: 'meetings as a week',
    path: 'meetings?view=week',
    ready: () => expect(page.getByRole('region', { name: 'Calendar' })).toBeVisible(),
  },
  { name: 'accounts', path: 'accounts', ready: () => shows('account-status') },
  { name: 'deliveries', path: 'deliveries', ready: () => shows('delivery-row') },
  { name: 'connections', path: 'settings/connections', ready: () => shows('connection-status') },
];

for (const { name, path, ready } of full) {
  test(`${name}: full`, async () => {
    await open(path);
    await checkInEveryLook(ready);
  });
}

test('one meeting', async () => {
  await open('meetings?when=all');
  await page.getByTestId('meeting-row').first().click();
  await checkInEveryLook(() => shows('meeting-detail'));
});

for (const tab of ['body', 'headers', 'raw']) {
  test(`one delivery: ${tab}`, async () => {
    await open(`deliveries?tab=${tab}`);
    await page.getByTestId('delivery-row').first().getByRole('link').click();
    await checkInEveryLook(() => shows('delivery-detail'));
  });
}

test('one account', async () => {
  await open('accounts');
  await page.getByTestId('accounts-list').getByRole('link').first().click();
  await checkInEveryLook(() => shows('account-status'));
});

test('an account tells what was asked of Calendly and what it refused, and all of it on a page', async () => {
  await open('accounts?state=connected');
  await page.getByTestId('accounts-list').getByRole('link').first().click();
  const budget = page.getByTestId('account-budget');
  await expect(budget).toContainText(/limit \d+ a minute, .*left/);
  const at = `/api/v1/accounts/${new URL(page.url()).pathname.split('/').at(-1)}`;
  const ask = (path: string) =>
    page.evaluate(async (address) => {
      const answer = await fetch(address, { headers: { 'x-slotwire-tenant': 'demo' } });
      return { status: answer.status, body: await answer.text() };
    }, at + path);
  expect((await ask('/calendly/scheduled_events/none')).status).toBe(404);
  await expect.poll(async () => (await ask('/requests?failed=true')).body).toContain('"status":404');
  await page.reload();
  await checkInEveryLook(() =>
    expect(page.getByTestId('account-failures')).toContainText('GET /scheduled_events/{uuid}'),
  );
  await budget.getByRole('link').click();
  const list = page.getByTestId('requests-list');
  await checkInEveryLook(() => expect(list).toContainText('/users/me'));
  await page.goto(`${page.url()}?failed=true`);
  await expect(list).toContainText('404');
  await expect(list.getByRole('row').filter({ hasText: '200' })).toHaveCount(0);
  await page.route(/\/api\/v1\/accounts\/\w+\/requests/, (route) =>
    route.fulfill({ json: { items: [], nextCursor: null } }),
  );
  await page.reload();
  await checkInEveryLook(() =>
    expect(page.getByRole('heading', { name: 'No requests match' })).toBeVisible(),
  );
  await page.getByRole('button', { name: 'Remove all filters' }).last().click();
  await checkInEveryLook(() =>
    expect(page.getByRole('heading', { name: 'Nothing asked yet' })).toBeVisible(),
  );
  await page.unrouteAll();
});

test('Add Connection, refused', async () => {
  await open('settings/connections');
  await page.getByTestId('add-connection').click();
  await page.getByTestId('save-connection').click();
  await expect(page.getByTestId('connection-name')).toBeFocused();
  await checkInEveryLook(() => shows('save-connection'));
});

const empty = [
  { name: 'meetings', path: 'meetings', words: 'No meetings ahead' },
  { name: 'accounts', path: 'accounts', words: 'Nobody has connected yet' },
  { name: 'deliveries', path: 'deliveries', words: 'Waiting for the first delivery' },
  { name: 'deliveries, filtered', path: 'deliveries?outcome=parked', words: 'No deliveries match' },
  { name: 'connections', path: 'settings/connections', words: 'No connection yet' },
  { name: 'API keys', path: 'settings/api-keys', words: 'No API key yet' },
];

for (const { name, path, words } of empty) {
  test(`${name}: empty`, async () => {
    await page.route(/\/api\/v1\/(meetings|accounts|connections|deliveries|api-keys)(\?|$)/, (route) =>
      route.fulfill({ json: { items: [], nextCursor: null } }),
    );
    await open(path);
    await checkInEveryLook(() => expect(page.getByRole('heading', { name: words })).toBeVisible());
    await page.unrouteAll();
  });
}

test('an API key is made, shown once, used, and revoked', async () => {
  const ask = (key: string) =>
    fetch(`${program.url}/api/v1/meetings`, { headers: { authorization: `Bearer ${key}` } });
  await open('settings/api-keys');
  await page.getByTestId('new-key').click();
  await page.getByTestId('save-key').click();
  await expect(page.getByTestId('key-name')).toBeFocused();
  await page.getByTestId('key-name').fill('Reporting');
  await checkInEveryLook(() => shows('save-key'));
  await page.getByTestId('save-key').click();
  await checkInEveryLook(() => shows('key-kept'));
  const key = await page.getByLabel('API key', { exact: true }).inputValue();
  expect((await ask(key)).status).toBe(200);
  await page.getByTestId('key-kept').click();
  await checkInEveryLook(() => shows('api-keys-list'));
  expect(await page.content()).not.toContain(key);
  await page.getByRole('button', { name: 'More for Reporting' }).click();
  await page.getByRole('menuitem', { name: 'Revoke' }).click();
  await checkInEveryLook(() => shows('confirm-revoke'));
  await page.getByTestId('confirm-revoke').click();
  await expect(page.getByRole('heading', { name: 'No API key yet' })).toBeVisible();
  expect((await ask(key)).status).toBe(401);
});

for (const kind of ['meetings', 'deliveries']) {
  test(`${kind}: a failed question says so, and can be asked again`, async () => {
    await page.route(new RegExp(`/api/v1/${kind}`), (route) => route.abort());
    await open(kind);
    await checkInEveryLook(() => expect(page.getByText('Slotwire does not answer.')).toBeVisible());
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Slotwire does not answer.')).toHaveCount(0);
  });
}

test('deliveries: loading shows the shape of what follows', async () => {
  const held: (() => void)[] = [];
  await page.route(/\/api\/v1\/deliveries\?/, async (route) => {
    await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  await open('deliveries');
  await checkInEveryLook(() => expect(page.getByRole('status', { name: 'Loading' })).toBeVisible());
  for (const release of held) release();
  await shows('delivery-row');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('signed out', async () => {
  await page.context().clearCookies();
  await open('accounts');
  await checkInEveryLook(() =>
    expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible(),
  );
});
