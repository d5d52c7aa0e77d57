import { afterEach, expect, test } from 'vitest';
import {
  type Address,
  assertServer,
  assertWalled,
  connect,
  createDatabase,
  ensureRoles,
  migrate,
} from '../../server/db/index.ts';
import { readMigrations } from '../../server/db/migrate.ts';
import { createLog } from '../../server/log.ts';
import { asAdministrator, createTestDatabase, type TestDatabase } from '../support/database.ts';

let open: TestDatabase[] = [];
afterEach(async () => {
  for (const test_ of open) await test_.dispose();
  open = [];
});

async function emptyDatabase(): Promise<TestDatabase> {
  const test_ = await createTestDatabase({ empty: true });
  open.push(test_);
  return test_;
}

const hostOf = (test_: TestDatabase) => (test_.address as { host: string }).host;

async function withConnection<T>(
  address: Address,
  work: (client: Awaited<ReturnType<typeof connect>>) => Promise<T>,
) {
  const client = await connect(address);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('eight processes at once migrate once', async () => {
  const { address } = await emptyDatabase();
  const names = readMigrations().map(({ name }) => name);
  const applied = await Promise.all(
    Array.from({ length: 8 }, () =>
      withConnection(address, async (client) => {
        await ensureRoles(client);
        return migrate(client);
      }),
    ),
  );
  expect(applied.flat().sort()).toEqual(names);
  expect(await withConnection(address, (client) => migrate(client))).toEqual([]);
});

test('a migration that fails leaves nothing of itself, and the next start carries on', async () => {
  const { address } = await emptyDatabase();
  const broken = {
    number: 9001,
    name: '9001-broken',
    sql: 'create table half (); select 1 / 0',
    checksum: 'x',
  };
  await withConnection(address, async (client) => {
    await ensureRoles(client);
    await expect(migrate(client, [...readMigrations(), broken])).rejects.toMatchObject({
      code: 'database_refused',
    });
    const { rows } = await client.query(
      "select to_regclass('slotwire.half') as half, count(*)::int as done from slotwire.migrations",
    );
    expect(rows).toEqual([{ half: null, done: readMigrations().length }]);
    expect(await migrate(client, [...readMigrations(), { ...broken, sql: 'create table whole ()' }])).toEqual(
      ['9001-broken'],
    );
  });
});

test('a migration that ran in another form is refused; one of a newer version is not', async () => {
  const { address } = await emptyDatabase();
  const newer = { number: 9002, name: '9002-newer', sql: 'select 1', checksum: 'y' };
  await withConnection(address, async (client) => {
    await ensureRoles(client);
    await migrate(client, [...readMigrations(), newer]);
    expect(await migrate(client)).toEqual([]);
    await client.query("update slotwire.migrations set checksum = 'other' where number = 3");
    await expect(migrate(client)).rejects.toThrow('0003-accounts ran here in another form');
  });
});

test('it lives inside an application’s own database, and its owner is no superuser', async () => {
  const { address, name, administrator } = await emptyDatabase();
  await withConnection(administrator, (client) =>
    client.query(`create table public.tenants (id int); create function public.tenant() returns int return 7;
      insert into public.tenants values (1)`),
  );
  await withConnection(address, async (client) => {
    await assertServer(client);
    await assertWalled(client);
    await ensureRoles(client);
    await migrate(client);
  });
  const database = createDatabase({ address, pooler: 'none', size: 2, log: createLog('silent') });
  const tenantId = '0199aaaa-0000-7000-8000-000000000001';
  const row = await database.tenantTransaction(tenantId, (tx) =>
    tx.one('select tenant() as tenant, (select count(*) from tenants) as n'),
  );
  expect(row).toEqual({ tenant: tenantId, n: 0 });
  await database.close();
  const left = await withConnection(administrator, (client) =>
    client.query(
      "select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    ),
  );
  expect(left.rows, name).toEqual([{ n: 1 }]);
});

test('a login that may not make what is needed is told the SQL, and that SQL suffices', async () => {
  const { name, address, administrator } = await emptyDatabase();
  const host = hostOf({ address } as TestDatabase);
  await withConnection(administrator, (client) =>
    client.query(`drop role if exists plain; create role plain login`),
  );
  const plain = { host, port: 5432, user: 'plain', database: name };
  const attempt = () =>
    withConnection(plain, async (client) => {
      await assertWalled(client);
      await ensureRoles(client);
      return migrate(client);
    });
  for (let step = 0; step < 2; step++) {
    const refusal = await attempt().catch((error) => error);
    expect(refusal).toMatchObject({ code: 'database_refused' });
    const sql = /runs this once:\n([\s\S]+)$/.exec(refusal.detail)![1]!;
    await asAdministrator(host, name, (client) => client.query(sql));
  }
  expect(await attempt()).toHaveLength(readMigrations().length);
  await asAdministrator(host, name, (client) => client.query('drop owned by plain cascade; drop role plain'));
});

test('a login that sees through the wall is refused, and so is a wall role that does', async () => {
  const { address, administrator } = await emptyDatabase();
  await expect(withConnection(administrator, assertWalled)).rejects.toThrow('postgres would see through');
  await withConnection(administrator, async (client) => {
    await client.query('begin; alter role slotwire_intake bypassrls');
    await expect(assertWalled(client)).rejects.toThrow('postgres, slotwire_intake would see');
    await client.query('rollback');
  });
  await withConnection(address, assertWalled);
});

test('a server that could lose what was acknowledged is refused in words', async () => {
  const { address } = await emptyDatabase();
  await withConnection(address, async (client) => {
    expect(await assertServer(client)).toMatch(/^18/);
    await client.query('set synchronous_commit = off; set default_transaction_read_only = on');
    await expect(assertServer(client)).rejects.toThrow(/synchronous_commit=off.*read-only/);
  });
});

test('a database that cannot be reached is told by address, without the password', async () => {
  const refusal = await connect({ connectionString: 'postgres://someone:hush@127.0.0.1:1/things' }).catch(
    (error) => error,
  );
  expect(refusal.message).toContain('someone@127.0.0.1:1/things');
  expect(`${refusal.message} ${refusal.stack}`).not.toContain('hush');
});
