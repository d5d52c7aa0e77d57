/**
 * What a route is: its address and shapes once, for parsing, for answering and for the API description.
 * A handler gets parsed input and a checked principal, and returns the value of the answer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from './principal.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Schema = z.ZodType | undefined;

export interface Call<P extends Schema, Q extends Schema, B extends Schema, A extends Access> {
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  principal: A extends 'public' ? undefined : Principal;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** `public`: nobody is checked · `viewer`: any member · `operator`: whoever may change things. */
export type Access = 'public' | 'viewer' | 'operator';

export interface RouteDefinition<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  A extends Access = Access,
> {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** OpenAPI style: `/api/v1/accounts/{id}`. */
  path: string;
  summary: string;
  access: A;
  params?: P;
  query?: Q;
  body?: B;
  /** Status of the good answer. A handler that answers by itself (redirect, stream) returns the reply. */
  answers: number;
  handler(call: Call<P, Q, B, A>): Promise<unknown>;
}

/** A route whose shapes were checked by `route` and are no longer of interest. */
export interface Route extends Omit<RouteDefinition, 'params' | 'query' | 'body' | 'handler'> {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  // biome-ignore lint/suspicious/noExplicitAny: the shapes were checked where the route was written
  handler(call: any): Promise<unknown>;
}

export function route<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  A extends Access = Access,
>(definition: RouteDefinition<P, Q, B, A>): Route {
  return definition as Route;
}
