/** Calls that somebody else words. What they name is taken apart and put together anew, so that it leads nowhere else. */
import type { Api } from './api.ts';
import type { Calendly } from './client.ts';
import { patternOf } from './operations/pattern.ts';
import { listOperations } from './operations/table.ts';
import { segment } from './uri.ts';

const booking = listOperations().filter(({ operation }) => operation.books);

export function createPass(api: Api): Calendly['pass'] {
  return async (caller, { method, path: pieces, query, json }) => {
    const path = `/${pieces.map(segment).join('/')}`;
    const { status, body, rate } = await api.answer(caller, {
      operation: 'passed',
      method,
      path,
      pattern: patternOf(method, pieces),
      query,
      ...(json === undefined ? {} : { json }),
      books: booking.some(({ operation }) => operation.method === method && operation.path === path),
    });
    return { status, body, rate };
  };
}
