/**
 * A typed call for every operation of the table. Each takes who asks, the ids of its path, its query and its body, as
 * far as it has them, by Calendly's own names; and gives the resource, the list, or the pages one after the other.
 *
 * Besides what its own words say, every call may fail as `unauthorized` (the token), `missing_scope`, `forbidden` (role
 * or plan), `not_found` (an id), `invalid` (with details per field), `limited`, `unavailable` or `unexpected`. A § in the
 * words of a row is of calendly-api.md.
 */
import type { Api, Call, Listing } from './api.ts';
import type { Caller } from './client.ts';
import type { Field, Fields, None, Operation, Pages, Whole } from './operations/operation.ts';
import { type Operations, operations } from './operations/table.ts';
import { segment } from './uri.ts';

export type Calls = {
  [Group in keyof Operations]: { [Name in keyof Operations[Group]]: CallOf<Operations[Group][Name]> };
};

type CallOf<Of> =
  Of extends Operation<infer Path, infer Query, infer Body, infer Answer>
    ? (caller: Caller, ...asked: [...Ids<Path>, ...Asked<Query, Answer>, ...Sent<Body>]) => Given<Answer>
    : never;

type Ids<Path extends string> = Path extends `${string}{${string}}${string}{${string}}${string}`
  ? [parentUuid: string, uuid: string]
  : Path extends `${string}{${string}}${string}`
    ? [uuid: string]
    : [];

interface PageSize {
  /** How many a page holds, 1 to 100; 100 unless asked otherwise. */
  count: Field<number, false>;
}
type Asked<Query extends Fields, Answer> =
  Answer extends Pages<unknown, unknown>
    ? Optional<
        ValuesOf<Query & PageSize>,
        [query?: ValuesOf<Query & PageSize>],
        [query: ValuesOf<Query & PageSize>]
      >
    : keyof Query extends never
      ? []
      : Optional<ValuesOf<Query>, [query?: ValuesOf<Query>], [query: ValuesOf<Query>]>;
type Sent<Body extends Fields> = keyof Body extends never
  ? []
  : Optional<ValuesOf<Body>, [body?: ValuesOf<Body>], [body: ValuesOf<Body>]>;
type Optional<Values, IfSo, IfNot> = None extends Values ? IfSo : IfNot;

type NeededOf<Of extends Fields> = {
  [Name in keyof Of]: Of[Name]['needed'] extends true ? Name : never;
}[keyof Of];
/** The values that belong to these fields; those that are not needed may be left out. */
export type ValuesOf<Of extends Fields> = Flat<
  { [Name in keyof Of as Name extends NeededOf<Of> ? Name : never]: Held<Of[Name]> } & {
    [Name in keyof Of as Name extends NeededOf<Of> ? never : Name]?: Held<Of[Name]>;
  }
>;
type Held<Of> = Of extends Field<infer Value> ? Value : never;
type Flat<Of> = { [Name in keyof Of]: Of[Name] } & unknown;

type Given<Answer> =
  Answer extends Pages<infer Item, infer Totals>
    ? Listing<Item, Totals>
    : Answer extends Whole<infer Value>
      ? Promise<Value>
      : never;

const pageSize = 100;

export function createCalls(api: Api): Calls {
  const groups = Object.entries(operations).map(([group, named]) => [
    group,
    Object.fromEntries(
      Object.entries(named).map(([name, operation]) => [
        name,
        callOf(api, `${group}.${name}`, operation as Operation),
      ]),
    ),
  ]);
  return Object.fromEntries(groups);
}

function callOf(api: Api, name: string, operation: Operation) {
  const { answers } = operation;
  if (answers.kind === 'pages') {
    return (caller: Caller, ...asked: unknown[]) =>
      api.pages(caller, () => wordsOf(name, operation, asked), answers);
  }
  return async (caller: Caller, ...asked: unknown[]) =>
    api.read(caller, wordsOf(name, operation, asked), answers.reads);
}

/** @throws Failure `internal` for an id that could lead elsewhere */
function wordsOf(name: string, operation: Operation, asked: readonly unknown[]): Call {
  const { method, path, plan, books } = operation;
  const rest = [...asked];
  const filled = path.replace(/\{\w+\}/g, () => segment(String(rest.shift())));
  const paged = operation.answers.kind === 'pages';
  const query = paged || hasAny(operation.query) ? (rest.shift() as Call['query']) : undefined;
  return {
    operation: name,
    method,
    path: filled,
    pattern: path,
    query: paged ? { ...query, count: query?.count ?? pageSize } : query,
    ...(hasAny(operation.body) ? { json: rest.shift() ?? {} } : {}),
    plan,
    books,
  };
}

const hasAny = (fields: Fields) => Object.keys(fields).length > 0;
