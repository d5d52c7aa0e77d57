/** The emulator's booking pages as a person meets them: by keyboard alone, without scripts, and beaten to a time. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';

let emulator: TestEmulator;

test.beforeAll(async () => {
  emulator = await startEmulator({ now: () => Date.parse('2026-11-21T14:02:00Z') });
});
test.afterAll(() => emulator.close());

const intro = () => `${emulator.url}/mara-lind/intro-call`;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${target}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations, passes } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  expect(passes.length).toBeGreaterThan(10);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`booked, moved and canceled by keyboard alone, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const id = (name: string) => page.getByTestId(name);
    const email = `keys-${colorScheme}@example.com`;

    await page.goto(intro());
    await expectAccessible(page);
    await press(page, id('slot').first());
    await tabTo(page, id('booking-name'));
    await page.keyboard.type('Kim Novak');
    await tabTo(page, id('booking-email'));
    await page.keyboard.type(email);
    await expectAccessible(page);
    await press(page, id('booking-submit'));
    await expect(id('booking-done')).toContainText('Kim Novak');
    await expectAccessible(page);

    await press(page, id('move-link'));
    await expect(page.locator('s')).toBeVisible();
    await press(page, id('slot').nth(1));
    await tabTo(page, id('reschedule-submit'));
    await expectAccessible(page);
    await press(page, id('reschedule-submit'));
    await expect(id('reschedule-done').locator('s')).toBeVisible();

    await press(page, id('cancel-link'));
    await tabTo(page, id('cancel-reason'));
    await page.keyboard.type('Something came up');
    await expectAccessible(page);
    await press(page, id('cancel-submit'));
    await expect(id('cancel-done')).toContainText('Something came up');
    await expectAccessible(page);

    const { invitees } = await emulator.dump();
    const mine = invitees.filter((invitee) => invitee.email === email);
    expect(mine.map(({ status }) => status)).toEqual(['canceled', 'canceled']);
    await context.close();
  });
}

test('the calendar’s keys walk days, weeks and months, and the focus stays with the day', async ({
  page,
}) => {
  await page.goto(intro());
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.day);
  await tabTo(page, page.locator('[data-day="2026-11-23"]'));
  for (const [key, day] of [
    ['ArrowRight', '2026-11-24'],
    ['ArrowDown', '2026-12-01'],
    ['ArrowUp', '2026-11-24'],
    ['End', '2026-11-29'],
    ['Home', '2026-11-23'],
    ['PageDown', '2026-12-23'],
    ['PageUp', '2026-11-23'],
    ['ArrowLeft', '2026-11-22'],
    ['ArrowRight', '2026-11-23'],
    ['ArrowRight', '2026-11-24'],
  ]) {
    await page.keyboard.press(key!);
    await expect.poll(focused, { message: key }).toBe(day);
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Tue 24 Nov' })).toBeVisible();
  await expect.poll(focused).toBe('2026-11-24');
  await expect(page.getByRole('status')).toContainText('Tuesday 24 November 2026');
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Mon 23 Nov' })).toBeVisible();
});

test('times are the visitor’s: the browser’s zone at first, another by choice, remembered', async ({
  page,
}) => {
  await page.goto(`${emulator.url}/yuki-tanabe/intro-call`);
  await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Berlin');
  await page.getByLabel('Time zone').selectOption('America/New_York');
  await expect(page.getByText('UTC−5 on this day')).toBeVisible();
  await page.goto(`${emulator.url}/yuki-tanabe/intro-call`);
  await expect(page.getByLabel('Time zone')).toHaveValue('America/New_York');
  await page.getByRole('link', { name: '12 h clock' }).click();
  await expect(page.getByTestId('slot').first()).toContainText(/[ap]m/);
});

test('a time taken meanwhile: nothing typed is lost, the next three are offered', async ({ page }) => {
  await page.goto(intro());
  await page.getByTestId('slot').first().click();
  await page.getByTestId('booking-name').fill('Late Comer');
  await page.getByTestId('booking-email').fill('late@example.com');
  const start = await page.locator('input[name="start"]').inputValue();
  await emulator.send('POST', '/book', { event_type: 'mara-lind/intro-call', start_time: start });
  await page.getByTestId('booking-submit').click();

  await expect(page.getByRole('alert')).toContainText('was taken a moment ago');
  await expect(page.getByTestId('booking-name')).toHaveValue('Late Comer');
  const offered = page.getByRole('group', { name: 'Still free' }).getByRole('radio');
  await expect(offered).toHaveCount(3);
  await expectAccessible(page);
  await offered.nth(1).check();
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-done')).toBeVisible();
});

test('works without scripts, and what strangers wrote is only text', async ({ browser }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  const name = `<img src=x onerror=alert(1)> ${'🦊'.repeat(40)} \u202Eمرحبا`;
  await page.goto(`${emulator.url}/hana-prokop/intro-call`);
  await page.getByLabel('Time zone').selectOption('Asia/Kolkata');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('link', { name: /next month/ }).click();
  await expect(page.getByRole('heading', { name: 'December 2026' })).toBeVisible();
  await page.getByTestId('slot').first().click();
  await page.getByTestId('booking-name').fill(name);
  await page.getByTestId('booking-email').fill('fox@example.com');
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-done')).toContainText('<img src=x onerror=alert(1)>');
  await expect(page.getByTestId('booking-done')).toContainText('Asia/Kolkata');
  const sideways = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
  expect(sideways).toBe(0);
  await context.close();
});

test('a meeting that is already canceled says so, whichever way one comes', async ({ page }) => {
  const { invitee } = await emulator.send<{ invitee: { id: string } }>('POST', '/book', {
    event_type: 'mara-lind/intro-call',
  });
  await page.goto(`${emulator.url}/cancellations/${invitee.id}`);
  await emulator.send('POST', '/cancel', { invitee: invitee.id, by: 'host', reason: 'Ill' });
  await page.getByTestId('cancel-submit').click();
  await expect(page.getByTestId('cancel-done')).toContainText('Ill');
  for (const path of ['cancellations', 'reschedulings', 'bookings']) {
    await page.goto(`${emulator.url}/${path}/${invitee.id}`);
    await expect(page.getByTestId('cancel-done')).toContainText('This meeting is canceled');
  }
});

test('the bar tells a moved clock and faults that are on', async ({ page }) => {
  await emulator.send('POST', '/faults', { operation: 'users.me', kind: 'slow' });
  await emulator.send('POST', '/clock', { advanceSeconds: 3 * 86_400 });
  await page.goto(`${emulator.url}/mara-lind`);
  await expect(page.getByRole('banner')).toContainText('clock Tue 24 Nov 14:02 UTC (+3 d) · 1 fault on');
  await emulator.send('POST', '/clock', { advanceSeconds: -3 * 86_400 });
  await emulator.send('DELETE', '/faults');
});
