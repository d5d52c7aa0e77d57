/** A copy of the tracked source in a folder of its own, with the installed packages linked. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, lchown, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceCopy {
  folder: string;
  remove(): Promise<void>;
}

/** `owner`: the user and group id that everything in the copy belongs to. */
export async function copySource(owner?: number): Promise<SourceCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-source-'));
  const files = new Set([...listSource(), '.build/ui']);
  for (const path of files) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true });
    await cp(join(root, path), to, { recursive: true }).catch(leaveOutMissing);
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  if (owner !== undefined) await own(folder, owner);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What git knows; in a copy, which has nothing else, whatever is there. */
function listSource(): string[] {
  if (existsSync(join(root, '.git'))) {
    const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root });
    return listed.toString().split('\0').filter(Boolean);
  }
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** A file that was deleted but is still tracked, or a UI that nobody has built yet. */
function leaveOutMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function own(path: string, owner: number): Promise<void> {
  await lchown(path, owner, owner);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) await own(inner, owner);
    else await lchown(inner, owner, owner);
  }
}
