/** The main job as a person does it, from an empty folder to a meeting, and back. */
import { expect, type Page, test } from '@playwright/test';
import { controlEmulator, type Person } from '../support/emulator-control.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';

test.describe.configure({ mode: 'serial' });

let program: Program;
let page: Page;
let person: Person;

test.beforeAll(async ({ browser }) => {
  program = await startProgram();
  const people = await controlEmulator(program.emulatorUrl).people();
  person = people[3]!;
  page = await (await browser.newContext()).newPage();
});

test.afterAll(async () => {
  await page?.context().close();
  await program?.stop();
  if (program) await removeFolder(program);
});

async function book(invitee: { name: string; email: string }): Promise<Page> {
  const visitor = await page.context().newPage();
  await visitor.goto(`${program.emulatorUrl}/${person.slug}/${person.event_types[0]!.slug}`);
  await visitor.getByTestId('slot').first().click();
  await visitor.getByTestId('booking-name').fill(invitee.name);
  await visitor.getByTestId('booking-email').fill(invitee.email);
  await visitor.getByTestId('booking-submit').click();
  await expect(visitor.getByTestId('booking-done')).toBeVisible();
  return visitor;
}

async function connect(): Promise<void> {
  await page.getByTestId('account-connect').click();
  await page.getByTestId(`consent-person-${person.slug}`).click();
  await page.getByTestId('consent-allow').click();
  await expect(page.getByTestId('account-status').first()).toHaveText(/Connected/);
}

const rowOf = (name: string) => page.getByTestId('meeting-row').filter({ hasText: name });

test('signs in by the one-time link, which then is used up', async ({ browser }) => {
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  expect(page.url()).not.toContain('#');
  const stranger = await browser.newPage();
  await stranger.goto(program.signInLink);
  await expect(stranger.getByText('has been used or has ended')).toBeVisible();
  await stranger.close();
});

test('CONN-CALENDLY adds a connection; wrong fields are told at their place', async () => {
  const application = await controlEmulator(program.emulatorUrl).createApplication(
    `${program.url}/oauth/calendly/callback`,
  );
  await page.goto(`${program.url}/demo/settings/connections`);
  await page.getByTestId('add-connection').click();
  await page.getByTestId('save-connection').click();
  await expect(page.getByTestId('connection-name')).toBeFocused();
  await page.getByTestId('connection-name').fill('Second application 🗓️');
  await page.getByTestId('client-id').fill(application.client_id);
  await page.getByTestId('client-secret').fill(application.client_secret);
  await page.getByTestId('save-connection').click();
  await expect(page.getByText('Saved', { exact: false }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('connections-list')).toContainText('Second application 🗓️');
  expect(await page.content()).not.toContain(application.client_secret);
});

test('connects an account: consent at Calendly, and back', async () => {
  await page.goto(`${program.url}/demo/accounts`);
  await page.getByTestId('accounts-list').getByText(person.name).click();
  await connect();
  await expect
    .poll(
      async () =>
        (await controlEmulator(program.emulatorUrl).dump()).subscriptions.filter(
          (s) => s.userId === person.id,
        ).length,
    )
    .toBe(1);
});

test('a booking appears by itself, is moved, and is canceled', async () => {
  await page.goto(`${program.url}/demo/meetings?view=list`);
  await expect(page.getByTestId('live-mark')).toHaveText(/Live/);
  const visitor = await book({ name: 'Ivy Invitee', email: 'ivy@example.com' });
  await expect(rowOf('Ivy Invitee')).toHaveAttribute('data-status', 'scheduled');
  const id = await rowOf('Ivy Invitee').getAttribute('data-meeting-id');
  const before = await rowOf('Ivy Invitee').locator('time').first().getAttribute('datetime');

  await visitor.getByTestId('move-link').click();
  await visitor.getByTestId('slot').last().click();
  await visitor.getByTestId('reschedule-submit').click();
  await expect(visitor.getByTestId('reschedule-done')).toBeVisible();
  await expect(rowOf('Ivy Invitee').locator('time').first()).not.toHaveAttribute('datetime', before!);
  await expect(rowOf('Ivy Invitee')).toHaveCount(1);
  await expect(rowOf('Ivy Invitee')).toHaveAttribute('data-meeting-id', id!);

  await visitor.getByTestId('cancel-link').click();
  await visitor.getByTestId('cancel-reason').fill('Found another time');
  await visitor.getByTestId('cancel-submit').click();
  await expect(visitor.getByTestId('cancel-done')).toBeVisible();
  await expect(rowOf('Ivy Invitee')).toHaveAttribute('data-status', 'canceled');
  await rowOf('Ivy Invitee').click();
  await expect(page.getByTestId('meeting-detail')).toContainText('Found another time');
  await visitor.close();
});

test('disconnects, which takes the subscription away, and connects again', async () => {
  const control = controlEmulator(program.emulatorUrl);
  const others = (await control.dump()).subscriptions.length - 1;
  await page.goto(`${program.url}/demo/accounts`);
  await page.getByTestId('accounts-list').getByText(person.name).click();
  await page.getByTestId('account-disconnect').click();
  await page.getByTestId('confirm-disconnect').click();
  await expect(page.getByTestId('account-status').first()).toHaveText(/Disconnected/);
  await expect.poll(async () => (await control.dump()).subscriptions.length).toBe(others);

  await connect();
  await page.goto(`${program.url}/demo/meetings?view=list`);
  await expect(page.getByTestId('live-mark')).toHaveText(/Live/);
  const visitor = await book({ name: 'Noor Next', email: 'noor@example.com' });
  await expect(rowOf('Noor Next')).toHaveAttribute('data-status', 'scheduled');
  await visitor.close();
});
