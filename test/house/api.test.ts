import { expect, test } from 'vitest';
import type { ApiDescription } from '../../server/http/index.ts';
import { describeOurApi, listRoutes } from './api.ts';
import { readSource } from './source.ts';

const description: ApiDescription = JSON.parse(readSource('docs/openapi.json'));
const routes = listRoutes().filter(({ path }) => path.startsWith('/api/v1/'));

test('docs/openapi.json says what the code says', async () => {
  expect(readSource('docs/openapi.json')).toBe(await describeOurApi());
});

test('every route of the interface is described but the description itself and what is passed on', () => {
  const described = Object.entries(description.paths).flatMap(([path, each]) =>
    Object.keys(each).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  expect(described.length).toBeGreaterThan(20);
  expect(described.sort()).toEqual(names.filter((name) => !/\/openapi\.json$|\/\*$/.test(name)).sort());
});

test('every route says what it answers, and every named shape is there', () => {
  const wordless = routes.filter(({ method, answer, media }) => !answer && method !== 'DELETE' && !media);
  expect(wordless.map(({ path }) => path)).toEqual(['/api/v1/openapi.json']);
  const hollow = Object.entries(description.components.schemas!).filter(
    ([, each]) => '$ref' in (each as object),
  );
  expect(hollow).toEqual([]);
  const text = readSource('docs/openapi.json');
  const named = [...text.matchAll(/"#\/components\/(\w+)\/([\w.]+)"/g)];
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(([, kind, name]) => !description.components[kind!]?.[name!])).toEqual([]);
});
