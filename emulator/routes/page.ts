/**
 * Pages of a list by keyset: a token names the row it continues from and the direction, so that rows which come
 * and go meanwhile neither repeat nor skip others.
 */
import type { SQLInputValue } from 'node:sqlite';
import { type Answer, invalid } from '../answers.ts';
import type { Store } from '../store.ts';
import type { Uris } from '../uris.ts';
import type { Json } from '../wire.ts';

interface Order {
  /** SQL over the table; never null. */
  expression: string;
  descending: boolean;
}

export interface Listing<Row> {
  path: string;
  query: Record<string, string>;
  table: string;
  /** All of them hold; one that is not asked for is left out. */
  where: (Condition | '' | null | undefined)[];
  /** Sort field → SQL; the first is the default. */
  sorts: Record<string, string>;
  /** Of the default order; ascending unless told. */
  direction?: 'asc' | 'desc';
  /** Rows that a page holds at most: 100 unless told. */
  most?: number;
  present: (row: Row) => Json;
}

/** SQL over the table, and what stands for its question marks. */
export type Condition = [sql: string, ...values: SQLInputValue[]];

/** Where `column` equals what was asked for, if anything was. */
export function equal(column: string, value: SQLInputValue | undefined): Condition | null {
  return value === undefined || value === null || value === '' ? null : [`${column} = ?`, value];
}

interface Token {
  after: SQLInputValue[];
  backwards: boolean;
}

export function listPage<Row>(parts: { store: Store; uris: Uris }, listing: Listing<Row>): Answer {
  const most = listing.most ?? 100;
  const count = countOf(listing.query.count, most);
  if (count === undefined) return invalid({ parameter: 'count', message: `must be between 1 and ${most}` });
  const order = orderOf(listing);
  if (order === undefined) return invalid({ parameter: 'sort', message: 'is invalid' });
  const token = readToken(listing.query.page_token, order.length);
  if (token === undefined) return invalid({ parameter: 'page_token', message: 'is invalid' });

  const backwards = token?.backwards ?? false;
  const found = select(parts.store, listing, order, token, count + 1);
  const more = found.length > count;
  const rows = backwards ? found.slice(0, count).toReversed() : found.slice(0, count);
  const edge = (row: Record<string, unknown> | undefined, back: boolean) =>
    row && writeToken({ after: order.map((_, index) => row[`k${index}`] as SQLInputValue), backwards: back });
  const next = backwards || more ? edge(rows.at(-1), false) : undefined;
  const previous = (backwards ? more : token !== null) ? edge(rows[0], true) : undefined;
  return {
    status: 200,
    body: {
      collection: rows.map((row) => listing.present(JSON.parse(row.row as string) as Row)),
      pagination: {
        count: rows.length,
        next_page: pageUrl(parts.uris, listing, next),
        next_page_token: next ?? null,
        previous_page: pageUrl(parts.uris, listing, previous),
        previous_page_token: previous ?? null,
      },
    },
  };
}

function select<Row>(
  store: Store,
  listing: Listing<Row>,
  order: Order[],
  token: Token | null,
  limit: number,
): Record<string, unknown>[] {
  const turned = token?.backwards ?? false;
  const keys = order.map(({ expression }, index) => `${expression} as k${index}`).join(', ');
  const by = order
    .map(({ expression, descending }) => `${expression} ${descending !== turned ? 'desc' : 'asc'}`)
    .join(', ');
  const beyond = token === null ? '' : ` and (${beyondKey(order, turned)})`;
  return store.all(
    `select row, ${keys} from ${listing.table} where ${sqlOf(listing)}${beyond} order by ${by} limit ?`,
    ...valuesOf(listing),
    ...(token === null ? [] : token.after.flatMap((_, index) => token.after.slice(0, index + 1))),
    limit,
  );
}

/** How many rows there are on all pages together. */
export function countAll<Row>(store: Store, listing: Listing<Row>): number {
  const [row] = store.all(
    `select count(*) as count from ${listing.table} where ${sqlOf(listing)}`,
    ...valuesOf(listing),
  );
  return row!.count as number;
}

const conditionsOf = <Row>({ where }: Listing<Row>) =>
  where.filter((each): each is Condition => Array.isArray(each));
const sqlOf = <Row>(listing: Listing<Row>) =>
  conditionsOf(listing)
    .map(([sql]) => `(${sql})`)
    .join(' and ');
const valuesOf = <Row>(listing: Listing<Row>) => conditionsOf(listing).flatMap(([, ...values]) => values);

/** `a > ? or (a = ? and b > ?) or …`, each comparison in its own direction. */
function beyondKey(order: Order[], turned: boolean): string {
  return order
    .map(({ expression, descending }, index) => {
      const equal = order.slice(0, index).map((earlier) => `${earlier.expression} = ?`);
      return `(${[...equal, `${expression} ${descending !== turned ? '<' : '>'} ?`].join(' and ')})`;
    })
    .join(' or ');
}

function countOf(given: string | undefined, most: number): number | undefined {
  if (given === undefined || given === '') return 20;
  const count = Number(given);
  return Number.isInteger(count) && count >= 1 && count <= most ? count : undefined;
}

/** Every order ends in the id, so that it is one. */
function orderOf<Row>({ query, sorts, direction = 'asc' }: Listing<Row>): Order[] | undefined {
  const order: Order[] = [];
  for (const part of (query.sort || `${Object.keys(sorts)[0]}:${direction}`).split(',')) {
    const [field = '', way = 'asc'] = part.trim().split(':');
    const expression = Object.hasOwn(sorts, field) ? sorts[field] : undefined;
    if (expression === undefined || !/^(asc|desc)$/.test(way)) return undefined;
    order.push({ expression, descending: way === 'desc' });
  }
  return [...order, { expression: 'id', descending: order[0]!.descending }];
}

function writeToken(token: Token): string {
  return Buffer.from(JSON.stringify([token.backwards, ...token.after])).toString('base64url');
}

/** Null without one; undefined when it is none of ours. */
function readToken(given: string | undefined, keys: number): Token | null | undefined {
  if (given === undefined || given === '') return null;
  try {
    const [backwards, ...after] = JSON.parse(Buffer.from(given, 'base64url').toString()) as unknown[];
    const fits = typeof backwards === 'boolean' && after.length === keys;
    return fits ? { backwards, after: after as SQLInputValue[] } : undefined;
  } catch {
    return undefined;
  }
}

function pageUrl<Row>(uris: Uris, listing: Listing<Row>, token: string | undefined): string | null {
  if (token === undefined) return null;
  const query = new URLSearchParams(listing.query);
  query.set('page_token', token);
  query.sort();
  return uris.api(`${listing.path}?${query}`);
}
