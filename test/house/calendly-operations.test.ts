/** Our table of Calendly's operations and our shapes of its resources, compared with what is documented of them. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { listOperations } from '../../server/calendly/operations/table.ts';
import * as bookings from '../../server/calendly/resources/bookings.ts';
import * as offers from '../../server/calendly/resources/offers.ts';
import * as people from '../../server/calendly/resources/people.ts';
import * as records from '../../server/calendly/resources/records.ts';
import * as subscriptions from '../../server/calendly/resources/subscriptions.ts';
import { type Documented, nameOf, readDocumented } from '../proofs/emulator-contract/documented.ts';
import { listSources, readSource } from './source.ts';

const { operations: documented, shapes } = await readDocumented();
const ours = new Map(listOperations().map(({ operation }) => [nameOf(operation), operation]));

const paging = ['count', 'page_token'];
const sorted = (names: Iterable<string>) => [...names].sort();
const neededOf = (fields: Record<string, { needed: boolean }>) =>
  sorted(Object.keys(fields).filter((name) => fields[name]!.needed));

test('every operation stands in the table once, and no other', () => {
  expect(documented).toHaveLength(67);
  expect(listOperations()).toHaveLength(67);
  expect(sorted(ours.keys())).toEqual(sorted(documented.map(nameOf)));
});

test.each(documented.map((each) => [nameOf(each), each] as const))('%s is as documented', (name, each) => {
  const { scope, plan, query, body, answers } = ours.get(name)!;
  expect(scope).toBe(each.scope.split(' ')[0]);
  expect(plan).toBe(['paid', 'enterprise'].includes(each.plan ?? '') ? each.plan : undefined);
  const paged = answers.kind === 'pages';
  expect(paged).toBe(each.query?.includes('page_token') ?? false);
  expect(sorted([...Object.keys(query), ...(paged ? paging : [])])).toEqual(sorted(each.query ?? []));
  expect(neededOf(query)).toEqual(sorted(each.query_required ?? []));
  if (each.success === 204 || each.response === '{}') expect(answers.kind).toBe('nothing');
  if (each.response?.startsWith('resource')) expect(answers.kind).toBe('one');
  if (!each.body || '*' in each.body) return;
  expect(sorted(Object.keys(body))).toEqual(sorted(Object.keys(each.body)));
  expect(neededOf(body)).toEqual(sorted(neededInDocument(each)));
});

/** At the top; `max_event_count` has one value only, and everything of a rule is needed where the rule is. */
function neededInDocument({ method, path, body = {} }: Documented): string[] {
  if (path === '/scheduling_links') return Object.keys(body);
  return Object.entries(body)
    .filter(([name]) => name !== 'location')
    .filter(([, rule]) =>
      typeof rule === 'string' ? rule.startsWith('required') : JSON.stringify(rule).includes('"required'),
    )
    .map(([name]) => name)
    .filter(() => method !== 'PATCH' || path.includes('availability'));
}

test('the words of every row tell its scope, its plan and where it is from', () => {
  const files = listSources('product').filter((path) => path.startsWith('server/calendly/operations/'));
  const words = new Map(files.flatMap((path) => wordsOfRows(readSource(path))));
  for (const { name, operation } of listOperations()) {
    const plan = operation.plan
      ? { paid: ', a paid plan', enterprise: ', the Enterprise plan' }[operation.plan]
      : '';
    expect(words.get(name), name).toMatch(/[.:] Scope/);
    expect(words.get(name), name).toContain(` Scope \`${operation.scope}\`${plan}; §`);
  }
  expect(words.size).toBe(67);
});

/** The comment above each row, in one line. */
function wordsOfRows(text: string): [name: string, words: string][] {
  let group = '';
  const parts = text.matchAll(
    /^ {2}(\w+): \{$|^ {4}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {4}(\w+): operation\(/gm,
  );
  return [...parts].flatMap(([, opened, words, name]): [string, string][] => {
    if (opened !== undefined) group = opened;
    return words === undefined ? [] : [[`${group}.${name}`, words.replace(/\s+\*?\s*/g, ' ')]];
  });
}

const named: Record<string, z.ZodObject> = {
  User: people.calendlyUser,
  Event: bookings.scheduledEvent,
  LogEntry: records.activityLogEntry,
  Communication: records.outgoingCommunication,
  '{uri,text}': records.transcript,
};
const all: Record<string, unknown> = { ...people, ...offers, ...bookings, ...records, ...subscriptions };
const resources = [
  ...new Set(documented.flatMap(({ response }) => /:(.+)$/.exec(response ?? '')?.[1] ?? [])),
];

test.each([...resources, 'LogEntry', 'Communication'])(
  '%s has the documented keys, at every depth',
  (name) => {
    const ownName = `${name[0]!.toLowerCase()}${name.slice(1)}`;
    const shape = named[name] ?? (all[ownName] as z.ZodObject | undefined);
    expect(shape, ownName).toBeInstanceOf(z.ZodObject);
    expect(wrongKeys(name, shape!)).toEqual([]);
  },
);

test('a key that is missing, or too much, is seen', () => {
  const { uri: _, ...rest } = people.team.shape;
  expect(wrongKeys('Team', z.object({ ...rest, motto: z.string() }))).toEqual(['Team.motto', 'Team.uri']);
});

/** Keys that only one of the two has. */
function wrongKeys(name: string, shape: z.ZodObject): string[] {
  const fields = new Map(
    shapes[name]!.split(', ').map((field) => [field.split(' ')[0]!, /(\w+)\]?[?!]*$/.exec(field)![1]!]),
  );
  const own = Object.keys(shape.shape);
  const wrong = [...fields.keys()]
    .filter((key) => !own.includes(key))
    .concat(own.filter((key) => !fields.has(key)));
  const deeper = [...fields].flatMap(([key, kind]) => {
    const inner = own.includes(key) ? innermost(shape.shape[key] as z.ZodType) : undefined;
    return kind in shapes && inner instanceof z.ZodObject ? wrongKeys(kind, inner) : [];
  });
  return [...wrong.map((key) => `${name}.${key}`).sort(), ...deeper];
}

function innermost(type: z.ZodType): z.ZodType {
  const { innerType, element } = type.def as { innerType?: z.ZodType; element?: z.ZodType };
  const inner = innerType ?? element;
  return inner ? innermost(inner) : type;
}
