/** `npm run pictures`: takes the README's picture from the running demo. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { removeFolder, startProgram } from '../support/program.ts';
import { openSignedIn } from '../support/signed-in.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const program = await startProgram();
try {
  const { browser, page } = await openSignedIn(program, { colorScheme: 'light' });
  await page.goto(`${program.url}/demo/meetings?view=week`);
  await expect(page.locator('[data-meeting-id]').first()).toBeVisible();
  await expect(page.getByTestId('live-mark')).toHaveText(/Live/);
  await page.screenshot({ path: join(folder, 'meetings.png'), animations: 'disabled' });
  await browser.close();
} finally {
  await program.stop();
  await removeFolder(program);
}
