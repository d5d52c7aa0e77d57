/** The emulator's console: what it shows is the truth of the dump, and what it does tells what it caused. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { connect, redirectUri, startEmulator, type TestEmulator } from '../support/emulator.ts';

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

const at = (section: string) => `${emulator.url}/_emulator/#${section}`;

test('a refused delivery waits, and goes out when the clock is moved to its next try', async ({ page }) => {
  status = 503;
  await emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call', name: '<b>Kim</b>' });
  await page.goto(at('deliveries'));
  await expect(page.getByText('… waiting')).toBeVisible();
  await expect(page.getByText(/^503 in/)).toBeVisible();
  status = 200;
  await page.getByRole('button', { name: 'to next try' }).click();
  await expect(page.getByRole('status')).toContainText('1 delivery sent');
  await expect(page.getByText('● delivered')).toBeVisible();
  await page.getByText(/^\d+ bytes$/).click();
  await expect(page.getByLabel('Body')).toContainText('"event": "invitee.created"');
  await expect(page.getByLabel('Body')).toContainText('<b>Kim</b>');
});

test('a fault is switched on, strikes, counts, and is told by the bar', async ({ page }) => {
  await page.goto(at('faults'));
  await page.getByLabel('Where').selectOption('users.me');
  await page.getByLabel('How often').selectOption('always');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByRole('banner')).toContainText('1 fault on');
  expect((await fetch(`${emulator.url}/users/me`)).status).toBe(503);
  const row = page.getByRole('row', { name: /users\.me/ });
  await expect(row.getByRole('cell').nth(4)).toHaveText('1');
  await page.getByRole('button', { name: 'Switch all off' }).click();
  await expect(page.getByText('No faults.')).toBeVisible();
});

test('a meeting is canceled by its host, and a mode is changed', async ({ page }) => {
  await emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call', name: 'Odd One' });
  await page.goto(at('meetings'));
  await page.getByRole('button', { name: 'Cancel: Odd One' }).click();
  await expect(page.getByRole('status')).toContainText('Canceled by the host · 1 delivery sent');
  const { invitees } = await emulator.dump();
  expect(invitees.find(({ name }) => name === 'Odd One')?.status).toBe('canceled');

  await page.getByRole('link', { name: 'Modes' }).click();
  await page.getByLabel('invalid_grant_status').selectOption('401');
  await expect(page.getByRole('status')).toContainText('invalid_grant_status is 401');
});

for (const width of [1440, 390]) {
  test(`every section is accessible and fits, at ${width}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width, height: 844 } });
    const page = await context.newPage();
    for (const section of [
      'people',
      'meetings',
      'subscriptions',
      'deliveries',
      'faults',
      'modes',
      'requests',
    ]) {
      await page.goto(at(section));
      await page.locator('#section > *').first().waitFor();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [section, id, nodes.map((node) => node.html)])).toEqual([]);
      const sideways = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
      expect(sideways).toBe(0);
    }
    await context.close();
  });
}
