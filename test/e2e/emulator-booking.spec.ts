/** The emulator's booking pages as a person meets them: by keyboard alone, without scripts, and beaten to a time. */
import { expect, type Locator, type Page, test } from '@playwright/test';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { findingsOf } from '../support/looks.ts';

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
  expect(await findingsOf(page)).toEqual([]);
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

test('one of three lengths is chosen, kept, booked, and kept when it moves', async ({ page }) => {
  await page.goto(`${emulator.url}/yuki-tanabe/coffee-and-a-question`);
  const lengths = page.getByRole('group', { name: 'How long' });
  await expect(lengths.getByRole('link')).toHaveText(['15 min', '30 min', '1 h']);
  await lengths.getByRole('link', { name: '1 h' }).click();
  await expect(lengths.getByRole('link', { name: '1 h' })).toHaveAttribute('aria-current', 'true');
  await page.getByTestId('slot').first().click();
  await page.getByTestId('booking-name').fill('Long Talker');
  await page.getByTestId('booking-email').fill('long@example.com');
  await page.getByRole('radio', { name: /A place you name/ }).check();
  await page.getByLabel('Where to meet').fill('The pier');
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-done')).toContainText('The pier');
  await page.getByTestId('move-link').click();
  await page.getByTestId('slot').nth(3).click();
  await page.getByTestId('reschedule-submit').click();
  await expect(page.getByTestId('reschedule-done')).toBeVisible();
  const { invitees, events } = await emulator.dump();
  const minutes = invitees
    .filter(({ email }) => email === 'long@example.com')
    .map(({ eventId }) => events.find(({ id }) => id === eventId)!)
    .map(({ startTime, endTime }) => (Date.parse(endTime) - Date.parse(startTime)) / 60_000);
  expect(minutes).toEqual([60, 60]);
});

test('everything that is wrong is told at once, beside its field, and nothing typed is lost', async ({
  page,
}) => {
  await page.goto(`${emulator.url}/theo-harbor/office-visit`);
  await page.getByTestId('slot').first().click();
  await page.getByTestId('booking-email').fill('not an address');
  await page.getByLabel(/^Guests/).fill('one@example.com\ntwo');
  await page.getByTestId('booking-submit').click();
  const told = page.getByRole('alert');
  await expect(told.getByRole('link')).toHaveText([
    'Tell us your name.',
    'An email address looks like ada@example.com.',
    '“How many of you will come?” needs an answer.',
    '“two” is no email address.',
  ]);
  await expectAccessible(page);
  await expect(page.getByTestId('booking-email')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByTestId('booking-email')).toHaveValue('not an address');
  await told.getByRole('link', { name: 'Tell us your name.' }).click();
  await expect(page.getByTestId('booking-name')).toBeFocused();
  await page.getByTestId('booking-name').fill('Quick Study');
  await page.getByTestId('booking-email').fill('quick@example.com');
  await page.getByRole('radio', { name: 'Two' }).check();
  await page.getByLabel('Where can we reach you on the way?').fill('+46 70 000 00 00');
  await page.getByLabel(/^Guests/).fill('one@example.com');
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-done')).toContainText('+46 70 000 00 00');
  const file = await page.request.get(
    (await page.getByRole('link', { name: 'Add to a calendar' }).getAttribute('href'))!.replace(
      /^/,
      emulator.url,
    ),
  );
  expect(await file.text()).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*SUMMARY:Office visit with Theo Harbor\r\n/);
});

test('several choices, another in one’s own words, and the seats that are left', async ({ page }) => {
  await page.goto(`${emulator.url}/dominic-vale/pricing-workshop`);
  const slot = page.getByTestId('slot').first();
  const seats = Number(/(\d+) seats/.exec((await slot.textContent())!)![1]);
  const address = page.url();
  await slot.click();
  await page.getByTestId('booking-name').fill('Group Goer');
  await page.getByTestId('booking-email').fill('group@example.com');
  await page.getByRole('checkbox', { name: 'Numbers' }).check();
  await page.getByRole('checkbox', { name: 'Other' }).check();
  await page.getByLabel('Other: What do you hope to take away?').fill('A seat');
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-done')).toContainText('A seat');
  await page.goto(address);
  await expect(slot).toContainText(`${seats - 1} seats`);
});

test('a routing form: its questions checked, each answer led on', async ({ page }) => {
  await page.goto(`${emulator.url}/_emulator/console/forms`);
  await expect(page.getByRole('row').filter({ hasText: 'published' })).toContainText(
    'chloe-ferrant/intro-call',
  );
  await page.getByRole('link', { name: 'How can we help?' }).click();
  await page.getByTestId('form-submit').click();
  await expect(page.getByRole('alert').getByRole('link')).toHaveCount(3);
  await expectAccessible(page);
  const form = page.url();
  const sendIn = async (about: string) => {
    await page.goto(form);
    await page.getByLabel('Your name').fill('Rita Router');
    await page.getByLabel('Your email').fill('rita@example.com');
    await page.getByRole('radio', { name: about }).check();
    await page.getByTestId('form-submit').click();
  };
  await sendIn('Something we have together');
  await expect(page.getByTestId('form-done')).toContainText('will call you');
  await sendIn('A first project');
  await page.getByTestId('slot').first().click();
  await expect(page.getByTestId('booking-name')).toHaveValue('Rita Router');
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-done')).toContainText('rita@example.com');
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
