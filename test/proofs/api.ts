/**
 * Every operation of the OpenAPI document that the service tells: good requests, spoilt ones, unknown ids, huge bodies,
 * repeats with one `Idempotency-Key`, callers who may not, and lists read while others write. Nothing breaks, every
 * answer is one that the document describes, a repeat has one effect, every row is on one page.
 */
import type { ApiScope, AuditEntry, Page } from '../../sdk/types.ts';
import type { ApiDescription, Operation } from '../../server/http/index.ts';
import { startAnsweringServer } from '../support/answering-server.ts';
import { type Random, seeded } from '../support/random.ts';
import { type Answer, createVisitor, type Visitor } from '../support/visitor.ts';
import { createJudge, type Judge } from './api/judge.ts';
import { readPages } from './api/paging.ts';
import { recipes, type Sent } from './api/recipes.ts';
import { spoil } from './api/spoil.ts';
import { openWorld, type World } from './api/world.ts';
import type { Proof } from './proof.ts';

const sizes = { short: { fields: 4, pages: 1 }, long: { fields: 120, pages: 10 } };
const descriptionPath = '/api/v1/openapi.json';

interface Run {
  world: World;
  judge: Judge;
  random: Random;
  size: (typeof sizes)['long'];
  tally: Tally;
}

interface Tally {
  tried: number;
  held: number;
  duplicated: number;
  drove: Record<string, number>;
  fallen: string[];
}

interface Named {
  id: string;
  method: string;
  path: string;
  operation: Operation;
}

export const proof: Proof = {
  name: 'api',
  async run({ seed, short, say }) {
    const size = short ? sizes.short : sizes.long;
    const tally: Tally = { tried: 0, held: 0, duplicated: 0, drove: {}, fallen: [] };
    const world = await openWorld();
    try {
      const { body: description } = await world.nobody.get<ApiDescription>(descriptionPath);
      const run: Run = { world, judge: createJudge(description), random: seeded(seed), size, tally };
      const operations = operationsOf(description);
      await world.whileWriting(tally.drove, async () => {
        for (const each of operations) await driveOne(run, each);
        say(`${operations.length} operations, ${tally.tried} cases`);
        for (const each of operations) await drivePages(run, each);
      });
      await expectEmptyToFall(run, operations);
    } finally {
      await world.stop();
    }
    const { tried, held, duplicated, drove, fallen } = tally;
    return { tried, held, lost: 0, duplicated, drove, fallen: fallen.slice(0, 24) };
  },
};

function operationsOf({ paths }: ApiDescription): Named[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

async function driveOne(run: Run, each: Named): Promise<void> {
  const recipe = recipes[each.id];
  if (!recipe) return count(run.tally, 'operations', `${each.id}: there is no good request for it`);
  const caller = await callerOf(run.world, each.operation);
  const good = await recipe(run.world);
  const answer = await send(each, good, caller);
  count(run.tally, 'operations', wrong(run, each, 'good', answer, isGood));
  await driveAudit(run, each);
  // What was used up is made again, so that spoilt requests fail for what is spoilt.
  const another = await recipe(run.world);
  for (const { name, sent, refused } of spoil(another, run.random, run.size.fields)) {
    const spoilt = await send(each, sent, caller);
    count(run.tally, 'spoilt', wrong(run, each, name, spoilt, refused ? isRefused : undefined));
  }
  await driveForeign(run, each, another);
  if (each.operation.parameters.some(({ name }) => name === 'Idempotency-Key')) await driveRepeats(run, each);
}

/** Whatever writes left an entry, in the same moment; the public ones enter themselves, or are an end user's. */
async function driveAudit({ world, tally }: Run, { id, method, operation }: Named): Promise<void> {
  if (method === 'GET' || operation.security.length === 0) return;
  const { body } = await world.operator.get<Page<AuditEntry>>(`/api/v1/audit?operation=${id}&limit=1`);
  const entered = body.items[0]?.operation === id;
  count(tally, 'audited', entered ? undefined : `${id}: it left no entry in the audit log`);
}

/** Nobody, somebody with a key that is none, and a program that may do something else. */
async function driveForeign(run: Run, each: Named, sent: Sent): Promise<void> {
  const { world, tally } = run;
  if (each.operation.security.length === 0) return;
  const unknown = createVisitor(world.url, { authorization: `Bearer swk_${'0'.repeat(43)}` });
  const [scope] = scopesOf(each.operation);
  const other = await world.programFor(scope === 'meetings:read' ? 'changes:read' : 'meetings:read');
  const cases: [string, Visitor, number][] = [
    ['nobody', world.nobody, 401],
    ['no key', unknown, 401],
    ['another scope', other, 403],
  ];
  for (const [name, by, status] of cases) {
    const answer = await send(each, { ...sent, as: by }, by);
    count(
      tally,
      'foreign',
      wrong(run, each, name, answer, (one) => one.status === status),
    );
  }
}

/** Three at once and one afterwards: all that were answered well were answered the same. */
async function driveRepeats(run: Run, each: Named): Promise<void> {
  const { world, tally } = run;
  const caller = await callerOf(world, each.operation);
  const good = await recipes[each.id]!(world);
  const key = { 'idempotency-key': world.fresh() };
  const first = await Promise.all([1, 2, 3].map(() => send(each, good, caller, key)));
  const answers = [...first, await send(each, good, caller, key)];
  for (const answer of answers) {
    const may = (one: Answer<unknown>) => isGood(one) || one.status === 409;
    count(tally, 'repeated', wrong(run, each, 'repeated', answer, may));
  }
  const told = answers
    .filter(isGood)
    .map(({ status, body, headers }) => JSON.stringify([status, body, headers.getSetCookie()]));
  if (new Set(told).size !== 1) {
    tally.duplicated++;
    tally.fallen.push(`${each.id}: one Idempotency-Key got ${new Set(told).size} different answers`);
  }
  const other = { ...good, query: { again: '1' } };
  const reused = await send(each, other, caller, key);
  count(tally, 'repeated', wrong(run, each, 'another request with its key', reused, isRefused));
}

async function drivePages(run: Run, each: Named): Promise<void> {
  const named = each.operation.parameters.map(({ name }) => name);
  if (!named.includes('limit')) return;
  const by = await callerOf(run.world, each.operation);
  const good = await recipes[each.id]!(run.world);
  const cursor = named.includes('after') ? ('after' as const) : ('cursor' as const);
  const path = addressOf(each.path, { ...(good.params ? { params: good.params } : {}) });
  const judge = (answer: Answer<unknown>) => wrong(run, each, 'a page', answer, isGood);
  for (let round = 0; round < run.size.pages; round++) {
    const { pages, fallen } = await readPages({ path, by, cursor, judge });
    run.tally.drove.pages = (run.tally.drove.pages ?? 0) + pages;
    count(run.tally, 'lists', fallen.length > 0 ? `${each.id}: ${fallen.join('; ')}` : undefined);
  }
  const bad = await send(each, { ...good, query: { [cursor]: 'nowhere' } }, by);
  const isNamed = ({ status, body }: Answer<unknown>) =>
    status === 422 && (body as { fields?: { path: string }[] }).fields?.[0]?.path === cursor;
  count(run.tally, 'lists', wrong(run, each, 'a cursor that is none', bad, isNamed));
}

/** The control: an interface that has nothing to say must fall, with each of its operations. */
async function expectEmptyToFall(run: Run, operations: readonly Named[]): Promise<void> {
  const empty = await startAnsweringServer();
  empty.answer((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  const by = createVisitor(empty.address);
  for (const each of operations) {
    const answer = await send(each, { params: { id: '1', userId: '1' }, as: by }, by);
    const why = wrong(run, each, 'good', answer, isGood);
    count(run.tally, 'empty', why ? undefined : `${each.id}: an empty answer was taken for good`);
  }
  await empty.stop();
}

function callerOf(world: World, { security }: Operation): Promise<Visitor> | Visitor {
  if (security.length === 0) return world.nobody;
  const [scope] = scopesOf({ security });
  return scope === undefined ? world.operator : world.programFor(scope);
}

function scopesOf({ security }: Pick<Operation, 'security'>): ApiScope[] {
  return security.flatMap((one) => one.apiKey ?? []) as ApiScope[];
}

function addressOf(path: string, { params = {}, query = {} }: Sent): string {
  const whole = path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const asked = new URLSearchParams(query).toString();
  return asked === '' ? whole : `${whole}?${asked}`;
}

function send(
  each: Named,
  sent: Sent,
  caller: Visitor,
  more?: Record<string, string>,
): Promise<Answer<unknown>> {
  return (sent.as ?? caller).send<unknown>(each.method, addressOf(each.path, sent), sent.body, more);
}

const isGood = ({ status }: Answer<unknown>) => status < 300;
const isRefused = ({ status }: Answer<unknown>) => status >= 400 && status < 500;

/** In words, with the operation's name; undefined when the answer is what it should be. */
function wrong(
  { judge }: Run,
  { id, operation }: Named,
  name: string,
  answer: Answer<unknown>,
  isWanted: (answer: Answer<unknown>) => boolean = () => true,
): string | undefined {
  const why = judge(operation, answer);
  if (why !== undefined) return `${id}, ${name}: ${why}`;
  if (isWanted(answer)) return undefined;
  return `${id}, ${name}: answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
}

function count(tally: Tally, kind: string, fallen: string | undefined): void {
  tally.tried++;
  tally.drove[kind] = (tally.drove[kind] ?? 0) + 1;
  if (fallen === undefined) tally.held++;
  else tally.fallen.push(fallen);
}
