/** A browser wherever one is found: the registry's, the system's, or Playwright's own (docs/decisions). */
import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';
import chromium from '@sparticuz/chromium';

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** None of the arguments that the registry's browser suggests: they switch off what pages are tested against. */
const args = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export async function browserLaunchOptions(): Promise<LaunchOptions> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    return { executablePath: await chromium.executablePath(), args };
  }
  const found = system.find((path) => existsSync(path));
  return found ? { executablePath: found, args } : { args };
}
