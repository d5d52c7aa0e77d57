/**
 * What a route is: its address and shapes once, for parsing, for answering and for the API description.
 * A handler gets parsed input and a checked principal, and returns the value of the answer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ApiScope } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import type { FailureCode } from '../errors.ts';
import type { Moved } from './entry.ts';
import type { Principal } from './principal.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Schema = z.ZodType | undefined;

export interface Call<P extends Schema, Q extends Schema, B extends Schema, A extends Access, M, O> {
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  principal: A extends 'public' ? undefined : Principal;
  /**
   * Behind the caller's walls. The whole of a write is one transaction, so that what it does, its entry in the audit
   * log, and the answer that is kept for its repeat stand or fall together; what takes longer is enqueued.
   */
  tx: A extends 'public' ? undefined : O extends true ? undefined : M extends 'GET' ? undefined : Tx;
  /** Tells the audit log what moved, before → after; never a secret. That it was done is entered in any case. */
  note(...moved: Moved[]): void;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** `public`: nobody is checked · `viewer`: any member · `operator`: whoever may change things · `owner`: who says who may. */
export type Access = 'public' | 'viewer' | 'operator' | 'owner';
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface RouteDefinition<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
  A extends Access = Access,
  M extends Method = Method,
  O extends true | undefined = true | undefined,
> {
  method: M;
  /** OpenAPI style: `/api/v1/accounts/{id}`. */
  path: string;
  summary: string;
  access: A;
  /** What an API key must have; `session`: no key will do. Nothing where nobody is checked. */
  scope?: ApiScope | 'session';
  params?: P;
  query?: Q;
  body?: B;
  /** Status of the good answer. A handler that answers by itself (redirect, stream) returns the reply. */
  answers: number;
  /** Shape of the good answer; none where it has no JSON body. */
  answer?: R;
  /** Of what kind it is, unless JSON. */
  media?: string;
  /** Other good statuses, what they say and what comes with them. */
  alsoAnswers?: Record<number, { says: string; answer?: z.ZodType }>;
  /** A GET that tells so much that it leaves an entry in the audit log, as every write does. */
  reveals?: true;
  /** It calls another machine, so it is no transaction, and a POST that is repeated is done again. */
  callsOut?: O;
  /** What it may refuse besides what every route of its kind does. */
  refuses?: readonly FailureCode[];
  handler(
    call: Call<P, Q, B, A, M, O>,
  ): Promise<(R extends z.ZodType ? z.output<R> : unknown) | FastifyReply>;
}

/** A route whose shapes were checked by `route` and are no longer of interest. */
export interface Route extends Omit<RouteDefinition, 'params' | 'query' | 'body' | 'answer' | 'handler'> {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer?: z.ZodType;
  // biome-ignore lint/suspicious/noExplicitAny: the shapes were checked where the route was written
  handler(call: any): Promise<unknown>;
}

export function route<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
  A extends Access = Access,
  M extends Method = Method,
  O extends true | undefined = undefined,
>(definition: RouteDefinition<P, Q, B, R, A, M, O>): Route {
  return definition as Route;
}

export const apiRoot = '/api/v1/';

/** What the description calls it: `getAccountsId`. */
export function operationIdOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path.slice(apiRoot.length).replace('/*', '').split('/');
  const name = words.map((word) =>
    word.replace(/[{}]/g, '').replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()),
  );
  return `${method.toLowerCase()}${name.join('')}`;
}

/** Whether it has one effect however often it is sent with the same `Idempotency-Key`. */
export function isOnce({ method, access, callsOut }: Route): boolean {
  return method === 'POST' && access !== 'public' && !callsOut;
}
