/**
 * The configuration file: connections of one tenant, as JSON or as a TypeScript module's default export. Checked as a
 * whole before anything is done with it; every problem is told with its place. `$env.NAME` stands for a variable, so
 * that no secret lies in the file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Environment } from './config.ts';
import { type ConfiguredConnection, configuredConnection } from './connections/index.ts';
import { Failure } from './errors.ts';

export interface ConfigFile {
  /** The tenant's short name. */
  tenant: string;
  connections: ConfiguredConnection[];
  /** What is allowed and may be a mistake. */
  warnings: string[];
}

const names = ['slotwire.config.json', 'slotwire.config.ts'];

const shape = z.strictObject({
  $schema: z.string().optional(),
  tenant: z
    .string({ error: 'Say whose connections these are: the tenant’s short name.' })
    .min(1, { error: 'Say whose connections these are: the tenant’s short name.' }),
  connections: z.array(configuredConnection, { error: 'Give a list of connections.' }),
});

interface Problem {
  path: string;
  message: string;
}

/**
 * `named`: where it lies; undefined: in this folder, if it is there.
 * @throws Failure `wrong_configuration` that names every problem with its place
 */
export async function readConfigFile(
  named: string | undefined,
  environment: Environment,
): Promise<ConfigFile | undefined> {
  const path = named ?? names.find((name) => existsSync(name));
  if (path === undefined) return undefined;
  const { value, problems: unset } = fillIn(await load(path), environment);
  const read = shape.safeParse(value);
  const wrong = (read.error?.issues ?? []).flatMap(problemsOf);
  // What an unset variable was to give is told once.
  const told = wrong.filter((one) => !unset.some(({ path }) => path === one.path));
  const problems = [...unset, ...told, ...(read.success ? twice(read.data.connections) : [])];
  if (problems.length > 0) throw wrongFile(path, problems);
  const { tenant, connections } = read.data!;
  return { tenant, connections, warnings: sameNames(connections) };
}

/** @throws Failure `wrong_configuration`, with every problem and its place */
export function wrongFile(path: string, problems: Problem[]): Failure {
  const detail = problems.map(({ path: at, message }) => (at ? `${at}: ${message}` : message)).join('\n');
  return new Failure('wrong_configuration', { detail: `${path}\n${detail}`, fields: problems });
}

async function load(path: string): Promise<unknown> {
  try {
    if (!path.endsWith('.json')) return (await import(pathToFileURL(resolve(path)).href)).default;
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const message = `It cannot be read: ${(error as Error).message}.`;
    throw wrongFile(path, [{ path: '', message }]);
  }
}

/** Every text that names a variable, as that variable's. */
function fillIn(given: unknown, environment: Environment): { value: unknown; problems: Problem[] } {
  const problems: Problem[] = [];
  const fill = (value: unknown, path: (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((one, index) => fill(one, [...path, index]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, [...path, key])]));
    }
    const name = typeof value === 'string' ? /^\$env\.(.*)$/s.exec(value)?.[1] : undefined;
    if (name === undefined) return value;
    const found = environment[name];
    if (found) return found;
    problems.push({ path: placeOf(path), message: `The environment has no variable “${name}”.` });
    return undefined;
  };
  return { value: fill(given, []), problems };
}

/** An unknown field is told of by itself, not by what holds it. */
function problemsOf({ path, message, ...issue }: z.core.$ZodIssue): Problem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: placeOf(path), message }];
  return issue.keys.map((key) => ({ path: placeOf([...path, key]), message: 'There is no such field.' }));
}

/** `connections[0].name` */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function twice(connections: readonly ConfiguredConnection[]): Problem[] {
  return connections.flatMap(({ id }, index) => {
    const first = connections.findIndex((other) => other.id === id);
    if (first === index) return [];
    return [{ path: `connections[${index}].id`, message: `${id} is taken by connections[${first}].` }];
  });
}

function sameNames(connections: readonly ConfiguredConnection[]): string[] {
  return connections.flatMap(({ name }, index) => {
    const first = connections.findIndex((other) => other.name === name);
    if (first === index) return [];
    return [`connections[${index}].name is that of connections[${first}] too. Both work.`];
  });
}
