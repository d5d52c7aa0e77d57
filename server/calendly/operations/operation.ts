/**
 * How an operation of Calendly's is written down: once, as a row of the table that calls are made, typed and documented
 * from. Names of paths, queries, bodies and answers are Calendly's own.
 */
import { z } from 'zod';
import { type Open, object } from '../resources/fields.ts';
import type { Scope } from '../scopes.ts';

/** A parameter of a query, or a field of a body. */
export interface Field<Value = unknown, Needed extends boolean = boolean> {
  readonly needed: Needed;
  /** For the type checker alone. */
  readonly holds?: Value;
}
export type Fields = Record<string, Field>;
export type None = Record<never, never>;

export const needed = <Value = string>(): Field<NoInfer<Value>, true> => ({ needed: true });
export const may = <Value = string>(): Field<NoInfer<Value>, false> => ({ needed: false });

/** An order of a list: by a field, up or down, or by several, with commas between. */
export type Sort<Names extends string> = Open<`${Names}:${'asc' | 'desc'}`>;

/** An answer that is read as a whole. */
export interface Whole<Value> {
  readonly kind: 'one' | 'list' | 'nothing';
  readonly reads: z.ZodType<Value>;
}
/** An answer that comes in pages, and what stands beside each. */
export interface Pages<Item, Totals> {
  readonly kind: 'pages';
  readonly reads: z.ZodType<Item>;
  readonly totals: z.ZodType<Totals>;
}
type Answers = Whole<unknown> | Pages<unknown, unknown>;

export interface Operation<
  Path extends string = string,
  Query extends Fields = Fields,
  Body extends Fields = Fields,
  Answer extends Answers = Answers,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Each pair of braces stands for an id. */
  readonly path: Path;
  readonly scope: Scope;
  /** The least that the organization must have; left out where every plan will do. */
  readonly plan?: 'paid' | 'enterprise';
  readonly query: Query;
  readonly body: Body;
  readonly answers: Answer;
  /** Limited by itself, beside the minute's budget. */
  readonly books?: true;
}

export function operation<
  const Path extends string,
  Answer extends Answers,
  Query extends Fields = None,
  Body extends Fields = None,
>(
  of: Omit<Operation<Path, Query, Body, Answer>, 'query' | 'body'> & { query?: Query; body?: Body },
): Operation<Path, Query, Body, Answer> {
  return { ...of, query: of.query ?? ({} as Query), body: of.body ?? ({} as Body) };
}

/** `{ resource }`. */
export function one<Value>(shape: z.ZodType<Value>): Whole<Value> {
  return { kind: 'one', reads: z.object({ resource: shape }).transform(({ resource }) => resource as Value) };
}

/** Without an envelope. */
export const bare = <Value>(shape: z.ZodType<Value>): Whole<Value> => ({ kind: 'one', reads: shape });

/** The one thing, be it a resource or the only item of a list: of these Calendly does not say which. */
export function sole<Value>(shape: z.ZodType<Value>): Whole<Value> {
  const listed = z
    .object({ collection: z.tuple([shape]) })
    .transform(({ collection: [item] }) => item as Value);
  return { kind: 'one', reads: z.union([one(shape).reads, listed]) };
}

/** `{ collection }`, whole. */
export function list<Item>(shape: z.ZodType<Item>): Whole<Item[]> {
  const reads = z.object({ collection: z.array(shape) }).transform(({ collection }) => collection as Item[]);
  return { kind: 'list', reads };
}

/** A success without anything in it. */
export const nothing: Whole<void> = { kind: 'nothing', reads: object({}).transform(() => undefined) };

const noTotals = z.unknown().transform(() => undefined);

/** `{ collection, pagination }`; takes `count`, how many a page holds. */
export function pages<Item>(shape: z.ZodType<Item>): Pages<Item, undefined>;
export function pages<Item, Totals>(shape: z.ZodType<Item>, totals: z.ZodType<Totals>): Pages<Item, Totals>;
export function pages<Item>(reads: z.ZodType<Item>, totals: z.ZodType = noTotals): Pages<Item, unknown> {
  return { kind: 'pages', reads, totals };
}
