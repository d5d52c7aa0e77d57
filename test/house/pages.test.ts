import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as machine from '../../server/accounts/state.ts';
import { waysOut, whatHappened } from '../../server/calendly/errors.ts';
import { listOperations } from '../../server/calendly/operations/table.ts';
import { readConfig } from '../../server/config.ts';
import { connectionSchema } from '../../server/connections/index.ts';
import { catalogue, Failure } from '../../server/errors.ts';
import { callsPage, errorsPage, namedFiles, schemaFile, statesPage, tableRows, tableUnder } from './pages.ts';
import { listFiles, listSources, readSource, root } from './source.ts';

const inCode = (cell: string) => /`([^`]*)`/.exec(cell)?.[1];

test('docs/errors.md is the catalogue', () => {
  expect(Object.keys(catalogue).length).toBeGreaterThan(20);
  expect(readSource('docs/errors.md')).toBe(errorsPage(catalogue));
});

test('docs/calendly-calls.md is the table of operations', () => {
  expect(readSource('docs/calendly-calls.md')).toBe(callsPage(listOperations(), { whatHappened, waysOut }));
});

test('docs/states.md is the state machine', () => {
  expect(readSource('docs/states.md')).toBe(statesPage(machine));
});

test('docs/connection.schema.json is the schema that is served, and each of its specs is a browser test', () => {
  const schema = connectionSchema() as {
    properties: object;
    required: string[];
    specs: { id: string }[];
    additionalProperties: boolean;
  };
  expect(readSource('docs/connection.schema.json')).toBe(schemaFile(schema));
  expect(schema.required).toEqual(['type', 'id', 'name', 'clientId', 'clientSecret']);
  expect(Object.keys(schema.properties)).toEqual([...schema.required, 'options']);
  expect(schema.additionalProperties).toBe(false);
  const titles = listFiles()
    .filter((path) => path.startsWith('test/e2e/'))
    .flatMap((path) => [...readSource(path).matchAll(/^test\('(CONN-CALENDLY-\d+)/gm)].map(([, id]) => id!));
  expect(schema.specs.map(({ id }) => id)).toEqual([...titles].sort());
  expect(schema.specs.length).toBeGreaterThan(10);
});

test('every error has words and a way out', () => {
  for (const [code, { status, title, wayOut }] of Object.entries(catalogue)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title, code).toMatch(/^[A-Z].{8,}\.$/);
    expect(wayOut, code).toMatch(/^[A-Z].{8,}\.$/);
  }
});

const variables = tableRows(readSource('docs/configuration.md')).map((row) => ({
  name: inCode(row[0]!)!,
  cells: row,
  example: inCode(row[3] ?? '') ?? '',
}));

/** What the programs read: by name in `readConfig`, and off the environment in the command line. */
function variablesRead(): string[] {
  const readers = listSources('product').filter((path) => path.startsWith('cli/'));
  const pattern = /\b(?:text|number|oneOf|address|database)\(\s*'([A-Z_]+)'|\benvironment\.([A-Z_]+)/g;
  const read = new Set<string>();
  for (const path of ['server/config.ts', 'emulator/main.ts', ...readers]) {
    for (const [, asked, taken] of readSource(path).matchAll(pattern)) read.add((asked ?? taken)!);
  }
  return [...read].sort();
}

test('docs/configuration.md tells every variable, and no other', () => {
  const read = variablesRead();
  expect(read.length).toBeGreaterThan(10);
  expect(variables.map(({ name }) => name).sort()).toEqual(read);
  for (const { cells } of variables) {
    expect(cells).toHaveLength(4);
    for (const cell of cells) expect(cell).not.toBe('');
  }
});

test('every example of a variable is taken', () => {
  const rest = {
    CALENDLY_EMULATOR_URL: 'http://localhost:4610',
    DATABASE_DIRECT_URL: 'postgres://localhost/x',
    OIDC_ISSUER: 'https://login.example.com',
    OIDC_CLIENT_ID: 'slotwire',
    OIDC_CLIENT_SECRET: 'x',
  };
  for (const { name, example } of variables) {
    if (example.startsWith('npm run')) continue;
    const ring: Record<string, string> = name.startsWith('SLOTWIRE_KEYS') ? {} : { SLOTWIRE_KEYS: 'a:A' };
    expect(problemsOf({ ...ring, ...rest, [name]: example }), `${name}=${example}`).toEqual([]);
  }
  expect(problemsOf({ ...rest, PORT: 'many' })).toEqual(['PORT']);
});

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return ((error as Failure).fields ?? []).map(({ path }) => path);
  }
}

test('every file that a page names is there', () => {
  const pages = listFiles().filter((path) => path.endsWith('.md'));
  expect(pages.length).toBeGreaterThan(10);
  const named = pages.flatMap((page) => namedFiles(readSource(page)).map((path) => `${page}: ${path}`));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((each) => !existsSync(join(root, each.split(': ')[1]!)))).toEqual([]);
});

test('every link from page to page leads somewhere', () => {
  const pages = listFiles().filter((path) => path.endsWith('.md'));
  const links = pages.flatMap((page) =>
    [...readSource(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, to]) => to!)
      .filter((to) => !/^[a-z]+:/.test(to))
      .map((to) => ({ page, to })),
  );
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter(({ page, to }) => !existsSync(join(root, page, '..', to)))).toEqual([]);
});

test('docs/how-it-works.md tells the three flows', () => {
  const page = readSource('docs/how-it-works.md');
  for (const flow of ['A delivery', 'A connect', 'A meeting on the screen']) {
    expect(page).toContain(`## ${flow}`);
  }
  expect(namedFiles(page).length).toBeGreaterThan(20);
});

test('every threat is held by a test that is there, or says when it will be', () => {
  const rows = tableRows(readSource('docs/threat-model.md')).filter(([id]) => /^[A-Z]-\d\d/.test(id!));
  expect(rows.length).toBeGreaterThan(40);
  for (const [id, , , held] of rows) {
    const files = namedFiles(held!);
    const later = /^later \(.+\)$/.test(held!);
    expect(files.length > 0 || later, `${id}: ${held}`).toBe(true);
    for (const file of files) expect(file, id).toMatch(/^test\/(flows|proofs|house|e2e)\/|\.test\.tsx?$/);
    for (const title of [...held!.matchAll(/“([^”]+)”/g)].map(([, text]) => text!)) {
      expect(
        files.some((file) => readSource(file).includes(title)),
        `${id}: ${title}`,
      ).toBe(true);
    }
  }
});

test('tables, files and errors are read right', () => {
  const page =
    '| a | b |\n|---|---|\n| `X` | one \\| two |\n\ntext\n\n## T\n\n| c |\n|---|\n| `test/x.ts` |\n';
  expect(tableRows(page)).toEqual([['`X`', 'one \\| two'], ['`test/x.ts`']]);
  expect(tableUnder(page, 'T')).toEqual([['`test/x.ts`']]);
  expect(namedFiles(page)).toEqual(['test/x.ts']);
  const failure = new Failure('not_found');
  expect(errorsPage({ [failure.code]: catalogue.not_found })).toContain('| `not_found` | 404 |');
});
