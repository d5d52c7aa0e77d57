/**
 * The overview in the real program: a test booking from the click to its meeting, each of the page's forms in every
 * look, by keyboard, behind a proxy that swallows streams; and the page on which an end user connects.
 */
import { expect, type Page, test } from '@playwright/test';
import type { Account, Overview, OverviewSeries } from '../../sdk/types.ts';
import { createLooks, sidewaysScroll } from '../support/looks.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';
import { startProxy } from '../support/proxy.ts';

test.describe.configure({ mode: 'serial' });

let program: Program;
let page: Page;
let checkInEveryLook: ReturnType<typeof createLooks>;
let real: Overview;

test.beforeAll(async ({ browser }) => {
  program = await startProgram();
  page = await (await browser.newContext()).newPage();
  checkInEveryLook = createLooks(page);
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  real = await ask<Overview>('/api/v1/overview');
});

test.afterAll(async () => {
  await page?.context().close();
  await program?.stop();
  if (program) await removeFolder(program);
});

test.afterEach(() => page.unrouteAll());

const ask = async <T>(path: string): Promise<T> => (await page.request.get(program.url + path)).json();
const open = () => page.goto(`${program.url}/demo`);
const answer = (overview: Partial<Overview>) =>
  page.route(/\/api\/v1\/overview\?/, (route) => route.fulfill({ json: { ...real, ...overview } }));

test('a test booking is watched node by node, and its meeting opens', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByTestId('send-test').click();
  await page.getByTestId('send-test-go').click();
  const wire = page.getByTestId('trial-wire');
  await expect(wire).toHaveAttribute('data-done', 'true');
  await expect(wire.getByRole('listitem')).toHaveText([
    /Booked\d\d:\d\d:\d\d\.\d{3}/,
    /Received\+[\d.]+ m?s/,
    /Verifiedown key/,
    /Applied\+[\d.]+ m?s/,
    /On this screen\+[\d.]+ m?s/,
  ]);
  await expect(page.getByTestId('latest').getByRole('listitem').first()).toContainText('Tess Trial booked');
  await expect(page.getByTestId('flow')).toContainText('Received1');

  await page.getByTestId('trial-move').click();
  await expect(wire.getByRole('listitem').first()).toContainText('Moved');
  await expect(wire).toHaveAttribute('data-done', 'true');
  await page.getByTestId('trial-cancel').click();
  await expect(wire.getByRole('listitem').first()).toContainText('Canceled');
  await expect(wire).toHaveAttribute('data-done', 'true');

  await page.keyboard.press('Escape');
  await expect(wire).toBeHidden();
  await expect(page.getByTestId('send-test')).toBeFocused();
  await page.getByTestId('latest').getByRole('link').first().click();
  await expect(page.getByTestId('meeting-detail')).toContainText('Tess Trial');
  await expect(page.getByTestId('meeting-detail')).toContainText('Canceled');
});

test('full, with what really happened', async () => {
  await open();
  await checkInEveryLook(() =>
    expect(page.getByRole('img', { name: /arrived in the last 24 h/ })).toBeVisible(),
  );
  for (const width of [320, 768, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(() => sidewaysScroll(page), { message: String(width) }).toBe(0);
  }
});

test('busy: attention first, one line a kind', async () => {
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const trouble = {
    level: 'broken',
    means: 'Known meetings stay.',
    wayOut: 'Send a link.',
    of: 'account',
    since,
  } as const;
  const examples = [{ id: 'acc_1', name: `${'🗓️'.repeat(30)} \u202eMara` }];
  await answer({
    accounts: { connected: 999_312, error: 7, disconnected: 18, configured: 2 },
    deliveries: {
      received: 4_212_000,
      applied: 4_190_000,
      unchanged: 12,
      unconfirmed: 0,
      parked: 2,
      refused: 21,
    },
    attention: Array.from({ length: 7 }, (_, index) => ({
      ...trouble,
      code: `code_${index}`,
      title: `Trouble ${index}`,
      count: index + 1,
      examples,
    })),
  });
  await open();
  await checkInEveryLook(() => expect(page.getByTestId('attention').getByRole('listitem')).toHaveCount(5));
  await expect(page.getByTestId('flow')).toContainText('4.2m', { ignoreCase: true });
  await page.getByRole('button', { name: '2 more' }).click();
  await expect(page.getByTestId('attention').getByRole('listitem')).toHaveCount(7);
  await expect(page.getByRole('navigation', { name: 'Slotwire' })).toContainText('7 need attention');
});

test('empty: three steps that tick themselves', async () => {
  const none = { connected: 0, error: 0, disconnected: 0, configured: 0 };
  await answer({ begun: false, connections: 0, accounts: none, attention: [], latest: [] });
  await open();
  const steps = page.getByTestId('first-steps');
  await checkInEveryLook(() => expect(steps.getByTestId('use-emulator')).toBeVisible());
  await answer({ begun: false, connections: 1, accounts: none, attention: [], latest: [] });
  await steps.getByTestId('use-emulator').click();
  await expect(steps.getByRole('heading', { name: 'Add a connection Done' })).toBeVisible();
  await expect(steps.getByRole('link', { name: 'Connect your own' })).toBeVisible();
  await page.unrouteAll();
  const connections = await ask<{ items: { name: string }[] }>('/api/v1/connections');
  expect(connections.items.map(({ name }) => name)).toContain('Emulator');
});

test('loading has the shape of what follows; a failed question can be asked again', async () => {
  let release = () => undefined as unknown;
  await page.route(/\/api\/v1\/overview/, async (route) => {
    await new Promise((resolve) => (release = () => resolve(undefined)));
    await route.abort();
  });
  await open();
  await expect(page.getByRole('status', { name: 'Loading' })).toBeVisible();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  let failing = true;
  await page.route(/\/api\/v1\/overview/, (route) => (failing ? route.abort() : route.continue()));
  release();
  await open();
  await checkInEveryLook(() => expect(page.getByText('Slotwire does not answer.').first()).toBeVisible());
  const again = page.getByRole('button', { name: 'Try again' }).first();
  await again.focus();
  // Figures are asked for again by themselves too, so nothing stands between.
  failing = false;
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('flow')).toBeVisible();
  await page.unrouteAll();
});

test('ill: a bar on every page says what still works', async () => {
  const asOf = new Date().toISOString();
  const since = new Date(Date.now() - 250_000).toISOString();
  await answer({ asOf, waiting: { count: 1204, since } });
  await page.goto(`${program.url}/demo/accounts`);
  await checkInEveryLook(() =>
    expect(page.getByTestId('ill-bar')).toContainText(
      'Applying is 4 min 10 s behind: 1,204 deliveries wait.',
    ),
  );
});

test('by keyboard: the range, single values of a plot, the table', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const start = Date.now() - 95 * 900_000;
  const series: OverviewSeries = {
    from: new Date(start).toISOString(),
    to: new Date().toISOString(),
    bucketSeconds: 900,
    buckets: Array.from({ length: 96 }, (_, index) => ({
      at: new Date(start + index * 900_000).toISOString(),
      received: index,
      refused: 0,
      applyMs: index % 3 === 0 ? null : { p50: 20, p95: 40, p99: 900 },
    })),
  };
  await page.route(/\/api\/v1\/overview\/series/, (route) => route.fulfill({ json: series }));
  await open();
  const plot = page.getByRole('group', { name: /^Deliveries/ });
  await plot.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(plot.getByRole('status')).toContainText('Received 95 · Refused 0');
  await page.keyboard.press('ArrowLeft');
  await expect(plot.getByRole('status')).toContainText('Received 94');
  await expect(page.getByRole('group', { name: /^Time to apply/ }).getByRole('status')).toContainText(
    'p50 20 ms',
  );
  await page.keyboard.press('Escape');
  await expect(plot.getByRole('status')).toBeEmpty();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('table')).toContainText('Received');
  await checkInEveryLook(() => expect(page.getByRole('table')).toBeVisible());
  await page.unrouteAll();
  await page.getByText('7 d', { exact: true }).click();
  await expect(page).toHaveURL(/range=7d/);
});

test('behind a proxy that swallows streams the page is live all the same', async ({ browser }) => {
  const proxy = await startProxy(program.url, { deaf: true });
  const context = await browser.newContext({ storageState: await page.context().storageState() });
  const behind = await context.newPage();
  await behind.goto(`${proxy.url}/demo`);
  await expect(behind.getByTestId('live-mark')).toHaveText(/Live/);
  await behind.getByTestId('send-test').click();
  await behind.getByTestId('send-test-go').click();
  await expect(behind.getByTestId('trial-wire')).toHaveAttribute('data-done', 'true');
  await context.close();
  proxy.close();
});

test('the end user’s page, and how it ends', async ({ browser }) => {
  const { items } = await ask<{ items: Account[] }>('/api/v1/accounts?state=configured');
  const made = await page.request.post(`${program.url}/api/v1/accounts/${items[0]!.id}/link`, {
    headers: { 'x-slotwire-request': '1' },
  });
  const { url } = (await made.json()) as { url: string };
  const context = await browser.newContext();
  const visitor = await context.newPage();
  const look = createLooks(visitor);
  const bytes: number[] = [];
  visitor.on('response', async (response) => {
    if (!/\.woff2$/.test(response.url())) bytes.push((await response.body()).length);
  });
  await visitor.goto(url);
  await look(() => expect(visitor.getByRole('button', { name: 'Continue to Calendly' })).toBeVisible());
  expect(await visitor.evaluate(() => document.fonts.check('15px Geist'))).toBe(true);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(30_000);
  for (const [path, words] of [
    ['/connect/done', 'Connected'],
    ['/connect/done?connect_error=consent_declined', 'Not connected'],
    ['/connect/unknown', 'This link has ended'],
  ] as const) {
    await visitor.goto(program.url + path);
    await look(() => expect(visitor.getByRole('heading', { name: words })).toBeVisible());
  }
  await context.close();

  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(url);
  await plain.getByRole('button', { name: 'Continue to Calendly' }).click();
  await expect(plain).toHaveURL(new RegExp(`^${program.emulatorUrl}/`));
  await plain.context().close();
});
