/** Which operation a path is of. */
import type { Operation } from './operation.ts';
import { listOperations } from './table.ts';

const operations = listOperations().map(({ operation }) => ({
  operation,
  fits: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));
const words = new Set(operations.flatMap(({ operation }) => operation.path.split('/')));

/** The path of the operation that these pieces call; of one that is not known its words, with `{id}` for the rest. */
export function patternOf(method: Operation['method'], pieces: readonly string[]): string {
  const path = `/${pieces.join('/')}`;
  const known = operations.filter(({ operation, fits }) => operation.method === method && fits.test(path));
  // A word goes before an id: `/users/me` is no `/users/{uuid}`.
  const exact = known.find(({ operation }) => operation.path === path) ?? known[0];
  return exact?.operation.path ?? `/${pieces.map((piece) => (words.has(piece) ? piece : '{id}')).join('/')}`;
}

/** Of a path with names in braces. */
export function findOperation(method: string, pattern: string): Operation | undefined {
  const found = operations.find(({ operation: { method: its, path } }) => its === method && path === pattern);
  return found?.operation;
}
