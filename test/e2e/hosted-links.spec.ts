/** Links of end users by themselves: used, too old, in another browser, unknown, without scripts; and how their pages look. */
import { expect, type Page, test } from '@playwright/test';
import { type ApplicationPage, openApplicationPage } from '../support/application-page.ts';
import type { Person } from '../support/emulator-control.ts';
import { createLooks } from '../support/looks.ts';
import { consentAs } from '../support/operator-page.ts';

test.describe.configure({ mode: 'serial' });

let opened: ApplicationPage;
let page: Page;
let ana: Person;
let look: ReturnType<typeof createLooks>;

test.beforeAll(async ({ browser }) => {
  opened = await openApplicationPage(browser);
  ana = (await opened.control.people()).at(-1)!;
  page = await (await opened.openBrowser()).newPage();
  look = createLooks(page);
});
test.afterAll(() => opened?.close());

const heading = (name: string | RegExp, on = page) => on.getByRole('heading', { level: 1, name });

test('an operator gives the pages a name, a colour that is darkened where it must be, and a look beforehand', async () => {
  const operator = opened.page;
  await operator.goto(`${opened.program.url}/demo/settings/connect-page`);
  const frame = operator.frameLocator('iframe');
  await expect(frame.getByRole('heading', { level: 1 })).toContainText('Connect your Calendly to');
  await operator.getByTestId('connect-name').fill('Northwind CRM');
  await operator.getByTestId('connect-color').fill('#7f7f7f');
  await expect(operator.getByTestId('darkened')).toContainText('a darker one is used: #767676');
  await expect(frame.getByRole('heading', { name: 'Connect your Calendly to Northwind CRM' })).toBeVisible();
  const button = frame.getByRole('button', { name: 'Continue to Calendly' });
  await expect(button).toHaveCSS('background-color', 'rgb(118, 118, 118)');
  await operator.getByTestId('connect-color').fill('#0e7c61');
  await operator.getByTestId('save-connect-page').click();
  await expect(operator.getByTestId('save-connect-page')).toBeDisabled();
  const buffer = await button.screenshot();
  const logo = operator.locator('input[name=logo]');
  await logo.setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: Buffer.alloc(100_001) });
  await expect(operator.getByText('This picture is too large: 100 kB fit.')).toBeVisible();
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
  await expect(frame.locator('.app img')).toBeVisible();
  await opened.checkInEveryLook(() => expect(button).toBeVisible());

  await operator.getByRole('button', { name: /^More/ }).click();
  const menu = operator.getByRole('dialog', { name: /^More/ });
  await expect.poll(async () => (await menu.boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await expect(menu.getByRole('link', { name: 'Return addresses' })).toBeVisible();
});

test('a link that was used: its own browser sees that it is connected, any other that it is not for it', async () => {
  const { url } = await opened.makeSession({ language: 'de' });
  await page.goto(url);
  await page.getByRole('button', { name: 'Weiter zu Calendly' }).click();
  const other = await (await opened.openBrowser()).newPage();
  await other.goto(url);
  await createLooks(other)(() => expect(heading('Nicht in diesem Browser', other)).toBeVisible());
  await consentAs(page, ana);
  await expect(heading('Verbunden')).toBeVisible();
  await page.goto(url);
  await look(() => expect(page.getByText(ana.email)).toBeVisible());
  await other.reload();
  await expect(heading('Nicht in diesem Browser', other)).toBeVisible();
  await expect(other.getByText(ana.email)).toBeHidden();
});

test('a link that is too old, and one that never was', async () => {
  const { url } = await opened.makeSession({}, 'crm-18');
  await page.goto(url);
  await expect(heading('Connect your Calendly to Northwind CRM')).toBeVisible();
  await opened.control.send('POST', '/clock', { advanceSeconds: 11 * 60 });
  await expect(async () => {
    await page.reload();
    await expect(heading('This link has ended')).toBeVisible({ timeout: 500 });
  }).toPass();
  await look(() => expect(page.getByText('Ask Northwind CRM for a new one.')).toBeVisible());
  await page.goto(`${opened.program.url}/connect/never-was`);
  await look(() => expect(page.getByText('Ask for a new one where you got it.')).toBeVisible());
});

test('without scripts it goes the whole way, and the end as well', async () => {
  const bare = await (await opened.openBrowser({ javaScriptEnabled: false })).newPage();
  await bare.goto((await opened.makeSession()).url);
  await bare.getByRole('button', { name: 'Continue to Calendly' }).click();
  await consentAs(bare, ana);
  await expect(heading('Connected', bare)).toBeVisible();
  await bare.goto((await opened.makeSession({ purpose: 'manage' })).url);
  await bare.getByRole('link', { name: 'Disconnect' }).click();
  await bare.getByRole('button', { name: 'Disconnect' }).click();
  await expect(bare.getByText(/chg_/)).toBeVisible();
});
