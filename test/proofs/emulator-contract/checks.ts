/** What every documented operation must do, and a verdict in words for each time it does not. */
import { type Call, calls } from './calls.ts';
import { type Documented, nameOf, neededInBody } from './documented.ts';
import { type Shapes, wrongShape } from './shapes.ts';
import { type Answered, ask, type Item, type World } from './world.ts';

/** Each adds to `tried`; what did not hold is told in words. */
export interface Tally {
  tried: number;
  fallen: string[];
  drove: Record<string, number>;
}

export type Judge = (kind: string, words: string[]) => void;

/** Collects what one operation does; every call of the judge is one case. */
export function judgeOf(tally: Tally, name: string): Judge {
  return (kind, words) => {
    tally.tried += 1;
    tally.drove[kind] = (tally.drove[kind] ?? 0) + 1;
    if (words.length > 0) tally.fallen.push(`${name}: ${kind}: ${words.slice(0, 2).join('; ')}`);
  };
}

export interface Strangers {
  /** A person whose token has a scope that the operation does not need. */
  narrow(scope: string): Promise<string>;
  /** Who is on the free plan, with every scope. */
  free: { token: string; user: string; organization: string };
}

export async function checkOperation(
  world: World,
  documented: Documented,
  shapes: Shapes,
  strangers: Strangers,
  judge: Judge,
): Promise<void> {
  const recipe = calls[nameOf(documented)];
  if (!recipe) return judge('called', ['nobody knows how to call it']);
  const called = await recipe(world);
  const at = (changes: Partial<Call> = {}) => addressOf(documented, { ...called, ...changes });
  const send = (token: string, path = at(), body = called.body) =>
    ask(world.emulator, token, documented.method, path, body);

  judge(
    'missing scope',
    isInsufficient(await send(await strangers.narrow(documented.scope)), documented.scope),
  );
  judge('strange token', isUnauthenticated(await send('nobodys')));
  for (const status of [...new Set([...documented.errors, 429])].sort())
    judge('documented status', await isAnswered(world, status, () => send(world.token)));
  for (const name of documented.query_required ?? [])
    judge(
      'missing query',
      isInvalid(await send(world.token, at({ query: without(called.query, name) })), name),
    );
  for (const name of neededInBody(documented))
    judge('missing field', isInvalid(await send(world.token, at(), without(called.body, name)), name));
  if (called.ids)
    judge(
      'unknown id',
      isNotFound(await send(world.token, at({ ids: [...called.ids.slice(0, -1), nowhere] }))),
    );
  if (documented.plan === 'enterprise' || documented.plan === 'paid')
    judge('plan', isRefusedByPlan(await send(strangers.free.token), documented.plan));
  if (documented.response?.startsWith('collection')) await checkList(world, documented, called, judge);
  const answer = await send(world.token);
  judge('success', isSuccess(answer, documented, shapes));
  judge('headers', hasLimitHeaders(answer));
}

const nowhere = '00000000-0000-4000-8000-000000000000';

export function addressOf({ path }: Documented, { ids = [], query = {} }: Call): string {
  let index = 0;
  const filled = path.replace(/\{\w+\}/g, () => ids[index++] ?? '');
  const asked = new URLSearchParams(query).toString();
  return asked === '' ? filled : `${filled}?${asked}`;
}

function without(given: unknown, name: string): Record<string, string> {
  const { [name]: _left, ...rest } = (given ?? {}) as Record<string, string>;
  return rest;
}

export function isSuccess(answer: Answered, documented: Documented, shapes: Shapes): string[] {
  const { success, response = '' } = documented;
  if (answer.status !== success)
    return [`${answer.status} instead of ${success}: ${answer.text.slice(0, 200)}`];
  if (success === 204) return answer.text === '' ? [] : ['has a body'];
  if (JSON.stringify(JSON.parse(answer.text)) !== answer.text) return ['is not compact'];
  if (response === '{}') return answer.text === '{}' ? [] : ['is not empty'];
  if (response === 'webhook envelope')
    return sameKeys(answer.body, ['created_at', 'created_by', 'event', 'payload']);
  const [envelope = '', kind] = response.split(':');
  if (envelope === 'resource') return wrongShape(shapes, kind!, answer.body.resource);
  if (envelope === '') return hasOneOf(answer.body);
  const paged = envelope.startsWith('collection+pagination');
  const extra = envelope.split('+').slice(1).toSorted();
  return [
    ...sameKeys(
      answer.body,
      paged ? ['collection', ...(extra.includes('pagination') ? ordered(extra) : [])] : ['collection'],
    ),
    ...(paged ? wrongPagination(answer.body) : []),
    ...((answer.body.collection as Item[])?.length > 0 ? [] : ['lists nothing']),
    ...itemsOf(answer).flatMap((item) => wrongShape(shapes, kind ?? extraKinds[documented.path]!, item)),
  ];
}

/** The totals follow the page. */
const ordered = (extra: string[]) => ['pagination', ...extra.filter((each) => each !== 'pagination')];

const extraKinds: Record<string, string> = {
  '/activity_log_entries': 'LogEntry',
  '/outgoing_communications': 'Communication',
};

function hasOneOf(body: Item): string[] {
  return 'resource' in body || 'collection' in body ? [] : ['has neither a resource nor a collection'];
}

export function sameKeys(value: unknown, wanted: string[]): string[] {
  const keys = Object.keys((value ?? {}) as object);
  return keys.join() === wanted.join() ? [] : [`keys are ${keys.join()}, not ${wanted.join()}`];
}

const pageKeys = ['count', 'next_page', 'next_page_token', 'previous_page', 'previous_page_token'];

function wrongPagination(body: Item): string[] {
  const pagination = body.pagination as Item | undefined;
  const wrong = sameKeys(pagination, pageKeys);
  const count = (body.collection as Item[] | undefined)?.length;
  return wrong.length > 0 || pagination?.count === count ? wrong : [`count is ${pagination?.count}`];
}

const itemsOf = (answer: Answered) => (answer.body.collection ?? []) as Item[];

const said = (answer: Answered, status: number, body: object): string[] =>
  answer.status === status && answer.text === JSON.stringify(body)
    ? []
    : [`${answer.status} ${answer.text.slice(0, 200)}`];

const isUnauthenticated = (answer: Answered) =>
  said(answer, 401, { title: 'Unauthenticated', message: 'The access token is invalid' });

const isNotFound = (answer: Answered) =>
  said(answer, 404, {
    title: 'Resource Not Found',
    message: 'The server could not find the requested resource.',
  });

const isInsufficient = (answer: Answered, scope: string) =>
  said(answer, 403, {
    title: 'Insufficient scope',
    message: "This operation requires the scopes listed in the 'required_scopes' array.",
    required_scopes: [scope.split(' ')[0]],
  });

const isRefusedByPlan = (answer: Answered, plan: 'paid' | 'enterprise') =>
  said(answer, 403, {
    title: 'Permission Denied',
    message:
      plan === 'enterprise'
        ? 'Please upgrade your Calendly account to Enterprise.'
        : 'Please upgrade to a paid Calendly account.',
  });

export function isInvalid(answer: Answered, parameter: string): string[] {
  const { title, message, details } = answer.body;
  const named = ((details ?? []) as Item[]).some((detail) => String(detail.parameter).startsWith(parameter));
  return answer.status === 400 &&
    title === 'Invalid Argument' &&
    message === 'The supplied parameters are invalid.' &&
    named
    ? []
    : [`without ${parameter}: ${answer.status} ${answer.text.slice(0, 200)}`];
}

function hasLimitHeaders({ headers }: Answered): string[] {
  const told = ['limit', 'remaining', 'reset', 'tier', 'key'].map((name) =>
    headers.get(`x-ratelimit-${name}`),
  );
  return told.every((value) => value !== null && value !== '') ? [] : [`x-ratelimit-*: ${told.join()}`];
}

/** A status that is documented but that nothing here causes by itself has the documented form too. */
async function isAnswered(
  { emulator }: World,
  status: number,
  send: () => Promise<Answered>,
): Promise<string[]> {
  await emulator.send('POST', '/faults', { kind: 'status', status });
  const answer = await send();
  const { title, message } = answer.body;
  const right = answer.status === status && typeof title === 'string' && typeof message === 'string';
  return right ? [] : [`${status}: ${answer.status} ${answer.text.slice(0, 200)}`];
}

/** Pages, filters and sorting of an operation that lists. */
async function checkList(world: World, documented: Documented, called: Call, judge: Judge): Promise<void> {
  const parameters = documented.query ?? [];
  const list = async (more: Record<string, string> = {}) =>
    world.ask('GET', addressOf(documented, { ...called, query: { ...called.query, ...more } }));
  if (parameters.includes('count')) await checkPages(list, judge);
  const judged = new Set(['count', 'page_token', 'sort', ...(documented.query_required ?? [])]);
  for (const name of parameters.filter((each) => !judged.has(each) && documented.method === 'GET')) {
    const filter = called.filters?.[name];
    if (!filter) {
      judge('filter', name in (called.query ?? {}) ? [] : [`${name} is never tried`]);
      continue;
    }
    const [value, holds] = filter;
    const left = itemsOf(await list({ [name]: value, count: '100' }));
    const all = left.every(holds) && (left.length > 0 || !holds({}));
    judge('filter', all ? [] : [`${name}=${value} leaves ${left.length} of which not all are so`]);
  }
  if (parameters.includes('sort')) await checkSorts(list, called.sorts ?? [], judge);
}

type List = (more?: Record<string, string>) => Promise<Answered>;

/** One at a time to the end and back gives what one page gives. */
async function checkPages(list: List, judge: Judge): Promise<void> {
  judge('wrong count', isInvalid(await list({ count: '0' }), 'count'));
  judge('wrong page token', isInvalid(await list({ page_token: 'nobodys' }), 'page_token'));
  const whole = itemsOf(await list({ count: '100' })).slice(0, 7);
  const walked: Item[] = [];
  let token = '';
  let back = '';
  for (const _ of whole) {
    const { body } = await list({ count: '1', ...(token === '' ? {} : { page_token: token }) });
    walked.push(...(body.collection as Item[]));
    const { next_page: next, previous_page_token: previous } = body.pagination as Record<string, string>;
    back = previous ?? '';
    token = next === null ? '' : (new URL(next!).searchParams.get('page_token') ?? '');
    if (token === '') break;
  }
  const same = JSON.stringify(walked.map(identity)) === JSON.stringify(whole.map(identity));
  judge('pages', same ? [] : [`${walked.length} one by one, ${whole.length} at once, or others`]);
  if (whole.length < 2) return;
  const before = itemsOf(await list({ count: '1', page_token: back }));
  const right = identity(before[0] ?? {}) === identity(whole.at(-2)!);
  judge('pages back', right ? [] : ['the page before is another']);
}

const identity = (item: Item) => String(item.uri ?? JSON.stringify(item));

/** The first field is the default; `-` says that it falls. */
async function checkSorts(list: List, fields: string[], judge: Judge): Promise<void> {
  judge('wrong sort', isInvalid(await list({ sort: 'nothing:asc' }), 'sort'));
  if (fields.length === 0) judge('sort', ['is never tried']);
  for (const [index, field] of fields.entries()) {
    const name = field.replace('-', '');
    for (const way of ['asc', 'desc'] as const) {
      const asked = itemsOf(await list({ sort: `${name}:${way}`, count: '100' })).map((item) => item[name]);
      const sorted = asked.toSorted((a, b) => compare(a, b) * (way === 'asc' ? 1 : -1));
      judge(
        'sort',
        JSON.stringify(asked) === JSON.stringify(sorted) ? [] : [`${name}:${way} is not in order`],
      );
    }
    if (index > 0) continue;
    const usual = itemsOf(await list({ count: '100' })).map(identity);
    const told = itemsOf(
      await list({ sort: `${name}:${field.startsWith('-') ? 'desc' : 'asc'}`, count: '100' }),
    );
    judge('sort', usual.join() === told.map(identity).join() ? [] : [`the default is not ${field}`]);
  }
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
