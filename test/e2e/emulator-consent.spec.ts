/** Consent as a person gives it: whose account, less than was asked, or no. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page, test } from '@playwright/test';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { findingsOf } from '../support/looks.ts';

let emulator: TestEmulator;
let application: Server;
let redirectUri: string;
let clientId: string;

test.beforeAll(async () => {
  emulator = await startEmulator();
  application = createServer((_request, response) => response.end('The application has its answer.'));
  await once(application.listen(0, '127.0.0.1'), 'listening');
  redirectUri = `http://localhost:${(application.address() as AddressInfo).port}/callback`;
  clientId = (await emulator.createApplication(redirectUri)).client_id;
});
test.afterAll(async () => {
  application.close();
  await emulator.close();
});

const address = (changed: Record<string, string> = {}) =>
  `${emulator.url}/oauth/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    state: 'some state',
    scope: 'users:read event_types:read webhooks:write',
    ...changed,
  })}`;

/** What the application is told in the end. */
async function answerTo(page: Page, act: () => Promise<void>): Promise<URLSearchParams> {
  await act();
  await page.waitForURL(`${redirectUri}?*`);
  return new URL(page.url()).searchParams;
}

test('one person, fewer permissions; that person comes first the next time', async ({ page }) => {
  await page.goto(address());
  await page.getByLabel('Search people').fill('yuki');
  await expect(page.getByRole('radio')).toHaveCount(1);
  await page.getByTestId('consent-person-yuki-tanabe').click();
  await page.getByRole('checkbox', { name: /See your event types/ }).uncheck();
  await expect(page.getByTestId('consent-allow')).toHaveText('Allow 2');
  const answer = await answerTo(page, () => page.getByTestId('consent-allow').click());
  expect(answer.get('state')).toBe('some state');
  expect(answer.get('code')).toMatch(/^[0-9a-f]{64}$/);

  await page.goto(address());
  const first = page.getByTestId(/^consent-person-/).first();
  await expect(first).toContainText('Yuki Tanabe');
  await expect(first.getByRole('radio')).toBeChecked();
});

test('a no is told to the application', async ({ page }) => {
  await page.goto(address());
  const answer = await answerTo(page, () => page.getByTestId('consent-deny').click());
  expect(Object.fromEntries(answer)).toMatchObject({ error: 'access_denied', state: 'some state' });
});

test('nobody chosen, nothing ticked: no answer leaves the page', async ({ page }) => {
  await page.goto(address());
  await page.getByTestId('consent-allow').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('asks for access');
  await page.getByRole('button', { name: 'None' }).click();
  await expect(page.getByTestId('consent-allow')).toBeDisabled();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await expect(page.getByTestId('consent-allow')).toHaveText('Allow 3');
});

test('without scripts the whole consent works', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address());
  await page.getByLabel('Search people').fill('lind');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByTestId('consent-person-mara-lind').click();
  const answer = await answerTo(page, () => page.getByTestId('consent-allow').click());
  expect(answer.has('code')).toBe(true);
  await context.close();
});

test('a request that cannot be answered says what is wrong and what to do', async ({ page }) => {
  for (const [field, value] of [
    ['client_id', 'unknown'],
    ['redirect_uri', 'https://elsewhere.example.com/'],
  ] as const) {
    const response = await page.goto(address({ [field]: value }));
    expect(response?.status()).toBe(400);
    await expect(page.getByRole('heading', { name: 'This request cannot be answered' })).toBeVisible();
  }
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`consent is accessible, ${colorScheme} at ${width}`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
      const page = await context.newPage();
      await page.goto(address());
      await page.getByText('Technical facts').click();
      expect(await findingsOf(page, colorScheme === 'dark')).toEqual([]);
      await context.close();
    });
  }
}
