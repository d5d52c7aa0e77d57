/**
 * The whole service inside the test's process, over a test database and an emulator whose clock it follows, with an
 * operator who is signed in and a connection. Nothing is left out: what is due runs by itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Account,
  AccountDetail,
  AuthorizationStart,
  Connection,
  Meeting,
  Page,
} from '../../sdk/types.ts';
import { createService } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';
import type { Database } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import type { ReadKeys } from '../../server/vault/index.ts';
import { createTestDatabase } from './database.ts';
import { startEmulator, type TestEmulator } from './emulator.ts';
import { testKeys } from './keys.ts';
import { freePort } from './program.ts';
import { until } from './until.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export type Whole = Awaited<ReturnType<typeof startWhole>>;

export async function startWhole(options: {
  database: Database;
  emulator: TestEmulator;
  /** The same again for a service that takes over from another. */
  port?: number;
  /** Calendly is said to be the real one: no public address, so it is polled. */
  live?: boolean;
  /** Further variables. */
  environment?: Record<string, string>;
  readKeys?: ReadKeys;
}) {
  const { database, emulator, live = false, readKeys = async () => testKeys } = options;
  const port = options.port ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-service-'));
  const log = createLog(process.env.TEST_LOG ?? 'silent');
  const config = readConfig({
    PORT: String(port),
    SLOTWIRE_DATA: folder,
    SLOTWIRE_KEYS: testKeys.reveal(),
    CLOCK: `follow:${emulator.url}`,
    ...(live
      ? { CALENDLY_API_URL: emulator.url, CALENDLY_AUTH_URL: emulator.url }
      : { CALENDLY_EMULATOR_URL: emulator.url }),
    ...options.environment,
  });
  const service = await createService(config, { database, log, readKeys, uiFolder: folder });
  await service.listen();
  await service.work();
  const operator = createVisitor(config.publicUrl);

  /** A sign-in link's secret for the owner of this tenant, made when there is none. */
  async function inviteTo(slug: string): Promise<string> {
    const owner = { name: 'Mara Lind', email: 'mara@example.com' };
    const tenant = { slug, name: slug, environment: 'development', demo: null, owner } as const;
    const { id } = await service.ensureTenant(tenant);
    return service.createSignInLink(id);
  }

  /** Resolves to when the session ends, by the service's clock. */
  async function signIn(): Promise<number> {
    const { body } = await operator.signIn(await inviteTo('demo'));
    return Date.parse(body.expiresAt);
  }

  return {
    port,
    url: config.publicUrl,
    operator,
    inviteTo,
    signIn,
    /** Moves the emulator's clock, and ours with it; sessions may have ended meanwhile. */
    async advance(advanceSeconds: number) {
      const before = await signIn();
      await emulator.send('POST', '/clock', { advanceSeconds });
      await until('that our clock follows', async () => (await signIn()) >= before + advanceSeconds * 1000);
    },
    async stop() {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A database and an emulator of its own, and the service over both with its operator signed in. */
export async function openWhole() {
  const emulator = await startEmulator();
  const held = await createTestDatabase();
  const service = await startWhole({ database: held.database, emulator });
  await service.signIn();
  return {
    emulator,
    held,
    service,
    async close() {
      await service.stop();
      await held.dispose();
      await emulator.close();
    },
  };
}

export async function addConnection(
  service: Pick<Whole, 'url' | 'operator'>,
  emulator: TestEmulator,
): Promise<Connection> {
  const application = await emulator.createApplication(`${service.url}/oauth/calendly/callback`);
  const { body } = await service.operator.post<Connection>('/api/v1/connections', {
    type: 'calendly',
    name: 'Demo',
    clientId: application.client_id,
    clientSecret: application.client_secret,
  });
  return body;
}

/** An end user of their own, connected to this person's Calendly account. */
export async function connectPerson(
  operator: Visitor,
  emulator: TestEmulator,
  connection: Connection,
  person: { id: string; slug: string },
): Promise<string> {
  const prepared = await operator.post<Account>(`/api/v1/users/${person.slug}/accounts`, {
    connectionId: connection.id,
  });
  const begun = await operator.post<AuthorizationStart>(`/api/v1/accounts/${prepared.body.id}/connect`, {});
  const location = await emulator.consent(begun.body.authorizationUrl, person.id);
  const { location: back } = await operator.get(location);
  if (!back?.includes('connected=')) throw new Error(`the connect ended at ${back}`);
  return prepared.body.id;
}

/** Connected, swept once, and told by a subscription of its own. */
export async function connectWhole(
  operator: Visitor,
  emulator: TestEmulator,
  connection: Connection,
  person: { id: string; slug: string },
  withinMs?: number,
): Promise<string> {
  const id = await connectPerson(operator, emulator, connection, person);
  const account = () => readAccount(operator, id);
  await until('the first sweep', async () => (await account()).freshness.asOf, withinMs);
  await until('a subscription', async () => (await account()).subscription?.state === 'active', withinMs);
  return id;
}

export async function readAccount(operator: Visitor, id: string): Promise<AccountDetail> {
  return (await operator.get<AccountDetail>(`/api/v1/accounts/${id}`)).body;
}

export async function readMeetings(operator: Visitor, accountId: string): Promise<Meeting[]> {
  const path = `/api/v1/meetings?accountId=${accountId}&limit=500`;
  return (await operator.get<Page<Meeting>>(path)).body.items;
}
