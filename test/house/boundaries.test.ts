import { expect, test } from 'vitest';
import { findCycles, forbids, isDrawer, mayKnow, moduleOf } from './boundaries.ts';
import { type Import, listSources, readImports } from './source.ts';

const sources = listSources();
const imports = readImports(sources);

const one = (from: string, to: string, typeOnly = false): Import => ({
  from,
  to,
  ours: to.includes('/'),
  typeOnly,
});

test('nobody knows whom they may not know', () => {
  expect(imports.filter(({ ours }) => ours).length).toBeGreaterThan(80);
  expect(imports.filter(({ to }) => to === 'server/db/index.ts').length).toBeGreaterThan(5);
  const broken = imports.flatMap((each) => {
    const why = forbids(each);
    return why === undefined ? [] : [`${each.from} → ${each.to}: ${why}`];
  });
  expect(broken).toEqual([]);
});

test('every module of the server stands in the table, and the table has no circle', () => {
  const modules = new Set(sources.map(moduleOf).filter((name) => name !== undefined));
  expect(modules.size).toBeGreaterThan(10);
  expect([...modules].filter((name) => !mayKnow[name])).toEqual([]);
  const order = Object.keys(mayKnow);
  for (const [name, known] of Object.entries(mayKnow)) {
    for (const other of known) {
      expect(order.indexOf(other), `${name} → ${other}`).toBeGreaterThanOrEqual(0);
      expect(mayKnow[other], `${name} ⇄ ${other}`).not.toContain(name);
    }
  }
});

test('no files import each other in a circle', () => {
  expect(findCycles(imports)).toEqual([]);
});

test('no drawers', () => {
  expect(sources.filter(isDrawer)).toEqual([]);
});

test('the judge refuses what it should', () => {
  const refused: [Import, RegExp][] = [
    [one('server/calendly/http.ts', 'server/db/index.ts'), /calendly may not know db/],
    [one('server/meetings/apply.ts', 'server/deliveries/index.ts'), /meetings may not know deliveries/],
    [one('server/sync/backfill.ts', 'server/meetings/apply.ts'), /only through its index/],
    [one('server/clock.ts', 'server/config.ts'), /clock may not know config/],
    [one('server/http/problem.ts', 'sdk/types.ts'), /types only/],
    [one('server/app.ts', 'cli/main.ts'), /server may not know cli/],
    [one('emulator/main.ts', 'sdk/types.ts'), /emulator may not know sdk/],
    [one('ui/main.tsx', 'server/errors.ts'), /ui may not know server/],
    [one('cli/main.ts', 'server/db/pool.ts'), /only through its index/],
    [one('sdk/client.ts', 'undici'), /depends on nothing/],
    [one('server/app.ts', 'fixtures/one.ts'), /outside the trees/],
    [one('server/unknown/file.ts', 'server/db/index.ts'), /unknown may not know db/],
  ];
  for (const [each, why] of refused) expect(forbids(each), `${each.from} → ${each.to}`).toMatch(why);
});

test('the judge allows what it should', () => {
  const allowed = [
    one('server/http/problem.ts', 'sdk/types.ts', true),
    one('server/jobs/worker.ts', 'server/db/index.ts'),
    one('server/lifecycle/connect.ts', 'server/accounts/index.ts'),
    one('server/accounts/authorize.ts', 'server/accounts/store.ts'),
    one('test/flows/wall.test.ts', 'server/db/pool.ts'),
    one('cli/main.ts', 'server/errors.ts'),
    one('server/app.ts', 'fastify'),
  ];
  for (const each of allowed) expect(forbids(each), `${each.from} → ${each.to}`).toBeUndefined();
});

test('a circle is found, one of types is none', () => {
  const circle = [one('a/1.ts', 'a/2.ts'), one('a/2.ts', 'a/3.ts'), one('a/3.ts', 'a/1.ts')];
  expect(findCycles(circle)).toEqual([['a/1.ts', 'a/2.ts', 'a/3.ts']]);
  expect(findCycles([...circle.slice(0, 2), one('a/3.ts', 'a/1.ts', true)])).toEqual([]);
});

test('a drawer is known by its name', () => {
  for (const path of [
    'server/utils/date.ts',
    'ui/common/x.tsx',
    'server/db/pool-manager.ts',
    'sdk/helpers.ts',
  ]) {
    expect(isDrawer(path), path).toBe(true);
  }
  for (const path of ['server/serve.ts', 'server/db/pool.ts', 'ui/live/shared-source.ts']) {
    expect(isDrawer(path), path).toBe(false);
  }
});
