/** Settings, Team and Audit, and the way between tenants, in the real program with real browsers. */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { createLooks } from '../support/looks.ts';
import { type Program, removeFolder, runProgram, startProgram } from '../support/program.ts';

test.describe.configure({ mode: 'serial' });

let program: Awaited<ReturnType<typeof startProgram>>;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  program = await startProgram();
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test.afterAll(async () => {
  await page?.close();
  await program?.stop();
  if (program) await removeFolder(program);
});

const open = (path: string) => page.goto(`${program.url}/demo/${path}`);
const members = () => page.getByTestId('members-list');

async function invite(name: string, email: string, role: string): Promise<string> {
  await page.getByTestId('invite').click();
  await page.getByTestId('member-name').fill(name);
  await page.getByTestId('member-email').fill(email);
  await page.getByRole('radio', { name: role }).check();
  await page.getByTestId('save-member').click();
  const link = await page.getByLabel('Sign-in link', { exact: true }).inputValue();
  await page.getByTestId('link-kept').click();
  return link;
}

test('an owner invites somebody by a link, who then looks and may not invite', async ({ browser }) => {
  await open('settings/team');
  await expect(members()).toContainText('you');
  const link = await invite('Ana Ruiz', 'ana@example.com', 'Viewer');
  await expect(members()).toContainText('Invited; link until');
  const other = await (await browser.newContext()).newPage();
  await other.goto(link);
  await expect(other.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await other.goto(`${program.url}/demo/settings/team`);
  await expect(other.getByTestId('invite')).toHaveAttribute('aria-disabled', 'true');
  await expect(other.getByTestId('invite')).toHaveAttribute('aria-description', 'Owners only');
  await expect(other.getByRole('button', { name: /^More for/ })).toHaveCount(0);
  await other.goto(`${program.url}/demo/settings/audit`);
  await expect(other.getByText('Operators only', { exact: true })).toBeVisible();
  await other.close();
});

test('a wrong email and a known one are told at their field', async () => {
  await open('settings/team');
  await page.getByTestId('invite').click();
  await page.getByTestId('member-name').fill('Ana');
  await page.getByTestId('member-email').fill('nobody');
  await page.getByTestId('save-member').click();
  await expect(page.getByText('Give their email.')).toBeVisible();
  await page.getByTestId('member-email').fill('ana@example.com');
  await page.getByTestId('save-member').click();
  await expect(page.getByText('Somebody with this email is a member already.').first()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('a role is changed; the last owner cannot leave, and is told why', async () => {
  await open('settings/team');
  await page.getByRole('button', { name: 'More for Ana Ruiz' }).click();
  await page.getByRole('menuitem', { name: 'Change role' }).click();
  await page.getByRole('radio', { name: 'Operator' }).check();
  await page.getByTestId('save-role').click();
  await expect(members().getByRole('row').filter({ hasText: 'Ana Ruiz' })).toContainText('Operator');
  await page.getByRole('button', { name: 'More for Demo owner' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByTestId('confirm-remove').click();
  await expect(page.getByText('A tenant keeps at least one owner.', { exact: false }).first()).toBeVisible();
  await page.keyboard.press('Escape');
});

test('browsers that are signed in are listed, and one is signed out', async () => {
  await open('settings/team?tab=browsers');
  const list = page.getByTestId('sessions-list');
  await expect(list).toContainText('this one');
  const row = list.getByRole('row').filter({ hasText: 'Ana Ruiz' });
  await row.getByRole('button', { name: /^Sign out/ }).click();
  await expect(row).toHaveCount(0);
});

test('the audit log tells what was done here, by whom, and is narrowed down', async () => {
  await open('settings/audit');
  const list = page.getByTestId('audit-list');
  await expect(list).toContainText('Change what a member may do');
  await expect(list).toContainText('role: viewer → operator');
  await page.getByRole('button', { name: 'Change what a member may do' }).first().click();
  await expect(page).toHaveURL(/operation=patchMembersId/);
  await expect(list.getByRole('row')).toHaveCount(2);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  expect((await download).suggestedFilename()).toBe('slotwire-audit.csv');
});

test('a second tenant in the same browser is switched to in the rail, in its own colour', async () => {
  const link = await createTenant(program, 'Acme live');
  await page.goto(link);
  await expect(page).toHaveURL(/\/acme-live/);
  const rail = page.getByRole('navigation', { name: 'Slotwire' });
  await expect(rail).toContainText('production');
  await page.getByTestId('tenant-switch').click();
  await page.getByRole('menuitem', { name: /Demo/ }).click();
  await expect(page).toHaveURL(/\/demo$/);
  await expect(page.getByTestId('tenant-switch')).toContainText('development');
});

/** Its sign-in link. */
async function createTenant({ folder, ports }: Program & typeof program, name: string): Promise<string> {
  const environment = {
    SLOTWIRE_DATA: folder,
    PORT: String(ports.service),
    EMULATOR_PORT: String(ports.emulator),
  };
  const child = runProgram(['tenant', 'create', '--name', name, '--environment', 'production'], environment);
  let said = '';
  child.stdout!.on('data', (chunk) => {
    said += chunk;
  });
  await new Promise((resolve) => child.once('exit', resolve));
  return /\S+\/sign-in#\S+/.exec(said)![0];
}

for (const [name, path, testId] of [
  ['members', 'settings/team', 'members-list'],
  ['browsers', 'settings/team?tab=browsers', 'sessions-list'],
  ['the audit log', 'settings/audit', 'audit-list'],
] as const) {
  test(`${name} in every look`, async () => {
    await open(path);
    await createLooks(page)(() => expect(page.getByTestId(testId)).toBeVisible());
  });
}

test('signed out, the ways in are told', async ({ browser }) => {
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(`${program.url}/demo`);
  await expect(stranger.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await expect(stranger.getByText('Ask an owner of your team', { exact: false })).toBeVisible();
  await stranger.goto(`${program.url}/sign-in?refused=not_a_member&tenant=demo`);
  await expect(stranger.getByRole('heading', { name: 'You are no member of this tenant.' })).toBeVisible();
  await createLooks(stranger)(() => expect(stranger.getByRole('main')).toBeVisible());
  await stranger.close();
});
