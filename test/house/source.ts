/** What the house tests look at: the files that git knows, and a reader of their imports. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Tracked files and new ones that are not ignored, by path from the root, in order. */
export function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(listed.toString().split('\0'))]
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .sort();
}

export function readSource(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

const trees = ['server', 'ui', 'emulator', 'sdk', 'cli', 'test'] as const;
export type Tree = (typeof trees)[number];

export function treeOf(path: string): Tree | undefined {
  return trees.find((tree) => path.startsWith(`${tree}/`));
}

/** TypeScript of the trees; `product` leaves out `test/` and the tests that lie beside the code. */
export function listSources(which: 'all' | 'product' = 'all'): string[] {
  return listFiles().filter(
    (path) =>
      /\.tsx?$/.test(path) &&
      treeOf(path) !== undefined &&
      (which === 'all' || (treeOf(path) !== 'test' && !/\.test\.tsx?$/.test(path))),
  );
}

export interface Import {
  /** The importing file. */
  from: string;
  /** A path from the root, or the name of a package. */
  to: string;
  ours: boolean;
  typeOnly: boolean;
}

const statement = /^(?:import|export)\s+(type\s+)?([\w$*,\s]*(?:\{[^}]*\})?)\s*from\s*['"]([^'"]+)['"]/gm;
const bare = /^import\s*['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"`]([^'"`$]+)['"`]\s*\)/g;

/** Reads imports as the formatter writes them: a statement begins its line. */
export function importsOf(from: string, text: string): Import[] {
  const found: { target: string; typeOnly: boolean }[] = [];
  for (const [, keyword, names, target] of text.matchAll(statement)) {
    const inBraces = /^\{([^}]*)\}$/.exec(names!.trim())?.[1];
    const onlyTypes = inBraces
      ?.split(',')
      .filter((name) => name.trim() !== '')
      .every((name) => /^\s*type\s/.test(name));
    found.push({ target: target!, typeOnly: keyword !== undefined || onlyTypes === true });
  }
  for (const [, target] of text.matchAll(bare)) found.push({ target: target!, typeOnly: false });
  for (const [, target] of text.matchAll(dynamic)) found.push({ target: target!, typeOnly: false });
  return found.map(({ target, typeOnly }) => {
    const ours = target.startsWith('.');
    return { from, to: ours ? normalize(join(dirname(from), target)) : target, ours, typeOnly };
  });
}

export function readImports(files: string[]): Import[] {
  return files.flatMap((file) => importsOf(file, readSource(file)));
}

/** How often a pattern stands in each file, without those where it does not; comments do not count. */
export function countIn(files: string[], pattern: RegExp): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const file of files) {
    const found = withoutComments(readSource(file)).match(new RegExp(pattern, 'g'))?.length ?? 0;
    if (found > 0) counts[file] = found;
  }
  return counts;
}

/** Takes whole-line comments away; a line of code is kept with whatever follows it. */
export function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
}
