/** The palette as a person uses it: by keys alone, from anywhere, for what was typed or pasted, in every look. */
import { expect, type Page, test } from '@playwright/test';
import type { Account, Delivery, Meeting, Page as PageOf } from '../../sdk/index.ts';
import { controlEmulator } from '../support/emulator-control.ts';
import { createLooks } from '../support/looks.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';

test.describe.configure({ mode: 'serial' });

let program: Program;
let page: Page;
let checkInEveryLook: ReturnType<typeof createLooks>;

test.beforeAll(async ({ browser }) => {
  program = await startProgram();
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  page = await context.newPage();
  checkInEveryLook = createLooks(page);
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test.afterAll(async () => {
  await page?.context().close();
  await program?.stop();
  if (program) await removeFolder(program);
});

const field = () => page.getByRole('combobox', { name: 'Find or do' });
const options = () => page.getByTestId('palette-option');
const first = async <T>(path: string): Promise<T> =>
  ((await (await page.request.get(`${program.url}/api/v1/${path}`)).json()) as PageOf<T>).items[0]!;

async function find(text: string): Promise<void> {
  await expect(page.getByTestId('open-palette')).toBeVisible();
  if (!(await field().isVisible())) await page.keyboard.press('Control+k');
  await field().fill(text);
}

test('opened by its keys or the button it takes the focus, and gives it back', async () => {
  await page.getByTestId('send-test').focus();
  await page.keyboard.press('Control+k');
  await expect(field()).toBeFocused();
  await expect(page.getByRole('dialog', { name: 'Find or do' })).toBeVisible();
  await expect(field()).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('send-test')).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+k');
  await expect(field()).toBeHidden();
  await page.getByTestId('open-palette').click();
  await expect(field()).toBeFocused();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByTestId('open-palette')).toBeFocused();
});

test('it is heard while somebody types, and not over a question that is open', async () => {
  await page.goto(`${program.url}/demo/accounts`);
  await page.getByRole('searchbox').focus();
  await page.keyboard.press('Control+k');
  await expect(field()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.getByRole('button', { name: 'Connect' }).click();
  await expect(page.getByRole('dialog', { name: 'Connect an account' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(field()).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('by keys alone to a page, whose heading has the focus then', async () => {
  await find('ret');
  await expect(options()).toHaveText(['Return addressesSettings']);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/settings\/return-addresses/);
  await expect(page.getByRole('heading', { level: 1, name: 'Return addresses' })).toBeFocused();
  await find('');
  const active = () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return document.getElementById(id!)?.textContent;
    });
  const all = await options().allTextContents();
  expect(await active()).toBe(all[0]);
  await page.keyboard.press('ArrowUp');
  expect(await active()).toBe(all.at(-1));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await active()).toBe(all[1]);
  await page.keyboard.press('Escape');
});

test('an account, a meeting and a delivery, by a name or by whatever names it', async () => {
  const account = await first<Account>('accounts?state=connected');
  const { endUser, calendly } = account;
  for (const text of [
    endUser.name!.slice(0, 5),
    endUser.email!,
    endUser.userId!,
    account.id,
    calendly!.userUri,
  ]) {
    await find(text);
    await expect(options().filter({ hasText: `${endUser.name}${endUser.email}` }), text).toHaveCount(1);
  }
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/accounts/${account.id}$`));

  const control = controlEmulator(program.emulatorUrl);
  const [type] = (await control.people()).find(
    ({ slug }) => slug === calendly!.schedulingUrl.split('/').at(-1),
  )!.event_types;
  await control.send('POST', '/book', { event_type: type!.uri, name: 'Petra Pasted' });
  await find('Petra P');
  await expect(options()).toHaveText([/^Petra Pasted.*Scheduled$/]);
  const meeting = await first<Meeting>('meetings?search=Petra');
  const delivery = await first<Delivery>(`deliveries?search=${meeting.id}`);
  for (const text of [meeting.id, meeting.invitee.uri, meeting.scheduledEventUri]) {
    await find(` ${text} `);
    await expect(options().first(), text).toHaveText(/^Petra Pasted/);
  }
  await expect(options().nth(1)).toHaveText(/^invitee.created/);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('meeting-detail')).toContainText('Petra Pasted');
  await find(delivery.id);
  await expect(options()).toHaveText([/^invitee.created/]);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('delivery-detail')).toBeVisible();
});

test('the last come first, called what they are called now; only which they were is kept', async () => {
  await page.goto(`${program.url}/demo`);
  await find('');
  await expect(options().first()).toHaveText(/^invitee.created/);
  await expect(options().nth(1)).toHaveText(/^Petra Pasted/);
  await expect(options().nth(3)).toHaveText(/^Return addresses/);
  const kept = await page.evaluate(() => localStorage.getItem('slotwire-last demo'));
  expect(JSON.parse(kept!)).toHaveLength(4);
  expect(kept).not.toContain('Petra');
  await page.keyboard.press('Escape');
});

const looks = [
  { name: 'the beginning', text: '', ready: () => expect(options().nth(8)).toBeVisible() },
  {
    name: 'what was found',
    text: 'ma',
    ready: () => expect(page.getByRole('group', { name: 'Meetings' })).toBeVisible(),
  },
  {
    name: 'nothing found',
    text: 'nobody of that name',
    ready: () => expect(page.getByText('Nothing is called')).toBeVisible(),
  },
];

for (const { name, text, ready } of looks) {
  test(`in every look: ${name}`, async () => {
    await find(text);
    await checkInEveryLook(ready);
  });
}

test('in every look: for whom a link is', async () => {
  await find('copy connect');
  await page.keyboard.press('Enter');
  await checkInEveryLook(() => expect(page.getByRole('option', { name: /Configured/ })).toBeVisible());
});

test('a connect link is copied for whoever waits for one, and for nobody who is connected', async () => {
  await page.keyboard.press('Enter');
  const link = page.getByLabel('Connect link', { exact: true });
  await expect(link).toHaveValue(/\/connect\//);
  await expect(page.getByText('The link is copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await link.inputValue());
  await page.keyboard.press('Escape');
  await find('copy connect');
  await page.keyboard.press('Enter');
  const connected = await first<Account>('accounts?state=connected');
  await page.getByRole('combobox').fill(connected.endUser.name!);
  const option = page.getByRole('option', { name: connected.endUser.name! });
  await expect(option).toContainText('Connected already');
  await expect(option).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Escape');
});

test('a question that fails says so', async () => {
  await page.route(/\/api\/v1\/accounts\?/, (route) => route.abort());
  await find('somebody');
  await expect(page.getByText('Slotwire does not answer.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.unrouteAll();
});

test('from any page: a test booking, an account, how it looks, the keys, out', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await find('send test');
  await page.keyboard.press('Enter');
  await page.getByTestId('send-test-go').click();
  await expect(page.getByTestId('trial-wire')).toHaveAttribute('data-done', 'true');
  await page.keyboard.press('Escape');

  await find('connect an');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Connect an account' })).toBeVisible();
  await page.keyboard.press('Escape');

  await find('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');

  await find('keys show');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Find or do');
  await page.keyboard.press('Escape');

  await find('sign out');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
});
