/**
 * Intake, processing and meetings put together over a real database, without the rest: accounts are written
 * straight into their tables, with real sealed keys and addresses, as many as wanted.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { Accounts } from '../../server/accounts/index.ts';
import { type Calendly, CalendlyError } from '../../server/calendly/index.ts';
import { type Clock, isoMicros, systemClock } from '../../server/clock.ts';
import { usualThresholds } from '../../server/config.ts';
import type { Database } from '../../server/db/index.ts';
import { addRoutes, createServer, mintPrincipal, type Route } from '../../server/http/index.ts';
import { createIds, tokenHash } from '../../server/ids.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createModules } from '../../server/modules.ts';
import { createRequests } from '../../server/requests/index.ts';
import { Secret } from '../../server/secret.ts';
import { parseKeyRing, type Vault } from '../../server/vault/index.ts';
import { asAdministrator } from './database.ts';

export interface Hook {
  tenantId: string;
  accountId: string;
  endUserId: string;
  subscriptionId: string;
  /** Calendly's uuid of the person. */
  user: string;
  token: string;
  key: string;
}

const nowhere = 'http://localhost';
const silent = createLog(process.env.LOG_LEVEL ?? 'silent');
/** A ring of one key, as `SLOTWIRE_KEYS` has it. */
export const newKeys = () => `k1:${randomBytes(32).toString('base64')}`;

/** A Calendly that never answers. */
export const silentCalendly = new Proxy({} as Calendly, {
  get: () =>
    new Proxy(() => undefined, {
      get: () => () => Promise.reject(noAnswer()),
      apply: () => Promise.reject(noAnswer()),
    }),
});

function noAnswer(): CalendlyError {
  return new CalendlyError({ kind: 'unavailable', operation: 'any', mayHaveActed: false });
}

export async function createHeart(options: {
  database: Database;
  clock?: Clock;
  calendly?: Calendly;
  keys?: Secret;
  /** Whoever asks Calendly asks as this person; without, nobody has a token. */
  asks?: string;
}) {
  const { database, clock = systemClock, calendly = silentCalendly, keys = new Secret(newKeys()) } = options;
  const modules = createModules(
    {
      publicUrl: nowhere,
      dataFolder: tmpdir(),
      alarms: usualThresholds,
      requestsPerMinute: 1000,
      calendly: { kind: 'emulator', apiUrl: nowhere, authUrl: nowhere },
      deliveriesKeptDays: 35,
    },
    {
      database,
      log: silent,
      ring: parseKeyRing(keys),
      clock,
      metrics: createMetrics(),
      calendly,
      budget: { limitOf: () => undefined, stateOf: async () => null },
      requests: createRequests({ database, clock, ids: createIds(clock.now), log: silent }),
      skewOf: () => undefined,
    },
  );
  if (options.asks) Object.assign(modules.accounts, { caller: async () => asking(options.asks!) });
  return modules;
}

function asking(userUri: string): Awaited<ReturnType<Accounts['caller']>> {
  const accessToken = new Secret('token');
  return { ok: true, caller: { accessToken, clientId: 'client', userUri, purpose: 'live' } };
}

export type Heart = Awaited<ReturnType<typeof createHeart>>;

/** An HTTP server with nothing but the intake. */
export async function listenHeart({ log, deliveries }: Heart, wantedPort = 0) {
  const app = await createServer({ log, secure: false, trustProxy: false });
  deliveries.register(app);
  await app.listen({ host: '127.0.0.1', port: wantedPort });
  const { port } = app.server.address() as { port: number };
  return { app, port, url: `http://127.0.0.1:${port}` };
}

/** Some of our routes, for an owner of the tenant or for whoever is bound to one end user of it. */
export async function listenApi(heart: Heart, tenantId: string, routes: Route[], endUserId?: string) {
  const expiresAt = '2099-01-01T00:00:00.000000Z';
  const id = randomUUID();
  const caller = { kind: 'member', id, name: 'Mara Lind', role: 'owner', sessionId: id } as const;
  const principal = mintPrincipal({ tenantId, caller, endUserId: endUserId ?? null, expiresAt });
  const app = await createServer({ log: heart.log, secure: false, trustProxy: false });
  addRoutes(app, routes, { ...heart, authenticate: async () => principal });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}/api/v1`;

  /** @throws what was refused, in words */
  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', 'x-slotwire-request': '1' },
      body: body ? JSON.stringify(body) : null,
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
  return { app, url, ask };
}

export async function writeTenant(
  database: Database,
  vault: Vault,
  options: { applicationKey?: string } = {},
): Promise<string> {
  const tenantId = randomUUID();
  await database.tenantTransaction(tenantId, async (tx) => {
    await tx.query(
      `insert into tenants (id, slug, name, environment, created_at) values ($1, $2, 'Test', 'development', now())`,
      [tenantId, `t${tenantId.slice(0, 8)}`],
    );
    const place = (column: string) => ({ tenantId, table: 'connections', row: '1', column });
    const { applicationKey } = options;
    await tx.query(
      `insert into connections (tenant_id, id, name, client_id, client_secret_sealed, webhook_signing_key_sealed,
         created_at, updated_at)
       values ($1, 1, 'Test', 'client', $2, $3, now(), now())`,
      [
        tenantId,
        vault.seal(new Secret('secret'), place('client_secret')),
        applicationKey ? vault.seal(new Secret(applicationKey), place('webhook_signing_key')) : null,
      ],
    );
  });
  return tenantId;
}

/**
 * Connected accounts, each with an active subscription and a key of its own. `at`: so many that they are written as
 * the superuser, past the checks of every row.
 */
export async function writeHooks(
  database: Database,
  vault: Vault,
  tenantId: string,
  users: readonly string[],
  at?: { host: string; database: string },
): Promise<Hook[]> {
  const hooks = users.map((user) => ({
    tenantId,
    user,
    accountId: randomUUID(),
    endUserId: randomUUID(),
    subscriptionId: randomUUID(),
    token: randomBytes(32).toString('base64url'),
    key: randomBytes(32).toString('base64url'),
  }));
  const writeAll = async (query: Query) => {
    for (let start = 0; start < hooks.length; start += 1000) {
      await writeSome(query, vault, tenantId, hooks.slice(start, start + 1000));
    }
  };
  if (!at) await database.tenantTransaction(tenantId, (tx) => writeAll((...asked) => tx.query(...asked)));
  else {
    await asAdministrator(at.host, at.database, async (client) => {
      await client.query('set session_replication_role = replica; set search_path = slotwire');
      await writeAll((text, values) => client.query(text, values));
    });
  }
  return hooks;
}

/** Tokens for these accounts, so that Calendly can be asked about them. */
export async function writeTokens({ database, vault, clock }: Heart, hooks: readonly Hook[]): Promise<void> {
  for (const { tenantId, accountId } of hooks) {
    const place = (column: string) => ({ tenantId, table: 'token_sets', row: `${accountId}/1`, column });
    const sealed = ['access', 'refresh'].map((column) => vault.seal(new Secret('token'), place(column)));
    await database.tenantTransaction(tenantId, (tx) =>
      tx.query(
        `insert into token_sets (tenant_id, account_id, connection_id, pair_id, access_sealed, refresh_sealed, expires_at,
           updated_at) values ($1, $2, 1, $3, $4, $5, $6, now())`,
        [tenantId, accountId, randomUUID(), ...sealed, isoMicros(clock.now() + 8_000_000)],
      ),
    );
  }
}

type Query = (text: string, values: unknown[]) => Promise<unknown>;

async function writeSome(
  query: Query,
  vault: Vault,
  tenantId: string,
  hooks: readonly Hook[],
): Promise<void> {
  const column = (of: (hook: Hook) => unknown) => hooks.map(of);
  const seal = (row: string, name: string, text: string) =>
    vault.seal(new Secret(text), { tenantId, table: 'subscriptions', row, column: name });
  await query(
    `insert into end_users (tenant_id, id, kind, user_id, created_at)
     select $1, u, 'application', u::text, now() from unnest($2::uuid[]) u`,
    [tenantId, column(({ endUserId }) => endUserId)],
  );
  await query(
    `insert into accounts (tenant_id, id, end_user_id, connection_id, state, state_since, calendly_user,
       calendly_organization, connected_at, created_at, updated_at)
     select $1, a.id, a.end_user, 1, 'connected', now(), 'https://api.calendly.com/users/' || a.calendly_user,
       'https://api.calendly.com/organizations/o', now(), now(), now()
     from unnest($2::uuid[], $3::uuid[], $4::text[]) as a(id, end_user, calendly_user)`,
    [
      tenantId,
      column(({ accountId }) => accountId),
      column(({ endUserId }) => endUserId),
      column(({ user }) => user),
    ],
  );
  await query(
    `insert into subscriptions (tenant_id, id, account_id, connection_id, scope, generation, token_hash, url_sealed,
       key_sealed, topics, state, state_since, created_at)
     select $1, s.id, s.account, 1, 'user', 1, s.token_hash, s.url, s.key, '{}', 'active', now(), now()
     from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[]) as s(id, account, token_hash, url, key)`,
    [
      tenantId,
      column(({ subscriptionId }) => subscriptionId),
      column(({ accountId }) => accountId),
      column(({ token }) => tokenHash(token)),
      column(({ subscriptionId, token }) => seal(subscriptionId, 'url', `${nowhere}/${token}`)),
      column(({ subscriptionId, key }) => seal(subscriptionId, 'key', key)),
    ],
  );
}

export function sign(key: string, body: Buffer, seconds = Math.floor(Date.now() / 1000)): string {
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.`).update(body).digest('hex')}`;
}

export async function post(
  url: string,
  hook: Pick<Hook, 'token' | 'key'>,
  body: Buffer,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`${url}/api/calendly/webhook/${hook.token}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Calendly',
      'calendly-webhook-signature': sign(hook.key, body),
      ...headers,
    },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  return response.status;
}
