/** A browser of its own, signed in to a running program by the link that it printed. */
import { type Browser, chromium, expect, type Page } from '@playwright/test';
import { browserLaunchOptions } from './browser.ts';
import type { Program } from './program.ts';

export async function openSignedIn(
  program: Pick<Program, 'signInLink'>,
  options: { colorScheme?: 'light' | 'dark' } = {},
): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch(await browserLaunchOptions());
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    ...options,
  });
  await page.goto(program.signInLink);
  await expect(page.getByTestId('live-mark')).toHaveText(/Live/, { timeout: 15_000 });
  return { browser, page };
}
