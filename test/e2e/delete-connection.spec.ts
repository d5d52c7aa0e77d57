/** Deleting a connection says how many accounts it disconnects first, does so at Calendly, and is told until it is gone. */
import { expect, test } from '@playwright/test';
import { controlEmulator } from '../support/emulator-control.ts';
import { type Program, removeFolder, startProgram } from '../support/program.ts';
import { until } from '../support/until.ts';

let program: Program;

test.beforeAll(async () => {
  program = await startProgram();
});

test.afterAll(async () => {
  await program?.stop();
  if (program) await removeFolder(program);
});

test('a connection is deleted after its accounts are disconnected', async ({ page }) => {
  const control = controlEmulator(program.emulatorUrl);
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.goto(`${program.url}/demo/settings/connections`);
  const name = 'Harbor & Finch (emulator)';
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('3 accounts are disconnected first')).toBeVisible();
  await dialog.getByRole('button', { name: 'Disconnect 3 and delete' }).click();
  await expect(dialog.getByText('This is not its name.')).toBeVisible();
  expect((await control.dump()).subscriptions).toHaveLength(3);
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: 'Disconnect 3 and delete' }).click();
  await expect(page.getByRole('heading', { name: 'No connection yet' })).toBeVisible();
  await until('no subscription at Calendly', async () => (await control.dump()).subscriptions.length === 0);
});
