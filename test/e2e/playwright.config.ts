/** Browser tests: each starts what it needs on free ports, so nothing has to run before. */
import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from '../support/browser.ts';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../.build/e2e',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 2,
  reporter: 'line',
  use: {
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: await browserLaunchOptions(),
  },
});
