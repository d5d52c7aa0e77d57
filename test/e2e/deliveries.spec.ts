/** The Deliveries room as a person uses it: watching, opening, replaying, by keys alone, and 100,000 rows of it. */
import { expect, type Page, test } from '@playwright/test';
import { controlEmulator, type Person } from '../support/emulator-control.ts';
import { frameTimes, keepMany } from '../support/many-deliveries.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';

test.describe.configure({ mode: 'serial' });

let program: Program;
let page: Page;
let connected: Person;

test.beforeAll(async ({ browser }) => {
  program = await startProgram();
  page = await (await browser.newContext()).newPage();
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  const control = controlEmulator(program.emulatorUrl);
  const { subscriptions } = await control.dump();
  connected = (await control.people()).find(({ id }) => subscriptions.some(({ userId }) => userId === id))!;
});

test.afterAll(async () => {
  await page?.context().close();
  await program?.stop();
  if (program) await removeFolder(program);
});

const rows = () => page.getByTestId('delivery-row');
const detail = () => page.getByTestId('delivery-detail');
const book = (name: string) =>
  controlEmulator(program.emulatorUrl).send<{ invitee: { uri: string } }>('POST', '/book', {
    event_type: connected.event_types[0]!.uri,
    name,
    email: 'ivy@example.com',
  });

test('a booking appears as a row while one looks; opened it says what it did; replayed, nothing', async () => {
  await page.goto(`${program.url}/demo/deliveries`);
  await expect(page.getByRole('heading', { name: 'Waiting for the first delivery' })).toBeVisible();
  await expect(page.getByTestId('live-mark')).toHaveText(/Live/);
  await book('Ivy Invitee');
  await expect(rows()).toHaveCount(1);
  await expect(rows()).toHaveAttribute('data-outcome', 'applied');

  await rows().getByRole('link').click();
  await expect(detail()).toContainText('Booked.');
  await expect(detail().getByRole('link', { name: /Ivy Invitee/ })).toBeVisible();
  await expect(detail()).toContainText('with the subscription’s own key');
  await page.getByTestId('replay-one').click();
  await expect(page.getByText('Replayed: no change')).toBeVisible();
  await expect(page.getByTestId('delivery-outcome')).toHaveText('No change');
  await expect(detail()).toContainText('Booked.');
});

test('what comes while a delivery is open waits behind the pill, and nothing moves', async () => {
  const [before] = await rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-delivery-id')));
  await book('Noor Next');
  await expect(page.getByRole('button', { name: '1 new' })).toBeVisible();
  await expect(rows().first()).toHaveAttribute('data-delivery-id', before!);
  await page.getByRole('button', { name: '1 new' }).click();
  await expect(rows()).toHaveCount(2);
});

test('by keys alone: walk, open, walk on, close, select, replay, pause', async () => {
  await page.goto(`${program.url}/demo/deliveries`);
  await rows().first().getByRole('link').focus();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(rows().nth(1)).toHaveAttribute('data-open', 'true');
  await expect(detail().getByRole('heading', { level: 2 })).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows().first()).toHaveAttribute('data-open', 'true');
  await page.keyboard.press('Escape');
  await expect(rows().first().getByRole('link')).toBeFocused();

  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('r');
  await page.getByTestId('confirm-replay').press('Enter');
  await expect(page.getByText('Replayed 2.')).toBeVisible();
  await rows().first().getByRole('link').focus();
  await page.keyboard.press('p');
  await expect(page.getByTestId('live-mark')).toHaveText(/Paused/);
  await page.keyboard.press('p');
});

test('a meeting and an account lead to what was sent about them', async () => {
  await page.goto(`${program.url}/demo/meetings?when=all&text=Noor`);
  await page.getByTestId('meeting-row').first().click();
  await page.getByRole('link', { name: 'What Calendly sent of it' }).click();
  await expect(rows()).toHaveCount(1);
  await page.goto(`${program.url}/demo/accounts?text=${encodeURIComponent(connected.name)}`);
  await page.getByTestId('accounts-list').getByRole('link').first().click();
  await page.getByRole('link', { name: 'What Calendly sent' }).click();
  await expect(rows()).toHaveCount(2);
});

/** Milliseconds that the page's own thread worked since, whatever else the machine does. */
async function measureThread(): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
  };
  const before = await read();
  return async () => (await read()) - before;
}

function told(times: number[]): string {
  const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(1);
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} ms`;
}

test('100,000 rows are scrolled through with few in the page', async () => {
  await keepMany(program);
  await page.goto(`${program.url}/demo/deliveries`);
  await expect(page.getByText(/(9\d|1[01]\d),\d{3} deliveries/)).toBeVisible();
  const list = page.getByTestId('deliveries-list');
  await expect(rows().first()).toBeVisible();
  const idle = await frameTimes(list, 0);
  const spent = await measureThread();
  const scrolling = await frameTimes(list, 120);
  const perFrame = (await spent()) / scrolling.length;
  const top = await list.evaluate(({ scrollTop }) => scrollTop);
  const inPage = await rows().count();
  const each = `${perFrame.toFixed(1)} ms of the page's thread each`;
  console.log(`frames of ${inPage} rows: idle ${told(idle)}; scrolling ${told(scrolling)}, ${each}`);
  expect(top).toBeGreaterThan(10_000 * 6);
  expect(inPage).toBeLessThan(100);
});
