import { expect, test } from 'vitest';
import { type Lockfile, looselyLocked, type PackageFile, unpinned } from './packages.ts';
import { readSource } from './source.ts';

const packageFile: PackageFile & { version: string; scripts: Record<string, string> } = JSON.parse(
  readSource('package.json'),
);
const lockfile: Lockfile = JSON.parse(readSource('package-lock.json'));

test('every dependency is pinned to one version', () => {
  expect(Object.keys(packageFile.dependencies ?? {}).length).toBeGreaterThan(10);
  expect(unpinned(packageFile)).toEqual([]);
});

test('however the program is started, its memory is bounded the same', () => {
  const { start, slotwire } = packageFile.scripts;
  expect(start).toBe(`${slotwire} start`);
  expect(slotwire).toContain('--max-semi-space-size=');
  expect(readSource('cli/main.ts').split('\n')[0]).toBe(
    `#!/usr/bin/env -S ${slotwire!.replace(' cli/main.ts', '')}`,
  );
});

test('the lock vouches for every package and names no address', () => {
  expect(Object.keys(lockfile.packages).length).toBeGreaterThan(100);
  expect(looselyLocked(lockfile)).toEqual([]);
});

test('the lock is of this package file', () => {
  const locked = lockfile.packages[''] as PackageFile;
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    expect(locked[kind]).toEqual(packageFile[kind]);
  }
});

test('a loose version, a fetched address and a missing hash are seen', () => {
  expect(unpinned({ dependencies: { a: '^1.0.0', b: '1.0.0', c: 'latest', d: '18.4.0-beta.17' } })).toEqual([
    'a',
    'c',
  ]);
  const packages = {
    '': {},
    'node_modules/good': { version: '1.0.0', integrity: 'sha512-x' },
    'node_modules/fetched': {
      version: '1.0.0',
      integrity: 'sha512-x',
      resolved: 'https://example.com/x.tgz',
    },
    'node_modules/unknown': { version: '1.0.0' },
  };
  expect(looselyLocked({ packages })).toEqual(['node_modules/fetched', 'node_modules/unknown']);
});
