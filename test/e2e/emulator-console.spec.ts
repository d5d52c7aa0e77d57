/** The emulator's console: what it shows is the truth of the dump, and what it does tells what it caused. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { connect, redirectUri, startEmulator, type TestEmulator } from '../support/emulator.ts';
import { findingsOf } from '../support/looks.ts';

let emulator: TestEmulator;
let receiver: Server;
let status = 200;

test.beforeAll(async () => {
  emulator = await startEmulator();
  receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const client = await emulator.createApplication(redirectUri);
  const tokens = await connect(emulator, client, 'mara-lind');
  const answer = await fetch(`${emulator.url}/webhook_subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      url: `http://localhost:${(receiver.address() as AddressInfo).port}/deliveries`,
      events: ['invitee.created', 'invitee.canceled'],
      scope: 'user',
      organization: tokens.organization,
      user: tokens.owner,
    }),
  });
  expect(answer.status).toBe(201);
});
test.afterAll(async () => {
  receiver.close();
  await emulator.close();
});

const at = (section: string) => `${emulator.url}/_emulator/console/${section}`;

test('somebody is found, their tokens expire, and they are booked from their own row', async ({ page }) => {
  await page.goto(`${emulator.url}/_emulator/`);
  await page.getByLabel('Search people').fill('mara');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(/search=mara/);
  await page.getByRole('button', { name: 'Expire tokens: Mara Lind' }).click();
  await expect(page.getByRole('status')).toContainText('Access tokens expired: 1');
  await page.getByRole('button', { name: 'Book: mara-lind/intro-call' }).click();
  await expect(page.getByRole('status')).toContainText(/Booked for 20\d\d-.* UTC · 1 delivery sent/);
});

test('among ten thousand people the search comes first, and pages turn', async ({ page }) => {
  await emulator.send('POST', '/people', { count: 10_000 });
  await page.goto(at('people'));
  await expect(page.getByText('10012 people.')).toBeVisible();
  await page.getByRole('link', { name: 'After →' }).click();
  await expect(page.getByText('Page 2')).toBeVisible();
  await page.getByLabel('Search people').fill('independent 4711');
  await expect(page.getByText('1 person found.')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('a booking is made for a time, moved, marked and canceled, each with words and its deliveries', async ({
  page,
}) => {
  await page.goto(at('bookings'));
  await page.getByText('Book…').click();
  await page.getByLabel('What', { exact: true }).fill('mara-lind/nothing');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Not done: “event_type” names none');
  await page.getByLabel('What', { exact: true }).fill('mara-lind/intro-call');
  await page.getByLabel('Name', { exact: true }).fill('Odd One');
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('1 delivery sent');

  await page.getByLabel('Search bookings').fill('odd one');
  const row = page.getByRole('row').filter({ hasText: 'scheduled' });
  await expect(row).toHaveCount(1);
  await row.getByText('Move…').click();
  await row.getByRole('button', { name: 'Move' }).click();
  await expect(page.getByRole('status')).toContainText(/Moved to .* · 2 deliveries sent/);
  await expect(page.getByText('→ moved')).toBeVisible();
  await row.getByRole('button', { name: 'No-show: Odd One' }).click();
  await expect(page.getByText('○ no-show')).toBeVisible();
  await page.getByRole('button', { name: 'Not a no-show: Odd One' }).click();
  await row.getByText('Cancel…').click();
  await row.getByRole('textbox', { name: 'Reason' }).fill('Ill');
  await row.getByRole('button', { name: 'Cancel the booking' }).click();
  await expect(page.getByRole('status')).toContainText('Canceled by the host · 1 delivery sent');
  const { invitees } = await emulator.dump();
  const mine = invitees.filter(({ name }) => name === 'Odd One');
  expect(mine.map((one) => [one.status, one.cancellation?.cancelerType, one.cancellation?.reason])).toEqual([
    ['canceled', 'host', ''],
    ['canceled', 'host', 'Ill'],
  ]);
});

test('a refused delivery waits, and goes out when the clock is moved to its next try', async ({ page }) => {
  status = 503;
  await emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call', name: '<b>Kim</b>' });
  await page.goto(at('deliveries'));
  const waiting = page.getByRole('row').filter({ hasText: 'waiting' });
  await expect(waiting.getByText(/^503 in/)).toBeVisible();
  await page.goto(at('subscriptions'));
  await expect(page.getByRole('row').filter({ hasText: 'active' }).locator('time')).toHaveCount(2);
  status = 200;
  await page.getByRole('button', { name: 'to next try' }).click();
  await expect(page.getByRole('status')).toContainText('1 delivery sent');
  await page.goto(at('deliveries'));
  await expect(waiting).toHaveCount(0);
  await page
    .getByRole('link', { name: /^\d+ bytes$/ })
    .first()
    .click();
  await expect(page.getByLabel('Body', { exact: true })).toContainText('"event": "invitee.created"');
  await expect(page.getByLabel('Body', { exact: true })).toContainText('<b>Kim</b>');
  await expect(page.getByRole('row').filter({ has: page.getByText(/^503\b/) })).toHaveCount(1);
});

test('the clock is set, and run through a day of tries until the subscription is disabled', async ({
  page,
}) => {
  await page.goto(at('subscriptions'));
  await page.getByText('Set or run…').click();
  await page.getByLabel('To (UTC)').fill('2031-05-06T07:08');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(page.getByRole('banner')).toContainText('Tue 6 May 07:08 UTC');
  const before = await emulator.send('POST', '/snapshot', { name: 'before' });
  expect(before).toEqual({ snapshot: 'before' });
  status = 503;
  await emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call' });
  await page.getByText('Set or run…').click();
  await page.getByLabel(/^Hours/).fill('25');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('Clock run through 25 h');
  await expect(page.getByText('✕ disabled')).toBeVisible();

  await page.getByRole('link', { name: 'Snapshots' }).click();
  await page.getByRole('button', { name: 'Go back to it: before' }).click();
  await expect(page.getByRole('status')).toContainText('Everything is as in snapshot before');
  await page.getByRole('link', { name: 'Subscriptions' }).click();
  await expect(page.getByText('● active')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('Tue 6 May 07:08 UTC');
});

test('a fault is switched on, strikes, counts, and is told by the bar', async ({ page }) => {
  await page.goto(at('faults'));
  await page.getByLabel('Where').selectOption('users.me');
  await page.getByLabel('How often').selectOption('always');
  await expect(page.getByLabel('Milliseconds')).toBeHidden();
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByRole('banner')).toContainText('1 fault on');
  expect((await fetch(`${emulator.url}/users/me`)).status).toBe(503);
  const row = page.getByRole('row', { name: /users\.me/ });
  await expect(row.getByRole('cell').nth(4)).toHaveText('1');
  await page.getByRole('button', { name: 'Remove all' }).click();
  await expect(page.getByText('No faults.')).toBeVisible();
});

test('a mode is changed, and a pause keeps the page as it is', async ({ page }) => {
  await page.goto(at('modes'));
  await page.getByLabel('invalid_grant_status').selectOption('401');
  await expect(page.getByRole('status')).toContainText('invalid_grant_status is 401');
  await page.getByRole('button', { name: 'Pause' }).click();
  await emulator.send('POST', '/modes', { invalid_grant_status: '400' });
  const asked = page.waitForRequest(/modes/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await asked;
  await expect(page.getByLabel('invalid_grant_status')).toHaveValue('400');
});

test('an application is registered, and its secret is shown once', async ({ page }) => {
  await page.goto(at('applications'));
  await page.getByText('Register one…').click();
  await page.getByLabel('Redirect addresses').fill('https://app.example.com/back');
  await page.getByRole('button', { name: 'Register' }).click();
  const told = page.getByRole('status');
  await expect(told).toContainText('This is shown once');
  const secret = await told.locator('code').nth(1).textContent();
  await expect(page.getByRole('row').filter({ hasText: 'https://app.example.com/back' })).toHaveCount(1);
  await page.reload();
  await expect(page.locator('body')).not.toContainText(secret!);
});

test('without scripts the console does the same', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(at('people'));
  await page.getByLabel('Search people').fill('theo');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('button', { name: 'Book: theo-harbor/intro-call' }).click();
  await expect(page.getByRole('status')).toContainText('Booked for');
  await context.close();
});

test('a form of another page is refused', async () => {
  const send = (site: string) =>
    fetch(at('faults'), {
      method: 'POST',
      headers: { 'sec-fetch-site': site },
      body: new URLSearchParams({ do: 'reset' }),
    });
  expect((await send('same-site')).status).toBe(403);
  expect((await send('cross-site')).status).toBe(403);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`every section is accessible and fits, ${colorScheme} at ${width}`, async ({ browser }) => {
      test.slow();
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
      const page = await context.newPage();
      await emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call' });
      await emulator.send('POST', '/faults', { operation: 'delivery', kind: 'duplicate' });
      await page.goto(at('deliveries'));
      const links = await page.getByRole('navigation', { name: 'Console' }).getByRole('link').all();
      const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
      expect(addresses).toHaveLength(10);
      const one = await page
        .getByRole('link', { name: /^\d+ bytes$/ })
        .first()
        .getAttribute('href');
      for (const address of [...addresses, one]) {
        await page.goto(`${emulator.url}${address}`);
        for (const summary of await page.locator('#above summary, .clockwork summary').all())
          await summary.click();
        expect([address, await findingsOf(page, colorScheme === 'dark')]).toEqual([address, []]);
        const sideways = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
        expect([address, sideways]).toEqual([address, 0]);
      }
      await context.close();
    });
  }
}
