/**
 * An application's person connects from its own page, in real windows: the example application, the program, and the
 * emulator's consent; how each can end, and what the page is told.
 */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { build, type Rollup } from 'vite';
import { type ApplicationPage, openApplicationPage, pressForWindow } from '../support/application-page.ts';
import type { Person } from '../support/emulator-control.ts';
import { createLooks } from '../support/looks.ts';
import { consentAs } from '../support/operator-page.ts';

test.describe.configure({ mode: 'serial' });

let opened: ApplicationPage;
let context: BrowserContext;
let page: Page;
let ana: Person;
let ole: Person;

test.beforeAll(async ({ browser }) => {
  opened = await openApplicationPage(browser);
  [ana, ole] = (await opened.control.people()).slice(-2) as [Person, Person];
  context = await opened.openBrowser();
  page = await context.newPage();
  await page.goto(opened.app.origin);
});
test.afterAll(() => opened?.close());

const status = () => page.getByRole('status');
const press = (name?: string) => pressForWindow(page, name);
const goOn = (window: Page) => window.getByRole('button', { name: 'Continue to Calendly' }).click();

async function connectIn(window: Page, person: Person): Promise<void> {
  await goOn(window);
  await consentAs(window, person);
}

test('a window that is closed early: nothing changed', async () => {
  const popup = await press();
  await expect(popup.getByRole('heading', { name: /^Connect your Calendly to/ })).toBeVisible();
  await expect(status()).toHaveText('opened');
  await popup.close();
  await expect(status()).toHaveText('closed');
});

test('the person says no: the window goes, the page is told in words', async () => {
  const popup = await press();
  const closed = popup.waitForEvent('close');
  await goOn(popup);
  await popup.getByTestId('consent-deny').click();
  await closed;
  await expect(status()).toHaveText('You said no at Calendly. Nothing was stored.');
});

test('the person connects: the window goes, and the page knows', async () => {
  const popup = await press();
  await createLooks(popup)(() =>
    expect(popup.getByRole('button', { name: 'Continue to Calendly' })).toBeVisible(),
  );
  const closed = popup.waitForEvent('close');
  await connectIn(popup, ana);
  await closed;
  await expect(status()).toHaveText('connected');
});

test('somebody else signs in at Calendly: asked which of the two it shall be, kept, then switched', async () => {
  const first = await press();
  await connectIn(first, ole);
  const keep = first.getByRole('button', { name: `Keep ${ana.name}` });
  await createLooks(first)(() => expect(keep).toBeVisible());
  await expect(status()).toHaveText('asks');
  const kept = first.waitForEvent('close');
  await keep.click();
  await kept;
  await expect(status()).toContainText(`${ana.name} stays connected.`);

  const second = await press();
  await connectIn(second, ole);
  const switched = second.waitForEvent('close');
  await second.getByRole('button', { name: `Switch to ${ole.name}` }).click();
  await switched;
  await expect(status()).toHaveText('connected');
});

test('the person ends it, with proof, and the page is told while they still read', async () => {
  const popup = await press('Manage Calendly');
  const look = createLooks(popup);
  await expect(popup.getByText(`Connected as ${ole.email}`)).toBeVisible();
  await look(() => expect(popup.getByRole('link', { name: 'Disconnect' })).toBeVisible());
  await popup.getByRole('link', { name: 'Disconnect' }).click();
  await look(() => expect(popup.getByRole('button', { name: 'Disconnect' })).toBeVisible());
  await popup.getByRole('button', { name: 'Disconnect' }).click();
  await look(() => expect(popup.getByText(/chg_/)).toBeVisible());
  await expect(status()).toHaveText('disconnected');
  await popup.close();
});

test('where a page of Calendly’s cuts its window off, the page learns of the end all the same', async () => {
  const atCalendly = `${opened.program.emulatorUrl}/**`;
  await context.route(atCalendly, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const headers = { ...response.headers(), 'cross-origin-opener-policy': 'same-origin' };
    await route.fulfill({ response, headers });
  });
  const popup = await press();
  await goOn(popup);
  await popup.getByTestId('consent-deny').click();
  await expect(status()).toHaveText('You said no at Calendly. Nothing was stored.');
  await createLooks(popup)(() => expect(popup.getByRole('button', { name: 'Try again' })).toBeVisible());
  await popup.getByRole('button', { name: 'Try again' }).click();
  await consentAs(popup, ana);
  await context.unroute(atCalendly);
  await createLooks(popup)(() => expect(popup.getByRole('heading', { name: 'Connected' })).toBeVisible());
  await popup.close();
});

test('in the same window: the browser comes back with how it ended, and the address is clean again', async () => {
  await page.getByRole('button', { name: 'Connect in this window' }).click();
  await goOn(page);
  await page.getByTestId('consent-deny').click();
  await expect(status()).toHaveText('consent_declined');
  await page.getByRole('button', { name: 'Connect in this window' }).click();
  await connectIn(page, ana);
  await expect(status()).toHaveText('connected');
  expect(page.url()).toBe(`${opened.app.origin}/`);
});

test('where no window may open, a link leads the same way', async () => {
  const policy = 'sandbox allow-scripts allow-same-origin';
  const { origin } = await opened.startAnother({ policy });
  const blocked = await (await opened.openBrowser()).newPage();
  await blocked.goto(origin);
  await blocked.getByRole('button', { name: 'Connect Calendly' }).click();
  await blocked.getByRole('link', { name: 'Open it here' }).click();
  await connectIn(blocked, ana);
  await expect(blocked.getByRole('heading', { name: 'Connected' })).toBeVisible();
  await expect(blocked.getByText(ana.email)).toBeVisible();
});

test('the React button goes the whole way, to the first meetings', async () => {
  const react = await opened.startAnother({ script: await bundle('page-react.tsx') });
  await page.goto(react.origin);
  const popup = await press();
  const closed = popup.waitForEvent('close');
  await connectIn(popup, ana);
  await closed;
  await expect(status()).toHaveText(/^Opened → At Calendly → Back → Subscription → First meetings \d+/);
});

async function bundle(entry: string): Promise<string> {
  const input = new URL(`../examples/connect/${entry}`, import.meta.url).pathname;
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rollupOptions: { input } },
  });
  const { output } = (Array.isArray(built) ? built[0]! : built) as Rollup.RollupOutput;
  return output[0].code;
}
