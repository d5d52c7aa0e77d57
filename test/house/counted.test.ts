/**
 * Things that stand in few named places. Each place is written here with how often it stands there,
 * so that a new one is a decision that somebody reads.
 */
import { expect, test } from 'vitest';
import { countIn, listSources, readSource, withoutComments } from './source.ts';

const product = listSources('product');
const server = product.filter((path) => path.startsWith('server/'));

/** Besides the vault and Calendly's client: what must be handed to a driver as text. */
const reveals: Record<string, number> = {
  'server/calendly/api.ts': 1,
  'server/calendly/oauth.ts': 5,
  'server/calendly/signature.ts': 1,
  'server/calendly/webhook-subscriptions.ts': 2,
  // By the address that Calendly has, from outside in.
  'server/subscriptions/round-trip.ts': 1,
  'server/db/address.ts': 1,
  // To the provider of single sign-on.
  'server/tenants/single-sign-on.ts': 1,
  'server/vault/envelope.ts': 1,
  'server/vault/key-ring.ts': 1,
};

const environmentReaders: Record<string, number> = {
  // Read, and what is secret taken out of what others are given.
  'cli/main.ts': 2,
  // In a line that is shown to be copied.
  'ui/overview/first-steps-code.tsx': 1,
};

const clockReaders: Record<string, number> = { 'server/clock.ts': 2 };

const randomReaders: Record<string, number> = {
  'server/http/edge.ts': 2,
  'server/http/server.ts': 2,
  'server/ids.ts': 2,
  'server/modules.ts': 2,
  'server/open.ts': 2,
  'server/vault/envelope.ts': 2,
};

const principalMakers: Record<string, number> = {
  'server/http/index.ts': 1,
  'server/http/principal.ts': 1,
  'server/tenants/api-keys.ts': 2,
  'server/tenants/sessions.ts': 2,
};

/** Of hashes of a token that has 256 random bits: how long it takes tells nothing that helps. */
const secretComparers: Record<string, number> = {
  // Of a request that its own caller sends again.
  'server/http/once.ts': 1,
  'server/subscriptions/look.ts': 1,
};

/** Transactions that are not of one tenant: they see only what their role's policies let them see. */
const crossTenant: Record<string, number> = {
  'server/accounts/authorize.ts': 1,
  // Its own row of beats, and how PostgreSQL stands.
  'server/accounts/continuity.ts': 4,
  'server/accounts/links.ts': 1,
  'server/accounts/token-calls.ts': 1,
  'server/budget/budget.ts': 2,
  'server/deliveries/dispatch.ts': 2,
  'server/deliveries/enter.ts': 1,
  'server/jobs/worker.ts': 2,
  'server/ready.ts': 1,
  'server/sealed.ts': 1,
  'server/subscriptions/intake.ts': 1,
  // By whose id an unverified body names; what it finds are keys to try.
  'server/subscriptions/legacy.ts': 1,
  'server/subscriptions/look.ts': 1,
  'server/tenants/api-keys.ts': 1,
  'server/tenants/create.ts': 2,
  'server/tenants/sessions.ts': 2,
  // Which keys seal is a fact of the installation; values are sealed anew tenant by tenant.
  'server/vault/held-ring.ts': 2,
  'server/vault/key-count.ts': 2,
  'server/vault/rewrap-state.ts': 1,
  'server/vault/rotation.ts': 4,
};

const publicRoutes = [
  'GET /api/v1/openapi.json',
  'GET /api/v1/sign-in',
  'GET /connect/connect.js',
  'GET /connect/done',
  'GET /connect/geist.woff2',
  'GET /connect/style.css',
  'GET /connect/tell.js',
  'GET /connect/{token}',
  'GET /connect/{token}/disconnect',
  'GET /connect/{token}/logo',
  'GET /connect/{token}/progress',
  'GET /livez',
  'GET /oauth/calendly/callback',
  'GET /oauth/sign-in',
  'GET /oauth/sign-in/callback',
  'GET /readyz',
  'GET /schemas/connection.json',
  'POST /api/v1/session',
  'POST /connect/{token}',
  'POST /connect/{token}/disconnect',
  'POST /connect/{token}/{answer}',
];

test('the sources were read', () => {
  expect(product.length).toBeGreaterThan(30);
  expect(server.length).toBeGreaterThan(25);
});

test('a secret is revealed only where it is used up', () => {
  expect(countIn(product, /\.reveal\(\)/)).toEqual(reveals);
});

test('the environment is read once in each program', () => {
  expect(countIn(product, /process\.env|import\.meta\.env/)).toEqual(environmentReaders);
});

test('time comes from the clock', () => {
  expect(countIn(server, /Date\.now\(|new Date\(\)|Temporal\.Now/)).toEqual(clockReaders);
});

test('chance comes from ids', () => {
  const pattern = /Math\.random\(|\brandomUUID\b|\brandomBytes\b|\brandomInt\b|getRandomValues/;
  expect(countIn(server, pattern)).toEqual(randomReaders);
});

test('a principal is made only where the caller was checked', () => {
  expect(countIn(server, /\bmintPrincipal\b/)).toEqual(principalMakers);
});

test('every transaction across tenants stands on this list', () => {
  const pattern = /\.(?:dispatch|intake|bearer)Transaction\(/;
  expect(countIn(server, pattern)).toEqual(crossTenant);
});

test('a secret or a signature is compared in constant time', () => {
  expect(countComparisons(server)).toEqual(secretComparers);
  expect(countIn(server, /\btimingSafeEqual\(/)).toEqual({
    'server/calendly/signature.ts': 1,
    'server/secret.ts': 1,
  });
});

test('a comparison that stops at the first difference is seen', () => {
  for (const text of [
    'one === signature',
    'of.token !== b.token',
    'given == keyHash',
    'digest.equals(expected)',
  ]) {
    expect(comparisonsIn(text), text).toHaveLength(1);
  }
  for (const text of ['token === undefined', "text !== ''", 'signature.length === 64', 'kind === open']) {
    expect(comparisonsIn(text), text).toEqual([]);
  }
});

function countComparisons(files: readonly string[]): Record<string, number> {
  const counts = files.map(
    (path) => [path, comparisonsIn(withoutComments(readSource(path))).length] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Where a name that sounds secret stands beside an equals sign and another value. */
function comparisonsIn(text: string): string[] {
  const secret = /(?:signature|secret|token|digest|hmac|hash|verifier|bearer)(?:\(\))?$/i;
  const nothing = /^(?:undefined|null|''|\d+)$/;
  const pattern = /([\w.!()]+)\s*(?:===|!==|==|!=)\s*([\w.']+)|([\w.]+)\.equals\(([\w.]+)\)/g;
  return [...text.matchAll(pattern)]
    .filter(([, a, b, c, d]) => {
      const sides = [a ?? c!, b ?? d!];
      return sides.some((side) => secret.test(side)) && !sides.some((side) => nothing.test(side));
    })
    .map(([found]) => found);
}

test('every route says who may call it, and few are open to anybody', () => {
  const routes = server.flatMap((path) => readRoutes(withoutComments(readSource(path))));
  expect(routes.length).toBeGreaterThan(4);
  expect(routes.filter(({ access }) => !/^(public|viewer|operator|owner)$/.test(access))).toEqual([]);
  expect(
    routes
      .filter(({ access }) => access === 'public')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(publicRoutes);
});

test('every route that is not open to anybody says what an API key needs', () => {
  const routes = server.flatMap((path) => readRoutes(withoutComments(readSource(path))));
  const wordless = routes.filter(({ access, scope }) => (access === 'public') !== (scope === 'none'));
  expect(wordless).toEqual([]);
});

test('no route is added past the definition that asks for access', () => {
  const pattern = /\b(?:app|server|fastify|instance)\.(?:get|post|put|patch|delete|all|route)\(/;
  expect(countIn(server, pattern)).toEqual({ 'server/http/add-routes.ts': 1 });
});

/** The edge opens the transaction of a write, so that its entry in the audit log is in it. */
test('no handler of a write opens a transaction of its own', () => {
  const opening = server.flatMap((path) => writesThatOpen(withoutComments(readSource(path))));
  expect(opening).toEqual([]);
  const text = "route({ method: 'PUT', path: '/a', handler: () => database.tenantTransaction(x) })";
  expect(writesThatOpen(text)).toEqual(['PUT /a']);
  expect(writesThatOpen(text.replace('PUT', 'GET'))).toEqual([]);
});

function writesThatOpen(text: string): string[] {
  return text
    .split(/(?<![.\w])route\(\{/)
    .slice(1)
    .filter((part) => /method: '(POST|PUT|PATCH|DELETE)'/.test(part))
    .filter((part) => !/callsOut: true|access: 'public'/.test(part))
    .filter((part) => /\b(?:tenantTransaction|reading)\(/.test(part))
    .map((part) => `${/method: '(\w+)'/.exec(part)![1]} ${/path: '([^']+)'/.exec(part)?.[1]}`);
}

test('a route without access is seen', () => {
  const text = "route({ method: 'GET', path: '/a', access: 'viewer' }), route({ method: 'PUT', path: '/b' })";
  expect(readRoutes(text)).toEqual([
    { name: 'GET /a', access: 'viewer', scope: 'none' },
    { name: 'PUT /b', access: 'none', scope: 'none' },
  ]);
});

function readRoutes(text: string): { name: string; access: string; scope: string }[] {
  return text
    .split(/(?<![.\w])route\(\{/)
    .slice(1)
    .map((part) => {
      const of = (key: string) => new RegExp(`\\b${key}: ['"]([^'"]+)['"]`).exec(part)?.[1] ?? 'none';
      return { name: `${of('method')} ${of('path')}`, access: of('access'), scope: of('scope') };
    });
}
