/** A browser wherever one is found: the registry's, the system's, or Playwright's own (docs/decisions). */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    return { executablePath: await unpackBrowser(), args };
  }
  const found = system.find((path) => existsSync(path));
  return found ? { executablePath: found, args } : { args };
}

/** It unpacks itself into the temporary folder for its own user alone; another user's would be in the way there. */
async function unpackBrowser(): Promise<string> {
  const before = process.env.TMPDIR;
  const own = join(tmpdir(), `slotwire-browser-${process.getuid?.()}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = own;
  try {
    return await chromium.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
