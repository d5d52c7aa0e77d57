/** `slotwire tenant create`, as a program of its own over a database of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

const main = new URL('../../cli/main.ts', import.meta.url).pathname;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotwire-tenant-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function create(...options: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, SLOTWIRE_DATA: folder };
    execFile(process.execPath, [main, 'tenant', 'create', ...options], { env }, (error, out, problem) =>
      resolve({ code: error ? Number(error.code) : 0, said: out + problem }),
    );
  });
}

test('a tenant is made once, under a short name, with a link to sign in', async () => {
  const made = await create('--name', ' 1. Züri Bäder & Söhne ');
  expect(made.said).toMatch(/^✓ Tenant zuri-bader-sohne\nhttp:\/\/localhost:\d+\/sign-in#[\w-]{43}\n/);
  expect(made.code).toBe(0);
  const again = await create('--name', 'Other', '--slug', 'zuri-bader-sohne');
  expect(again).toMatchObject({
    code: 1,
    said: expect.stringContaining('There is a tenant of this short name.'),
  });
});

test.each([
  [['--name', '42'], 'give one with --slug'],
  [['--name', ' '], '1 to 100 characters.'],
  [['--name', 'x', '--slug', 'X'], 'A small letter, then'],
  [['--slug', 'x'], "required option '--name <name>'"],
])('%j is refused in words', async (options, words) => {
  expect(await create(...options)).toMatchObject({ code: 1, said: expect.stringContaining(words) });
});
