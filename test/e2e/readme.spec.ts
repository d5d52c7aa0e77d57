/** What the README and the API's page show to an application's developer, run as it stands there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Program, removeFolder, startProgram } from '../support/program.ts';

const example = exampleOf('README.md');
const makesKey = exampleOf('docs/api.md');

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
  const { key } = await page.evaluate<{ key: string }>(
    `(async () => { const answer = ${makesKey}; return answer.json(); })()`,
  );
  const run = new Function('slotwire', 'key', `return (async () => { ${example}; return link; })()`);
  const link = (await run(program.url, key)) as { url: string };
  await page.context().clearCookies();
  await page.goto(link.url);
  await page.getByRole('button', { name: 'Continue to Calendly' }).click();
  await expect(page).toHaveURL(new RegExp(`^${program.emulatorUrl}/`));
});

function exampleOf(page: string): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', page), 'utf8');
  return /```ts\n([\s\S]*?)```/.exec(text)![1]!;
}
