/** What the README shows to an application's developer, run as it stands there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Program, removeFolder, startProgram } from '../support/program.ts';

const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;

let program: Program;

test.beforeAll(async () => {
  program = await startProgram();
});

test.afterAll(async () => {
  await program?.stop();
  if (program) await removeFolder(program);
});

test('the README’s lines make an account and a link at which its person can connect', async ({ page }) => {
  await page.goto(program.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  const [cookie] = await page.context().cookies();
  const run = new Function('slotwire', 'session', `return (async () => { ${example}; return link; })()`);
  const link = (await run(program.url, `${cookie!.name}=${cookie!.value}`)) as { url: string };
  await page.context().clearCookies();
  await page.goto(link.url);
  await page.getByRole('button', { name: 'Continue to Calendly' }).click();
  await expect(page).toHaveURL(new RegExp(`^${program.emulatorUrl}/`));
});
