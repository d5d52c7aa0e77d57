/** Makes any call of the client by its name, as its row of the table says. */
import type { Calendly, Caller } from '../../server/calendly/index.ts';
import type { Operation } from '../../server/calendly/operations/operation.ts';
import { Secret } from '../../server/secret.ts';

export interface Words {
  /** What stands for the braces of the path, in order. */
  ids?: string[];
  query?: Record<string, unknown>;
  body?: unknown;
}

type AnyCall = (caller: Caller, ...asked: unknown[]) => Promise<unknown> | AsyncIterable<unknown>;

/** What the call gives; of a list in pages its items. */
export async function callByName(
  calendly: Calendly,
  caller: Caller,
  { name, operation }: { name: string; operation: Operation },
  words: Words,
): Promise<unknown> {
  const [group, own] = name.split('.') as [string, string];
  const call = (calendly as unknown as Record<string, Record<string, AnyCall>>)[group]![own]!;
  const given = call(caller, ...inOrder(name, operation, words));
  if (!(Symbol.asyncIterator in given)) return given;
  const items: unknown[] = [];
  for await (const item of given) items.push(item);
  return items;
}

function inOrder(
  name: string,
  { query, body, answers }: Operation,
  { ids = [], query: asked = {}, body: sent }: Words,
): unknown[] {
  const asks = answers.kind === 'pages' || Object.keys(query).length > 0;
  const sends = Object.keys(body).length > 0;
  return [...ids, ...(asks ? [asked] : []), ...(sends ? [bodyOf(name, sent)] : [])];
}

/** The one door that takes secrets. */
function bodyOf(name: string, body: unknown): unknown {
  if (name !== 'webhookSubscriptions.create') return body;
  const { url, signing_key: key, ...rest } = body as Record<string, string>;
  return { ...rest, url: new Secret(url!), signingKey: new Secret(key!) };
}
