/**
 * Connections and accounts as an operator sees them: in each state exactly the buttons that were asked for, what each
 * of them does at Calendly (judged by the emulator's dump), and no secret in any answer or page.
 */
import { expect, type Page, test } from '@playwright/test';
import type { Account, Connection } from '../../sdk/types.ts';
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
let program: OperatorPage['program'];
let page: Page;
let control: OperatorPage['control'];
let checkInEveryLook: OperatorPage['checkInEveryLook'];
let application: Awaited<ReturnType<OperatorPage['createApplication']>>;
let person: Person;
const answers: string[] = [];

test.beforeAll(async ({ browser }) => {
  opened = await openOperatorPage(browser);
  ({ program, page, control, checkInEveryLook } = opened);
  application = await opened.createApplication();
  person = (await control.people())[7]!;
  page.on('response', async (response) => {
    if (response.url().includes('/api/v1/') && !response.url().endsWith('/live'))
      answers.push(await response.text().catch(() => ''));
  });
});

test.afterAll(() => opened?.close());

const open = () => page.goto(`${program.url}/demo/settings/connections`);
const card = (name = 'Scheduling') => connectionCard(page, name);
const press = (testId: string) => card().getByTestId(testId).click();
const headers = { 'x-slotwire-request': '1' };

/** The buttons of a state, besides Copy link and the menu, which every state has. */
const buttonsOf = (name?: string) =>
  card(name).locator('button[data-testid$="-button"]:not([data-testid="copy-link-button"])');

async function fill(secret: string): Promise<void> {
  await page.getByTestId('connection-name').fill('Scheduling');
  await page.getByTestId('client-id').fill(application.client_id);
  await page.getByTestId('client-secret').fill(secret);
  await page.getByTestId('save-connection').click();
}

const consent = () => consentAs(page, person);
const atCalendly = () => standingAt(control, application.client_id);

test('CONN-CALENDLY-002 invalid credentials are refused with an error that points at the field', async () => {
  await open();
  await page.getByTestId('add-connection').click();
  await page.getByTestId('save-connection').click();
  for (const field of ['connection-name', 'client-id', 'client-secret']) {
    await expect(page.getByTestId(field)).toHaveAttribute('aria-invalid', 'true');
  }
  await expect(page.getByTestId('connection-name')).toBeFocused();

  await fill('not the secret of this application');
  const secret = page.getByTestId('client-secret');
  await expect(secret).toHaveAttribute('aria-invalid', 'true');
  await expect(secret).toBeFocused();
  await expect(secret).toHaveAccessibleDescription(/does not accept this Client ID and secret together/);
  await expect(card()).toHaveCount(0);
  const { items } = await (await page.request.get(`${program.url}/api/v1/connections`)).json();
  expect(items.map(({ name }: Connection) => name)).not.toContain('Scheduling');
});

test('CONN-CALENDLY-001 a connection is created with valid credentials, and OAuth can start', async () => {
  await open();
  await page.getByTestId('add-connection').click();
  await fill(application.client_secret);
  await expect(page.getByText('Nobody is connected through it yet.')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${program.emulatorUrl}/oauth/authorize`));
  const asked = new URL(page.url()).searchParams;
  expect(asked.get('client_id')).toBe(application.client_id);
  expect(asked.get('redirect_uri')).toBe(`${program.url}/oauth/calendly/callback`);
  expect(asked.get('code_challenge_method')).toBe('S256');
});

test('CONN-CALENDLY-004 configured: Connect', async () => {
  await open();
  await expect(card().getByTestId('connection-status')).toHaveText('Configured');
  await expect(buttonsOf()).toHaveText(['Connect']);
  await expect(card().getByTestId('copy-link-button')).toBeVisible();
});

test('CONN-CALENDLY-003 a connection is renamed', async () => {
  await card().getByRole('button', { name: 'More for Scheduling' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  const name = card().getByLabel('Name', { exact: true });
  await name.fill(' ');
  await page.keyboard.press('Enter');
  await expect(name).toHaveAccessibleDescription('Give it a name your team will recognise.');
  await name.fill('Renamed 🗓️');
  await page.keyboard.press('Enter');
  await expect(card('Renamed 🗓️')).toContainText('Renamed 🗓️');
  await open();
  await card('Renamed 🗓️').getByRole('button', { name: 'More for' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Scheduling');
  await page.keyboard.press('Enter');
  await expect(card()).toBeVisible();
});

test('CONN-CALENDLY-008 Copy link: an end user connects at it, in one browser', async ({ browser }) => {
  await press('copy-link-button');
  await page.getByLabel('User id').fill('crm-17');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByLabel('Connect link', { exact: true }).inputValue();
  await page.getByRole('button', { name: 'Copy Connect link' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  const context = await browser.newContext();
  const visitor = await context.newPage();
  await visitor.goto(link);
  await visitor.getByRole('button', { name: 'Continue to Calendly' }).click();
  await expect(visitor).toHaveURL(new RegExp(`^${program.emulatorUrl}/`));
  const another = await browser.newContext();
  const stranger = await another.newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole('heading', { name: 'Not in this browser' })).toBeVisible();
  await another.close();
  await context.close();
});

test('CONN-CALENDLY-005 connected: Disconnect, Test', async () => {
  await open();
  await press('connect-button');
  await consent();
  await expect(card().getByTestId('connection-status')).toHaveText('Connected');
  await expect(buttonsOf()).toHaveText(['Disconnect', 'Test']);
  await expect.poll(atCalendly).toEqual({ subscriptions: 1, grants: 1 });
});

test('CONN-CALENDLY-009 Test: a line for each thing, waiting and failed ones told apart, copied without secrets', async () => {
  await open();
  await press('test-button');
  const report = page.getByTestId('test-report');
  const outcomes = () =>
    report
      .locator('[data-step]')
      .evaluateAll((lines) => lines.map(({ dataset }) => `${dataset.step} ${dataset.outcome}`));
  await expect(report.getByRole('status').first()).toContainText('6 passed, 1 waiting');
  expect(await outcomes()).toEqual([
    'client passed',
    'calendly passed',
    'permissions passed',
    'subscription passed',
    'address passed',
    'delivery waiting',
    'clock passed',
  ]);
  await checkInEveryLook(() => expect(report.getByText('Our access speaks for')).toBeVisible());

  await control.send('POST', '/faults', { operation: 'users.me', kind: 'status', status: 503 });
  await report.getByRole('button', { name: 'Try again' }).click();
  await expect(report.locator('[data-step=calendly]')).toHaveAttribute('data-outcome', 'failed');
  await expect(report.locator('[data-step=calendly]')).toContainText('tried again by itself');
  await expect(report.locator('[data-step=client]')).toHaveAttribute('data-outcome', 'passed');
  await report.getByRole('button', { name: 'Copy result' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('Failed: Calendly answers.');
  expect(copied).not.toContain(application.client_secret);
  await page.keyboard.press('Escape');
  await expect(report).toBeHidden();
  await expect(card().getByTestId('test-button')).toBeFocused();
  await page.keyboard.press('t');
  await expect(report).toBeVisible();
  await page.keyboard.press('Escape');
});

test('CONN-CALENDLY Test of an account, from its page and by its key', async () => {
  const { items } = await (await page.request.get(`${program.url}/api/v1/accounts?state=connected`)).json();
  const account = (items as Account[]).find(({ endUser }) => endUser.userId !== null)!;
  await page.goto(`${program.url}/demo/accounts/${account.id}`);
  await expect(page.getByTestId('account-disconnect')).toBeVisible();
  await page.getByTestId('test-button').click();
  const report = page.getByTestId('test-report');
  await expect(report.locator('[data-outcome=passed]')).toHaveCount(5);
  await expect(report.locator('[data-step=client]')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(report).toHaveCount(0);
  await page.keyboard.press('t');
  await expect(report.locator('[data-outcome=passed]')).toHaveCount(5);
});

test('CONN-CALENDLY-006 Disconnect: subscription and access are gone at Calendly; disconnected: Re-connect', async () => {
  await open();
  await press('disconnect-button');
  await page.getByTestId('confirm-disconnect').click();
  await expect(card().getByTestId('connection-status')).toHaveText('Disconnected');
  await expect(buttonsOf()).toHaveText(['Re-connect']);
  await expect.poll(atCalendly).toEqual({ subscriptions: 0, grants: 0 });
  await press('connect-button');
  await consent();
  await expect(card().getByTestId('connection-status')).toHaveText('Connected');
  await expect.poll(atCalendly).toEqual({ subscriptions: 1, grants: 1 });
});

test('CONN-CALENDLY-007 error: Update credentials, Re-connect; wrong ones are told at the field, right ones heal', async () => {
  const { items } = await (await page.request.get(`${program.url}/api/v1/connections`)).json();
  const { id } = (items as Connection[]).find(({ name }) => name === 'Scheduling')!;
  const address = `${program.url}/api/v1/connections/${id}`;
  await page.request.patch(address, { headers, data: { clientSecret: 'rotated at Calendly meanwhile' } });
  await page.request.post(`${address}/test`, { headers });
  await open();
  await expect(card().getByTestId('connection-status')).toHaveText('Error');
  await expect(buttonsOf()).toHaveText(['Update credentials', 'Re-connect']);
  await expect(card()).toContainText('does not accept this Client ID');

  await press('update-credentials-button');
  const secret = page.getByRole('dialog').getByLabel('Client secret', { exact: true });
  await secret.fill('wrong once more');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(secret).toHaveAttribute('aria-invalid', 'true');
  await expect(secret).toBeFocused();
  await secret.fill(application.client_secret);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Credentials are saved')).toBeVisible();
  await expect(card().getByTestId('connection-status')).toHaveText('Connected');

  await control.send('POST', '/revoke', { user: person.id });
  await press('test-button');
  await expect(page.getByTestId('test-report').locator('[data-step=calendly]')).toHaveAttribute(
    'data-outcome',
    'failed',
  );
  await page.keyboard.press('Escape');
  await expect(card().getByTestId('connection-status')).toHaveText('Error');
  await expect(buttonsOf()).toHaveText(['Update credentials', 'Re-connect']);
  await press('connect-button');
  await consent();
  await expect(card().getByTestId('connection-status')).toHaveText('Connected');
});

test('CONN-CALENDLY-015 a secret is masked in every answer and on every page', async () => {
  await open();
  await card().getByRole('button', { name: 'More for Scheduling' }).click();
  await page.getByRole('menuitem', { name: 'Update credentials' }).click();
  await expect(page.getByRole('dialog').getByLabel('Client secret', { exact: true })).toHaveValue('');
  expect(await page.content()).not.toContain(application.client_secret);
  expect(answers.some((text) => text.includes('"clientSecret":"***"'))).toBe(true);
  expect(answers.filter((text) => text.includes(application.client_secret))).toEqual([]);
});

test('Return addresses: empty, refused at the field, added, removed', async () => {
  await page.goto(`${program.url}/demo/settings/return-addresses`);
  await expect(page.getByText('No address yet.')).toBeVisible();
  const field = page.getByTestId('return-address');
  await field.fill('http://app.example.com');
  await page.getByTestId('add-address').click();
  await expect(field).toHaveAccessibleDescription(/Use https/);
  await expect(field).toBeFocused();
  await field.fill('https://app.example.com/');
  await page.keyboard.press('Enter');
  const list = page.getByTestId('return-addresses');
  await expect(list).toHaveText('https://app.example.com');
  await expect(field).toHaveValue('');
  await checkInEveryLook(() => expect(list).toBeVisible());
  await page.getByRole('button', { name: 'Remove https://app.example.com' }).click();
  await expect(page.getByText('No address yet.')).toBeVisible();
});

test('keys: the sheet, going, searching; and off when they are switched off', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open();
  await expect(card()).toBeVisible();
  await page.keyboard.press('?');
  await checkInEveryLook(() => expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible());
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { level: 1, name: 'Accounts' })).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('g1?');
  await expect(page.getByRole('searchbox')).toHaveValue('g1?');
  await page.goto(`${program.url}/demo`);
  await expect(page.getByTestId('flow')).toBeVisible();
  await page.keyboard.press('3');
  await expect(page).toHaveURL(/range=7d/);
  await page
    .getByTestId('flow')
    .getByRole('link', { name: /received/ })
    .click();
  await expect(page).toHaveURL(/\/deliveries\?last=week/);

  await page.goto(`${program.url}/demo`);
  await page.getByRole('navigation', { name: 'Slotwire' }).getByRole('button').click();
  await page.getByRole('dialog').getByText('Off', { exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('3');
  await page.keyboard.press('?');
  await expect(page.getByTestId('flow')).toContainText('last 24 h');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the first steps are shown again, with the same as a program takes them', async () => {
  await page.getByRole('navigation', { name: 'Slotwire' }).getByRole('button').click();
  await page.getByRole('link', { name: 'Show the first steps again' }).click();
  const steps = page.getByTestId('first-steps');
  await expect(steps.getByRole('region', { name: 'In TypeScript' })).toContainText(`${program.url}/api/v1`);
  await page.keyboard.press('Escape');
  await steps.getByText('curl', { exact: true }).click();
  await expect(steps.getByRole('region', { name: 'In curl' })).toContainText('$SLOTWIRE_KEY');
  await steps.getByRole('button', { name: 'Hide' }).click();
  await expect(steps).toHaveCount(0);
});
