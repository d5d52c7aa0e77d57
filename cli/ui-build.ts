/** The UI's files, built when they are missing or older than their sources; told by a hash kept beside them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
export const uiFolder = join(root, '.build', 'ui');

/** Resolves to whether anything had to be built. */
export async function ensureUi(): Promise<boolean> {
  const stamp = join(uiFolder, '.sources');
  const sources = hashSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return false;
  await build();
  writeFileSync(stamp, sources);
  return true;
}

/** In a process of its own: several hundred megabytes would stay with the service otherwise. */
function build(): Promise<void> {
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')));
  const argv = [vite, 'build', '--config', join(root, 'ui', 'vite.config.ts'), '--logLevel', 'error'];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`building the UI ended with ${code ?? signal}`)),
    );
  });
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const tree of ['ui', 'sdk']) {
    const files = readdirSync(join(root, tree), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
}
