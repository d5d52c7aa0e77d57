/**
 * The wall between tenants, and between end users of one. Over HTTP: every operation of the OpenAPI document, with every
 * kind of id, is asked for by another tenant, by its key, by another end user's key, by nobody and by a key of another
 * scope; none is told anything, nothing is written, and the owner is answered with the very same request. In the
 * database: every table without its predicate, as each role (`wall/database.ts`).
 */
import type { ApiScope, AuditEntry, Connection, Count, CreatedApiKey, Page } from '../../sdk/types.ts';
import type { ApiDescription, Operation } from '../../server/http/index.ts';
import { createTestDatabase, startTestServer } from '../support/database.ts';
import { until } from '../support/until.ts';
import { type Answer, callerWith, type Visitor } from '../support/visitor.ts';
import { recipes, type Sent } from './api/recipes.ts';
import { applicationNamed, openWorld, type World } from './api/world.ts';
import type { Proof } from './proof.ts';
import { addIds, type Canaries, gatherCanaries, leaked } from './wall/canaries.ts';
import { tryWall } from './wall/database.ts';
import { listen } from './wall/streams.ts';

const endUserScopes: ApiScope[] = ['meetings:read', 'accounts:read', 'changes:read'];
const pagesForNobody = [
  '/',
  '/livez',
  '/readyz',
  '/metrics',
  '/api/v1/openapi.json',
  '/api/v1/sign-in',
  '/demo',
];
const rounds = { short: 1, long: 5 };

interface Run {
  world: World;
  canaries: Canaries;
  /** Programs of the other tenant by their scope, and one of another end user. */
  strangers: Map<ApiScope, Visitor>;
  bound: Visitor;
  tally: Tally;
}

interface Tally {
  tried: number;
  held: number;
  lost: number;
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
  name: 'wall',
  async run({ short, say }) {
    const tally: Tally = { tried: 0, held: 0, lost: 0, drove: {}, fallen: [] };
    await driveDatabase(tally);
    say(`in the database: ${tally.held} of ${tally.tried} held`);
    const world = await openWorld();
    try {
      const { body } = await world.nobody.get<ApiDescription>('/api/v1/openapi.json');
      const operations = operationsOf(body);
      const run = await prepare(world, operations, tally);
      for (let round = 0; round < rounds[short ? 'short' : 'long']; round++) {
        for (const each of operations) await driveOne(run, each);
        say(`${operations.length} operations, ${tally.tried} cases`);
      }
      await drivePages(run);
      await driveCounts(run);
      await driveStreams(run);
      count(tally, 'canaries', run.canaries.all.size > 40 ? undefined : 'too few things to be leaked');
    } finally {
      await world.stop();
    }
    const { tried, held, lost, drove, fallen } = tally;
    return { tried, held, lost, duplicated: 0, drove, fallen: fallen.slice(0, 24) };
  },
};

async function driveDatabase(tally: Tally): Promise<void> {
  const server = await startTestServer();
  const test = await createTestDatabase({ host: server.host });
  try {
    const { tried, held, drove, fallen } = await tryWall(test);
    tally.tried += tried;
    tally.held += held;
    tally.fallen.push(...fallen);
    Object.assign(tally.drove, drove);
  } finally {
    await test.dispose();
    await server.stop();
  }
}

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

/** The other tenant has things of its own, so that it has something to see; so has the other end user. */
async function prepare(world: World, operations: readonly Named[], tally: Tally): Promise<Run> {
  const stranger = await world.strangerIn('other');
  // Numbers begin at one in each tenant: theirs go on from here, so that ours are none of theirs.
  await stranger.post<Connection>('/api/v1/connections', { ...applicationNamed('theirs'), id: 5000 });
  const neighbour = 'the-neighbour';
  await world.operator.post(`/api/v1/users/${neighbour}/accounts`, { connectionId: world.connection.id });
  const keyOf = async (by: Visitor, scopes: ApiScope[], userId?: string) => {
    const { body } = await by.post<CreatedApiKey>('/api/v1/api-keys', { name: 'Key', scopes, userId });
    return callerWith(world.url, body.key);
  };
  const scopes = new Set(operations.flatMap(({ operation }) => scopesOf(operation)));
  const strangers = new Map<ApiScope, Visitor>();
  for (const scope of scopes) {
    strangers.set(scope, await keyOf(stranger, [scope]));
    await world.programFor(scope);
  }
  const bound = await keyOf(world.operator, endUserScopes, neighbour);
  const canaries = await gatherCanaries(world);
  return { world, canaries, strangers, bound, tally };
}

function scopesOf({ security }: Pick<Operation, 'security'>): ApiScope[] {
  return security.flatMap((one) => one.apiKey ?? []) as ApiScope[];
}

async function driveOne(run: Run, each: Named): Promise<void> {
  const { world, canaries, tally } = run;
  const recipe = recipes[each.id];
  if (!recipe) return count(tally, 'operations', `${each.id}: there is no good request for it`);
  if (each.operation.security.length === 0) return;
  const good = await recipe(world);
  const before = await newestEntry(world);
  await driveForeign(run, each, good);
  const after = await newestEntry(world);
  const untouched = before === after;
  if (!untouched) tally.lost++;
  count(
    tally,
    'untouched',
    untouched ? undefined : `${each.id}: somebody else's request had an effect: ${after}`,
  );
  // The very same request, and what it is about was there all along.
  const answer = await send(each, good, good.as ?? (await ownerOf(run, each)));
  count(
    tally,
    'owners',
    answer.status < 300 ? undefined : `${each.id}: its owner was answered ${answer.status}`,
  );
  addIds(canaries, answer);
}

async function ownerOf({ world }: Run, { operation }: Named): Promise<Visitor> {
  const [scope] = scopesOf(operation);
  return scope === undefined ? world.operator : world.programFor(scope);
}

async function newestEntry({ operator }: World): Promise<string> {
  const { body } = await operator.get<Page<AuditEntry>>('/api/v1/audit?limit=1');
  const [entry] = body.items;
  return `${entry?.id} ${entry?.operation}`;
}

async function driveForeign(run: Run, each: Named, good: Sent): Promise<void> {
  const { world, canaries, strangers, bound } = run;
  const [scope] = scopesOf(each.operation);
  const stranger = await world.strangerIn('other');
  const sents = [good, ...withEveryKind(each, good, canaries)];
  for (const sent of sents) {
    await expectNothing(run, each, 'another tenant', sent, stranger);
    const program = scope && strangers.get(scope);
    if (program) await expectNothing(run, each, 'a key of another tenant', sent, program);
    if (scope && endUserScopes.includes(scope)) {
      await expectNothing(run, each, 'another end user', sent, bound, canaries.ofEndUser);
    }
  }
  if (!scope || !endUserScopes.includes(scope))
    await expectStatus(run, each, 'an end user', good, bound, 403);
  await expectStatus(run, each, 'nobody', good, world.nobody, 401);
  const other = await world.programFor(scope === 'meetings:read' ? 'changes:read' : 'meetings:read');
  await expectStatus(run, each, 'another scope', good, other, 403);
}

/** Where an id stands in the address, one of each other kind stands there as well. */
function withEveryKind(each: Named, good: Sent, canaries: Canaries): Sent[] {
  if (!each.path.includes('{id}')) return [];
  return [...canaries.kinds.values()].map((id) => ({ ...good, params: { ...good.params, id } }));
}

async function expectNothing(
  { canaries, tally }: Run,
  each: Named,
  who: string,
  sent: Sent,
  by: Visitor,
  hidden: ReadonlySet<string> = canaries.all,
): Promise<void> {
  const answer = await send(each, sent, by);
  const told = leaked(answer, hidden, sent);
  const taken = each.path.includes('{id}') && answer.status < 400;
  const broken = answer.status >= 500;
  const why = told ? `was told ${told}` : taken || broken ? `was answered ${answer.status}` : undefined;
  count(tally, who, why && `${each.id}, ${JSON.stringify(sent.params ?? {})}: ${who} ${why}`);
}

async function expectStatus(
  { canaries, tally }: Run,
  each: Named,
  who: string,
  sent: Sent,
  by: Visitor,
  status: number,
): Promise<void> {
  const answer = await send(each, sent, by);
  const told = leaked(answer, canaries.all, sent);
  const why = told ?? (answer.status === status ? undefined : `answered ${answer.status}`);
  count(tally, who, why && `${each.id}: ${who}: ${why}`);
}

/** How many there are is told to nobody else either: a tenant without any is told so. */
async function driveCounts({ world, tally }: Run): Promise<void> {
  const path = '/api/v1/deliveries/count?exactly=true';
  const own = (await world.operator.get<Count>(path)).body.count;
  count(tally, 'counts', own > 0 ? undefined : 'the control: the owner has no delivery');
  const theirs = (await (await world.strangerIn('other')).get<Count>(path)).body.count;
  count(tally, 'counts', theirs === 0 ? undefined : `another tenant was told of ${theirs} deliveries`);
}

async function drivePages({ world, canaries, tally }: Run): Promise<void> {
  for (const path of pagesForNobody) {
    const told = leaked(await world.nobody.get<unknown>(path), canaries.all, {});
    count(tally, 'pages', told && `${path} told ${told}`);
  }
}

/** While the tenant's things move, others listen; each hears of their own, and of nothing else. */
async function driveStreams(run: Run): Promise<void> {
  const { world, canaries, bound, tally } = run;
  const stranger = await world.strangerIn('other');
  const { body: own } = await stranger.get<Page<Connection>>('/api/v1/connections');
  const heard = await Promise.all([
    listen(world.url, stranger),
    listen(world.url, bound),
    listen(world.url, world.operator),
  ]);
  const [byStranger, byBound, byOwner] = heard as [Listened, Listened, Listened];
  await world.operator.send('PATCH', `/api/v1/connections/${world.connection.id}`, { name: 'Moved' });
  const moved = `moved-${Date.now()}`;
  await world.operator.post(`/api/v1/users/${moved}/accounts`, { connectionId: world.connection.id });
  await stranger.post(`/api/v1/users/${moved}/accounts`, { connectionId: own.items[0]!.id });
  await until('that the owner heard', async () => byOwner.text().includes('account.') || undefined);
  await until(
    'that the stranger heard of their own',
    async () => byStranger.text().includes('account.') || undefined,
  );
  const ids = byOwner.text().match(/acc_[0-9a-f]{32}/g) ?? [];
  for (const [who, stream] of [
    ['another tenant', byStranger],
    ['another end user', byBound],
  ] as const) {
    const told = [...ids, ...canaries.ofEndUser].find((canary) => stream.text().includes(canary));
    count(tally, 'streams', told && `the stream told ${who} of ${told}`);
    const silent = !stream.text().includes('event: ready');
    count(tally, 'streams', silent ? `the stream of ${who} was never open` : undefined);
  }
  for (const stream of heard) stream.stop();
}

type Listened = Awaited<ReturnType<typeof listen>>;

function send(each: Named, { params = {}, query = {}, body }: Sent, by: Visitor): Promise<Answer<unknown>> {
  const path = each.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const asked = new URLSearchParams(query).toString();
  return by.send<unknown>(each.method, asked === '' ? path : `${path}?${asked}`, body);
}

function count(tally: Tally, kind: string, fallen: string | undefined): void {
  tally.tried++;
  tally.drove[kind] = (tally.drove[kind] ?? 0) + 1;
  if (fallen === undefined) tally.held++;
  else tally.fallen.push(fallen);
}
