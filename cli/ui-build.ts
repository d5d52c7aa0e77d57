/** The UI's files, built when they are missing or older than their sources; told by a hash kept beside them. */
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
  const { build } = await import('vite');
  await build({ configFile: join(root, 'ui', 'vite.config.ts'), logLevel: 'error' });
  writeFileSync(stamp, sources);
  return true;
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
