import { expect, test } from 'vitest';
import { importsOf, listFiles, listSources, withoutComments } from './source.ts';

test('the reader sees every way to import, and tells types from values', () => {
  const text = `
import { a, b } from './a.ts';
import type { T } from '../b/index.ts';
import { type A, type B } from './types.ts';
import { type A, b } from './mixed.ts';
import * as store from './store.ts';
import fallback, { other } from 'package';
import './style.css';
export { x } from './x.ts';
export type { Y } from './y.ts';
export * from './all.ts';
import {
  long,
  list,
} from '@scope/name/part';
const later = await import('./later.ts');
const word = "from './nothing.ts'";
`;
  expect(importsOf('server/m/file.ts', text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
    ['server/m/a.ts', false],
    ['server/b/index.ts', true],
    ['server/m/types.ts', true],
    ['server/m/mixed.ts', false],
    ['server/m/store.ts', false],
    ['package', false],
    ['server/m/x.ts', false],
    ['server/m/y.ts', true],
    ['server/m/all.ts', false],
    ['@scope/name/part', false],
    ['server/m/style.css', false],
    ['server/m/later.ts', false],
  ]);
});

test('the list of files is the house, not a corner of it', () => {
  const files = listFiles();
  expect(files).toContain('package.json');
  expect(files.some((path) => path.startsWith('node_modules/'))).toBe(false);
  const sources = listSources();
  expect(sources.length).toBeGreaterThan(50);
  for (const tree of ['server', 'ui', 'emulator', 'sdk', 'cli', 'test']) {
    expect(sources.some((path) => path.startsWith(`${tree}/`))).toBe(true);
  }
  expect(listSources('product').some((path) => path.includes('.test.') || path.startsWith('test/'))).toBe(
    false,
  );
});

test('comments are taken away, code is kept', () => {
  expect(withoutComments('/** Date.now() */\na(); // Date.now()\n  // Date.now()\n').trim()).toBe(
    'a(); // Date.now()',
  );
});
