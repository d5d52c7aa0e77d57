/**
 * Who may know whom, as one table, and a judge that names each import it does not allow.
 * The pages in `docs/decisions/` say why the house is cut this way.
 */
import { dirname } from 'node:path';
import type { Import } from './source.ts';
import { treeOf } from './source.ts';

const ground = ['clock', 'errors', 'ids', 'log', 'metrics', 'secret'];
const tools = ['db', 'vault', 'calendly', 'budget', 'requests', 'egress', 'jobs', 'http'];
const below = [...ground, ...tools];
const facts = ['changes', 'tenants', 'connections', 'accounts', 'subscriptions', 'meetings', 'mirror'];
const flows = [
  'deliveries',
  'alarms',
  'sync',
  'lifecycle',
  'overview',
  'trial',
  'records',
  'endpoints',
  'automations',
];

/** Each module of the server, lowest floor first, with the modules that it may import. */
export const mayKnow: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ground.map((name) => [name, [] as string[]])),
  db: ground,
  vault: [...ground, 'db'],
  calendly: ground,
  budget: [...ground, 'db', 'calendly'],
  requests: [...ground, 'db', 'calendly', 'jobs', 'http'],
  probe: [...ground, 'calendly'],
  egress: ground,
  jobs: [...ground, 'db'],
  http: [...ground, 'db'],
  changes: below,
  tenants: [...below, 'changes'],
  connections: [...below, 'changes'],
  accounts: [...below, 'changes', 'connections'],
  subscriptions: [...below, 'changes', 'accounts'],
  meetings: [...below, 'changes', 'accounts'],
  mirror: [...below, 'changes', 'accounts'],
  deliveries: [...below, 'accounts', 'subscriptions', 'meetings', 'mirror'],
  alarms: [...below, 'changes', 'accounts', 'deliveries'],
  sync: [...below, 'accounts', 'meetings', 'mirror'],
  lifecycle: [...below, ...facts, 'sync'],
  records: [...below, 'accounts', 'meetings', 'mirror', 'sync'],
  trial: [...below, ...facts, 'deliveries'],
  overview: [...below, ...facts, 'deliveries', 'alarms', 'sync'],
  endpoints: [...below, 'changes'],
  automations: [...below, 'changes', 'records', 'endpoints'],
  config: ground,
  'config-file': [...below, 'config', 'connections'],
  ready: below,
  open: [...below, 'config'],
  sealed: [...below, ...facts, 'deliveries'],
  modules: [...below, ...facts, ...flows, 'config'],
  app: [...below, ...facts, ...flows, 'config', 'config-file', 'modules', 'ready'],
};

const mayKnowTree: Readonly<Record<string, readonly string[]>> = {
  sdk: [],
  emulator: [],
  ui: ['sdk'],
  server: ['sdk'],
  cli: ['server', 'sdk', 'emulator'],
  test: ['server', 'sdk', 'emulator', 'cli', 'ui'],
};

/** `server/db/tx.ts` is of module `db`, `server/clock.ts` of module `clock`. */
export function moduleOf(path: string): string | undefined {
  return /^server\/([^/.]+)/.exec(path)?.[1];
}

const isDoor = (path: string) => /^(?:server|ui)\/[^/]+\/index\.tsx?$/.test(path);
const isTest = (path: string) => treeOf(path) === 'test' || /\.test\.tsx?$/.test(path);
const liesInRoom = (path: string) => /^server\/[^/]+\//.test(path);

/** Why an import must not be, or undefined. */
export function forbids({ from, to, ours, typeOnly }: Import): string | undefined {
  if (!ours) {
    if (!from.startsWith('sdk/') || isTest(from)) return undefined;
    return from.startsWith('sdk/react/') && to === 'react' ? undefined : 'the sdk depends on nothing';
  }
  const [tree, other] = [treeOf(from), treeOf(to)];
  if (!tree) return undefined;
  if (!other) return isTest(from) || tree === 'cli' ? undefined : `${to} is outside the trees`;
  if (tree !== other) {
    if (!mayKnowTree[tree]!.includes(other)) return `${tree} may not know ${other}`;
    if (tree === 'server' && !typeOnly) return 'the server takes types only from the sdk';
  }
  if (other !== 'server' || isTest(from)) return undefined;
  const [own, its] = [moduleOf(from), moduleOf(to)!];
  if (own === its) return undefined;
  if (liesInRoom(to) && !isDoor(to)) return `${its} is entered only through its index.ts`;
  if (tree === 'server' && !mayKnow[own!]?.includes(its)) return `${own} may not know ${its}`;
  return undefined;
}

/** Groups of files that import each other in a circle, types left out. */
export function findCycles(imports: Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to, ours, typeOnly } of imports) {
    if (ours && !typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const cycles: string[][] = [];
  const walk = (file: string, path: string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push(path.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return cycles;
}

/** Folders and files named like drawers, into which anything fits: by the whole name or by its last word. */
export function isDrawer(path: string): boolean {
  const names = [...dirname(path).split('/'), path.split('/').at(-1)!.split('.')[0]!];
  const drawer = /(?:^|-)(?:utils?|helpers?|commons?|shared|misc|managers?|services?|base|impl|v2)$/;
  return names.some((name) => drawer.test(name));
}
