/**
 * A company of one's own, from a file: organizations with their plans and people, how many people alone beside them,
 * how many bookings to spread over all, and what an emulator is otherwise told once it runs: applications, modes,
 * addresses. What is wrong is told with its line and field.
 */

import { originOf } from './callbacks.ts';
import { offers } from './company.ts';
import { mayRedirectTo } from './control/oauth.ts';
import type { Application, Organization, User } from './entities.ts';
import { modes as catalogue, type ModeName } from './modes.ts';
import { knownScopes } from './scopes.ts';
import { isZone } from './zones.ts';

export interface SeedPlan {
  organizations: SeedOrganization[];
  /** People who are each alone in an organization. */
  independents: number;
  /** Over all people, half of them behind us and half ahead. */
  bookings: number;
  /** Known from the start, with the credentials that a program has in its configuration. */
  applications: SeedApplication[];
  modes: Partial<Record<ModeName, string>>;
  /** Origin in the world → origin on this machine. */
  callbacks: Record<string, string>;
}

export const emptyPlan: Readonly<SeedPlan> = {
  organizations: [],
  independents: 0,
  bookings: 0,
  applications: [],
  modes: {},
  callbacks: {},
};

export interface SeedApplication
  extends Omit<Application, 'clientSecretHash' | 'webhookSigningKey' | 'createdAt'> {
  clientSecret: string;
  /** Made up where the file says none. */
  webhookSigningKey: string | undefined;
}

export interface SeedOrganization {
  name: string;
  plan: Organization['plan'];
  stage: Organization['stage'];
  people: SeedPerson[];
}

export interface SeedPerson {
  name: string;
  role: User['role'];
  timezone: string;
  offers: (keyof typeof offers)[];
}

const plans = ['basic', 'essentials', 'standard', 'professional', 'teams', 'enterprise'];
const mostPeople = 20_000;
const mostBookings = 500_000;

type Path = (string | number)[];

/** @throws Error with `code` `WRONG_OPTION`, naming file, line and field. */
export function readSeedFile(text: string, file: string): SeedPlan {
  const refuse = (line: number, words: string): never => {
    throw Object.assign(new Error(`${file}, line ${line}: ${words}`), { code: 'WRONG_OPTION' });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length);
    return refuse(lineAt(text, position), 'is no JSON.');
  }
  return readPlan(value, (path, words) => refuse(lineOf(text, path), `“${nameOf(path)}” ${words}`));
}

type Refuse = (path: Path, words: string) => never;

function readPlan(value: unknown, refuse: Refuse): SeedPlan {
  const fields = fieldsOf(value, [], planFields, refuse);
  return {
    organizations: listOf(fields.organizations, ['organizations'], refuse).map((each, index) =>
      readOrganization(each, ['organizations', index], refuse),
    ),
    independents: countOf(fields.independents, ['independents'], mostPeople, refuse),
    bookings: countOf(fields.bookings, ['bookings'], mostBookings, refuse),
    applications: listOf(fields.applications, ['applications'], refuse).map((each, index) =>
      readApplication(each, ['applications', index], refuse),
    ),
    modes: readModes(fields.modes ?? {}, refuse),
    callbacks: readCallbacks(fields.callbacks ?? {}, refuse),
  };
}

const planFields = ['organizations', 'independents', 'bookings', 'applications', 'modes', 'callbacks'];
const applicationFields = [
  'name',
  'client_id',
  'client_secret',
  'webhook_signing_key',
  'redirect_uris',
  'kind',
  'environment',
  'scopes',
];

function readApplication(value: unknown, at: Path, refuse: Refuse): SeedApplication {
  const fields = fieldsOf(value, at, applicationFields, refuse);
  const kind = oneOf(fields.kind ?? 'web', ['web', 'native'], [...at, 'kind'], refuse) as Application['kind'];
  const environment = oneOf(
    fields.environment ?? 'sandbox',
    ['sandbox', 'production'],
    [...at, 'environment'],
    refuse,
  ) as Application['environment'];
  const redirectUris = listOf(fields.redirect_uris, [...at, 'redirect_uris'], refuse).map((each, index) => {
    const uri = textOf(each, [...at, 'redirect_uris', index], refuse);
    if (mayRedirectTo(uri, kind, environment)) return uri;
    return refuse([...at, 'redirect_uris', index], 'must be https; in the sandbox also http on localhost.');
  });
  if (redirectUris.length === 0) refuse([...at, 'redirect_uris'], 'must name an address.');
  const scopes = fields.scopes === undefined ? knownScopes : listOf(fields.scopes, [...at, 'scopes'], refuse);
  const signingKey = fields.webhook_signing_key;
  return {
    clientId: textOf(fields.client_id, [...at, 'client_id'], refuse),
    clientSecret: textOf(fields.client_secret, [...at, 'client_secret'], refuse),
    webhookSigningKey:
      signingKey === undefined ? undefined : textOf(signingKey, [...at, 'webhook_signing_key'], refuse),
    name: textOf(fields.name ?? 'Application', [...at, 'name'], refuse),
    kind,
    environment,
    redirectUris,
    scopes: scopes.map((each, index) => oneOf(each, knownScopes, [...at, 'scopes', index], refuse)),
  };
}

function readModes(value: unknown, refuse: Refuse): SeedPlan['modes'] {
  const given = fieldsOf(value, ['modes'], Object.keys(catalogue), refuse);
  for (const [name, setting] of Object.entries(given))
    oneOf(setting, catalogue[name as ModeName].values, ['modes', name], refuse);
  return given as SeedPlan['modes'];
}

function readCallbacks(value: unknown, refuse: Refuse): SeedPlan['callbacks'] {
  const given = fieldsOf(value, ['callbacks'], undefined, refuse);
  for (const [from, to] of Object.entries(given))
    if (!originOf(from) || !originOf(to))
      refuse(['callbacks', from], 'must lead from one origin to another, as https://app.example.com.');
  return given as SeedPlan['callbacks'];
}

function readOrganization(value: unknown, at: Path, refuse: Refuse): SeedOrganization {
  const fields = fieldsOf(value, at, ['name', 'plan', 'stage', 'people'], refuse);
  const people = listOf(fields.people, [...at, 'people'], refuse).map((each, index) =>
    readPerson(each, [...at, 'people', index], refuse),
  );
  if (people.length === 0) refuse([...at, 'people'], 'must name somebody.');
  return {
    name: textOf(fields.name, [...at, 'name'], refuse),
    plan: oneOf(fields.plan ?? 'teams', plans, [...at, 'plan'], refuse) as SeedOrganization['plan'],
    stage: oneOf(fields.stage ?? 'paid', ['trial', 'free', 'paid'], [...at, 'stage'], refuse) as 'paid',
    people,
  };
}

function readPerson(value: unknown, at: Path, refuse: Refuse): SeedPerson {
  const fields = fieldsOf(value, at, ['name', 'role', 'timezone', 'offers'], refuse);
  const timezone = textOf(fields.timezone ?? 'Europe/Berlin', [...at, 'timezone'], refuse);
  if (!isZone(timezone)) refuse([...at, 'timezone'], `is no time zone: ${timezone}.`);
  const offered = fields.offers === undefined ? ['intro'] : listOf(fields.offers, [...at, 'offers'], refuse);
  return {
    name: textOf(fields.name, [...at, 'name'], refuse),
    role: oneOf(fields.role ?? 'user', ['owner', 'admin', 'user'], [...at, 'role'], refuse) as User['role'],
    timezone,
    offers: offered.map((each, index) =>
      oneOf(each, Object.keys(offers), [...at, 'offers', index], refuse),
    ) as SeedPerson['offers'],
  };
}

/** @param known undefined where the names are free */
function fieldsOf(
  value: unknown,
  at: Path,
  known: readonly string[] | undefined,
  refuse: Refuse,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(at, 'must be an object.');
  const strange = known && Object.keys(value).find((name) => !known.includes(name));
  if (strange !== undefined) refuse([...at, strange], `is not known; there are ${known!.join(', ')}.`);
  return value as Record<string, unknown>;
}

function listOf(value: unknown, at: Path, refuse: Refuse): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : refuse(at, 'must be a list.');
}

function textOf(value: unknown, at: Path, refuse: Refuse): string {
  return typeof value === 'string' && value !== '' ? value : refuse(at, 'must be a text.');
}

function oneOf(value: unknown, known: readonly string[], at: Path, refuse: Refuse): string {
  return known.includes(value as string)
    ? (value as string)
    : refuse(at, `must be one of ${known.join(', ')}.`);
}

function countOf(value: unknown, at: Path, most: number, refuse: Refuse): number {
  if (value === undefined) return 0;
  const fits = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
  return fits ? (value as number) : refuse(at, `must be a whole number from 0 to ${most}.`);
}

function nameOf(path: Path): string {
  if (path.length === 0) return 'the file';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('');
}

const lineAt = (text: string, position: number) => text.slice(0, position).split('\n').length;

/** Where a value begins, or what holds it where it is missing; the text is JSON. */
function lineOf(text: string, path: Path): number {
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)];
  const open: { list: boolean; key: string | number }[] = [];
  let best = { depth: -1, position: 0 };
  for (const [index, { 0: token, index: position }] of tokens.entries()) {
    const holder = open.at(-1);
    if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (holder?.list) holder.key = Number(holder.key) + 1;
    } else if (holder && !holder.list && tokens[index + 1]?.[0] === ':') {
      holder.key = JSON.parse(token) as string;
    } else if (token !== ':') {
      const here = open.map(({ key }) => key);
      const within = here.every((key, depth) => key === path[depth]);
      if (within && here.length > best.depth) best = { depth: here.length, position };
      if (token === '{' || token === '[') open.push({ list: token === '[', key: 0 });
    }
  }
  return lineAt(text, best.position);
}
