/**
 * Databases for tests: one embedded server, one migrated template in it, and for each test file a copy of that,
 * made in some thirty milliseconds. Real PostgreSQL, real roles, nothing mocked.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  type Address,
  connect,
  createDatabase,
  type Database,
  ensureRoles,
  migrate,
  startEmbedded,
} from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';

/** How a test process learns of the server that the run started. */
export const serverVariable = 'SLOTWIRE_TEST_POSTGRES';
const template = 'slotwire_template';
const owner = 'slotwire';

export interface TestServer {
  /** The folder of its socket. */
  host: string;
  stop(): Promise<void>;
}

type AtSocket = Extract<Address, { host: string }>;

export interface TestDatabase {
  name: string;
  database: Database;
  /** As the owner of the tables, who is no superuser. */
  address: AtSocket;
  /** As the superuser. */
  administrator: AtSocket;
  dispose(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-test-'));
  const server = await startEmbedded(folder, createLog('error'));
  await asAdministrator(server.address.host, 'postgres', (client) =>
    client.query(`create database ${template} owner ${owner}`),
  );
  const client = await connect({ ...server.address, database: template });
  await ensureRoles(client);
  await migrate(client);
  await client.end();
  return {
    host: server.address.host,
    async stop() {
      await server.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `empty`: without our schema. */
export async function createTestDatabase(
  options: { host?: string; size?: number; empty?: boolean } = {},
): Promise<TestDatabase> {
  const host = options.host ?? process.env[serverVariable];
  if (!host) throw new Error('No test server: test/support/database-setup.ts starts one for a vitest run.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const like = options.empty ? '' : ` template ${template}`;
  await asAdministrator(host, 'postgres', (client) =>
    client.query(`create database ${name} owner ${owner}${like}`),
  );
  const address = { host, port: 5432, user: owner, database: name };
  const log = createLog('silent');
  const database = createDatabase({ address, pooler: 'none', size: options.size ?? 5, log });
  return {
    name,
    database,
    address,
    administrator: { ...address, user: 'postgres' },
    async dispose() {
      await database.close();
      await asAdministrator(host, 'postgres', (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}

export async function asAdministrator<T>(
  host: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ host, port: 5432, user: 'postgres', database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
