import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { connect, createDatabase, dumpSchema } from '../../server/db/index.ts';
import { createLog } from '../../server/log.ts';
import { openDatabase } from '../../server/open.ts';
import { tryWall } from '../proofs/wall/database.ts';
import { createTestDatabase } from '../support/database.ts';
import { findPgBouncer, findPostgres, startPgBouncer, startPostgres } from '../support/installed.ts';

const installed = findPostgres();
const pooler = findPgBouncer();
const log = createLog('silent');
const tenantId = '0199aaaa-0000-7000-8000-000000000001';
const committed = readFileSync(new URL('../../server/db/schema.sql', import.meta.url), 'utf8');

async function withServer(settings: string[], work: (port: number) => Promise<void>): Promise<void> {
  const server = await startPostgres(installed!.bin, settings);
  const administrator = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    user: 'postgres',
    database: 'postgres',
  });
  try {
    await administrator.connect();
    await administrator.query('create role slotwire login noinherit createrole');
    await administrator.query('create database application owner slotwire');
    await work(server.port);
  } finally {
    await administrator.end();
    await server.stop();
  }
}

async function openAt(port: number, login: string) {
  const folder = await mkdtemp(join(tmpdir(), 'slotwire-'));
  try {
    const url = `postgres://${login}@127.0.0.1:${port}/application`;
    const environment = {
      DATABASE_URL: url,
      SLOTWIRE_DATA: folder,
      CALENDLY_EMULATOR_URL: 'http://localhost:4610',
    };
    return await openDatabase(readConfig(environment), log);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test.runIf(installed)(
  `serves from the installed PostgreSQL ${installed?.version ?? '(none is installed here: not tried)'} as from its own`,
  () =>
    withServer([], async (port) => {
      await expect(openAt(port, 'postgres')).rejects.toThrow('postgres would see through row-level security');
      const { database, stop } = await openAt(port, 'slotwire');
      const address = { host: '127.0.0.1', port, user: 'slotwire', database: 'application' };
      const client = await connect(address);
      expect(await dumpSchema(client)).toBe(committed);
      await client.end();
      const administrator = { ...address, user: 'postgres' };
      const wall = await tryWall({ name: 'application', database, address, administrator, dispose: stop });
      expect(wall.fallen).toEqual([]);
      expect(wall.tried).toBeGreaterThan(300);
      await stop();
    }),
);

test.runIf(installed)('refuses the installed PostgreSQL with fsync=off, in words', () =>
  withServer(['fsync=off'], async (port) => {
    await expect(openAt(port, 'slotwire')).rejects.toThrow('fsync=off');
  }),
);

test.runIf(pooler)(
  `works through PgBouncer in transaction mode${pooler ? '' : ' (it is not installed here: not tried)'}`,
  async () => {
    const test_ = await createTestDatabase();
    const { host } = test_.address as { host: string };
    const bouncer = await startPgBouncer(pooler!, host, 4);
    const through = { host: '127.0.0.1', port: bouncer.port, user: 'slotwire', database: test_.name };
    const database = createDatabase({
      address: through,
      direct: test_.address,
      pooler: 'transaction',
      size: 20,
      log,
    });
    const named = (n: number) => ({
      name: `named_${n % 7}`,
      text: `select ${n % 7} as n, tenant() as tenant`,
    });
    try {
      const heard: string[] = [];
      await database.listen('flow_pooler', (payload) => heard.push(payload));
      const rows = await Promise.all(
        Array.from({ length: 400 }, (_, n) => database.tenantTransaction(tenantId, (tx) => tx.one(named(n)))),
      );
      expect(rows).toEqual(rows.map((_, n) => ({ n: n % 7, tenant: tenantId })));
      await database.tenantTransaction(tenantId, (tx) => tx.query("select pg_notify('flow_pooler', 'here')"));
      await expect.poll(() => heard).toEqual(['here']);

      const prepared = createDatabase({
        address: through,
        direct: test_.address,
        pooler: 'none',
        size: 20,
        log,
      });
      const failing = await Promise.allSettled(
        Array.from({ length: 400 }, (_, n) => prepared.tenantTransaction(tenantId, (tx) => tx.one(named(n)))),
      );
      expect(
        failing.filter(({ status }) => status === 'rejected').length,
        'names must matter here',
      ).toBeGreaterThan(0);
      await prepared.close();
    } finally {
      await database.close();
      await bouncer.stop();
      await test_.dispose();
    }
  },
);
