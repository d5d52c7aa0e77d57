import { expect, test } from 'vitest';
import { listFiles, listSources, readSource, treeOf, withoutComments } from './source.ts';
import { declaredNames, isOutsideVocabulary, leaksIn } from './tidy.ts';

/** A story told from beginning to end may be a little longer than code. */
const longest = (path: string) => (path.startsWith('test/flows/') ? 500 : 400);

test('no file is longer than one reads in one go', () => {
  const sources = listSources();
  const lines = sources.map((path) => ({ path, lines: readSource(path).split('\n').length }));
  expect(lines.length).toBeGreaterThan(50);
  expect(Math.max(...lines.map((each) => each.lines))).toBeGreaterThan(100);
  expect(lines.filter((each) => each.lines > longest(each.path))).toEqual([]);
});

test('names keep to the vocabulary', () => {
  const names = listSources('product')
    .filter((path) => ['server', 'sdk', 'cli'].includes(treeOf(path)!))
    .flatMap((path) => declaredNames(withoutComments(readSource(path))).map((each) => ({ path, ...each })));
  expect(names.length).toBeGreaterThan(200);
  expect(names.filter(isOutsideVocabulary)).toEqual([]);
});

test('words that are kept out are seen', () => {
  expect(declaredNames('const customerId = 1;\n  const event = 2;\nexport interface Y {}')).toEqual([
    { name: 'customerId', outer: true },
    { name: 'event', outer: false },
    { name: 'Y', outer: true },
  ]);
  const judge = (name: string, outer = true) => isOutsideVocabulary({ name, outer });
  for (const name of ['customerId', 'Workspace', 'user', 'events', 'MeetingDto', 'listHooks']) {
    expect(judge(name), name).toBe(true);
  }
  for (const name of ['endUser', 'scheduledEvent', 'webhookSubscription', 'CalendlyUser', 'account']) {
    expect(judge(name), name).toBe(false);
  }
  expect(judge('event', false)).toBe(false);
  expect(judge('hook', false)).toBe(true);
});

test('nothing that was tracked tells where we build, or opens a door', () => {
  const texts = listFiles().filter((path) => !/\.(png|woff2?|ico)$/.test(path));
  expect(texts.length).toBeGreaterThan(60);
  const leaks = texts.flatMap((path) => leaksIn(readSource(path)).map((what) => `${path}: ${what}`));
  expect(leaks).toEqual([]);
});

test('leaks are seen', () => {
  const leaking = [
    `https://${'registry'}.example.com/left-pad`,
    `const folder = '/${'home'}/ana/slotwire'`,
    `-----BEGIN ${'RSA'} PRIVATE KEY-----`,
    `token: ghp_${'a'.repeat(36)}`,
    `AKIA${'A'.repeat(16)}`,
    `Bearer swk_${'a'.repeat(43)}`,
  ];
  for (const text of leaking) expect(leaksIn(text), text).toHaveLength(1);
  expect(leaksIn('npm ci && npm start; data in /var/lib/slotwire and test/house/tidy.ts')).toEqual([]);
});
