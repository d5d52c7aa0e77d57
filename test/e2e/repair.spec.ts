/**
 * Repair as an operator does it, by keyboard alone: from the Overview's line of trouble and from the account's page.
 * The truth is what stands at Calendly afterwards, by the emulator's dump.
 */
import { expect, test } from '@playwright/test';
import type { Account, AccountDetail, Connection, RepairStatus } from '../../sdk/types.ts';
import { call, connect } from '../support/emulator.ts';
import type { Person } from '../support/emulator-control.ts';
import { consentAs, type OperatorPage, openOperatorPage } from '../support/operator-page.ts';

test.describe.configure({ mode: 'serial', timeout: 300_000 });

let opened: OperatorPage;
let person: Person;
let accountId: string;

/** For what is done in the background, by jobs that wait for their turn. */
const inTime = expect.configure({ timeout: 60_000 });
const headers = { 'x-slotwire-request': '1' };

test.beforeAll(async ({ browser }) => {
  opened = await openOperatorPage(browser);
  const { page, program, control, createApplication } = opened;
  const { client_id: clientId, client_secret: clientSecret } = await createApplication();
  const send = async <T>(path: string, data: object): Promise<T> =>
    (await page.request.post(`${program.url}/api/v1${path}`, { headers, data })).json();
  const connection = { type: 'calendly', name: 'Scheduling', clientId, clientSecret };
  const { id: connectionId } = await send<Connection>('/connections', connection);
  person = (await control.people())[7]!;
  ({ id: accountId } = await send<Account>('/users/crm-1/accounts', { connectionId }));
  await page.goto(accountPage());
  await page.getByTestId('account-connect').click();
  await consentAs(page, person);
  await expect(page.getByTestId('account-disconnect')).toBeVisible();
  await inTime.poll(async () => (await account()).freshness.asOf).not.toBeNull();
  await inTime.poll(async () => (await account()).subscription?.state).toBe('active');
});

test.afterAll(() => opened?.close());

const accountPage = () => `${opened.program.url}/demo/accounts/${accountId}`;
const read = async <T>(below = ''): Promise<T> =>
  (await opened.page.request.get(`${opened.program.url}/api/v1/accounts/${accountId}${below}`)).json();
const account = () => read<AccountDetail>();
const codes = async () => (await account()).status.health.reasons.map(({ code }) => code);
const pass = (seconds: number) => opened.control.send('POST', '/clock', { advanceSeconds: seconds });
const fault = (set: object) => opened.control.send('POST', '/faults', { count: 'always', ...set });
const calm = () => opened.control.send('DELETE', '/faults');
const book = () => opened.control.send('POST', '/book', { event_type: person.event_types[0]!.uri });
const drawer = () => opened.page.getByRole('dialog', { name: 'Repair' });
const plan = () => drawer().getByTestId('repair-plan');
const verbs = () =>
  plan()
    .locator('[data-verb]')
    .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.verb));

async function standing(): Promise<string[]> {
  const { subscriptions } = await opened.control.dump();
  return subscriptions.filter(({ userId }) => userId === person.id).map(({ id }) => id);
}

async function openFromAccount(): Promise<void> {
  await opened.page.goto(accountPage());
  await expect(opened.page.getByTestId('repair-button')).toBeVisible();
  await opened.page.keyboard.press('r');
}

/** Whether the drawer shows a plan, or how far what it follows is. */
const isNow = (state: string | RegExp) =>
  inTime(drawer().getByTestId('repair')).toHaveAttribute('data-state', state);

/** Presses Tab until the focus is there. */
async function tabTo(name: string): Promise<void> {
  const { page } = opened;
  for (let presses = 0; presses < 60; presses++) {
    const focused = page.locator(':focus');
    if ((await focused.count()) > 0 && (await focused.textContent()) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way by Tab to ${name}`);
}

/** Other software of the same person removes what stands for them at Calendly. */
async function removeSubscriptions(): Promise<void> {
  const emulator = { ...opened.control, url: opened.program.emulatorUrl };
  const application = await opened.control.createApplication('http://localhost:1234/callback');
  const { access_token: token } = await connect(emulator, application, person.id);
  for (const id of await standing()) {
    const { status } = await call(emulator, token!, 'DELETE', `/webhook_subscriptions/${id}`);
    expect(status).toBe(204);
  }
}

/** Looks at it in every look, and comes back to the first. */
async function looks(ready: () => Promise<void>): Promise<void> {
  await opened.checkInEveryLook(ready);
  await opened.page.setViewportSize({ width: 1440, height: 900 });
}

test('from the line of trouble on the Overview: the plan is seen, run, and its result told', async () => {
  const { page, program } = opened;
  const before = await standing();
  await fault({ operation: 'delivery', kind: 'unreachable' });
  await book();
  await pass(16 * 60);
  await inTime.poll(codes).toEqual(['subscription_retrying']);
  await calm();
  await page.goto(`${program.url}/demo`);
  const line = page.getByTestId('attention').getByRole('listitem').filter({ hasText: 'trouble reaching us' });
  await expect(line.getByRole('button', { name: 'Repair' })).toBeVisible();
  await looks(() => expect(line).toBeVisible());
  await tabTo('Repair');
  await page.keyboard.press('Enter');
  await expect(plan()).toBeVisible();
  expect(await verbs()).toEqual(['create_subscription', 'delete_subscription', 'read_gap']);
  await looks(() => expect(plan()).toBeVisible());
  expect(await standing()).toEqual(before);
  await tabTo('Run repair');
  await page.keyboard.press('Enter');
  await isNow('done');
  await looks(() => expect(drawer().getByTestId('repair-found')).toBeVisible());
  const after = await standing();
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  expect(await codes()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(drawer()).toHaveCount(0);
});

test('from the page of the account, by R: a plan whose picture changed meanwhile is computed again', async () => {
  const { page } = opened;
  await openFromAccount();
  await expect(plan()).toBeVisible();
  expect(await verbs()).toEqual(['read_gap']);
  await looks(() => expect(plan()).toBeVisible());
  await removeSubscriptions();
  await tabTo('Run repair');
  await page.keyboard.press('Enter');
  await expect(drawer().getByText('New', { exact: true })).toHaveCount(2);
  expect(await verbs()).toEqual(['create_subscription', 'delete_subscription', 'read_gap']);
  await looks(() => expect(drawer().getByText('New', { exact: true })).toHaveCount(2));
  await tabTo('Run repair');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(drawer()).toHaveCount(0);
  // It goes on, and whoever comes back sees where it is.
  await inTime.poll(async () => (await standing()).length).toBe(1);
  await page.keyboard.press('r');
  await isNow(/running|plan/);
  await inTime.poll(async () => (await read<RepairStatus>('/repair')).repair?.state).toBe('done');
});

test('what cannot be done is told with why, and another plan is one press away', async () => {
  const { page } = opened;
  await removeSubscriptions();
  await fault({ operation: 'webhookSubscriptions.create', kind: 'status', status: 403 });
  await openFromAccount();
  await expect(plan()).toBeVisible({ timeout: 60_000 });
  await tabTo('Run repair');
  await page.keyboard.press('Enter');
  await isNow('failed');
  await expect(drawer().getByText('Calendly refused it')).toHaveCount(2);
  await looks(() => expect(drawer().getByText('Calendly refused it').first()).toBeVisible());
  await calm();
  await tabTo('Compute again');
  await page.keyboard.press('Enter');
  await expect(plan()).toBeVisible();
  expect(await verbs()).toEqual(['ask_person', 'create_subscription', 'delete_subscription', 'read_gap']);
  await looks(() => expect(plan()).toBeVisible());
  await tabTo('Run repair');
  await page.keyboard.press('Enter');
  await isNow('done');
  expect(await standing()).toHaveLength(1);
});

test('a Calendly that does not answer, and a person who has to come back, are told', async () => {
  const { page, control } = opened;
  await fault({ operation: '*', kind: 'status', status: 503 });
  await openFromAccount();
  await looks(() => expect(drawer().getByRole('alert')).toContainText('Calendly'));
  await calm();
  await control.send('POST', '/revoke', { user: person.id });
  await tabTo('Compute again');
  await page.keyboard.press('Enter');
  await expect(plan()).toBeVisible();
  expect(await verbs()).toEqual(['ask_person']);
  await looks(() => expect(plan()).toContainText('Re-connect'));
  await expect(drawer().getByRole('button', { name: 'Run repair' })).toHaveCount(0);
});
