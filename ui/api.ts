/** The one way to the API: JSON in, JSON out. What it refuses is thrown as the problem that it told. */
import type { Problem } from '../sdk/index.ts';

export interface Refused extends Error {
  problem: Problem;
}

export function isRefused(error: unknown): error is Refused {
  return error instanceof Error && 'problem' in error;
}

/** What to show of any error, our own mistakes included. */
export function problemOf(error: unknown): Problem {
  return isRefused(error) ? error.problem : { ...unreadable, detail: String(error) };
}

export const get = <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal);
export const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, body);
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown) => call<T>('PATCH', path, body);
export const remove = (path: string) => call<void>('DELETE', path, undefined);

/** `/api/v1/…` with the parameters that have a value. */
export function address(path: string, query: Record<string, string | number | undefined>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? path : `${path}?${search}`;
}

async function call<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, {
    method,
    signal: signal ?? null,
    headers: {
      accept: 'application/json',
      'x-slotwire-request': '1',
      ...(shownTenant() && { 'x-slotwire-tenant': shownTenant() }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw refused(unreachable);
  });
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refused(isProblem(answer) ? answer : { ...unreadable, status: response.status });
  return answer as T;
}

/** Whose pages these are, by their address: a browser may be signed in to several tenants. */
export function shownTenant(): string {
  const [, slug = ''] = window.location.pathname.split('/');
  return slug === 'sign-in' ? '' : slug;
}

export function refused(problem: Problem): Refused {
  return Object.assign(new Error(problem.title), { problem });
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'wayOut' in answer;
}

const unreachable: Problem = {
  code: 'unreachable',
  status: 0,
  title: 'Slotwire does not answer.',
  wayOut: 'Check that it runs and that this machine is online, then try again.',
  requestId: '',
};

const unreadable: Problem = {
  code: 'unreadable',
  status: 0,
  title: 'The answer could not be read.',
  wayOut: 'Try again; if it stays, look into the log of Slotwire.',
  requestId: '',
};
