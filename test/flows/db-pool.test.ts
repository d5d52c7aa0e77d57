import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDatabase, type Tx } from '../../server/db/index.ts';
import { toProblem } from '../../server/http/index.ts';
import { createLog } from '../../server/log.ts';
import { asAdministrator, createTestDatabase, type TestDatabase } from '../support/database.ts';

let test_: TestDatabase;
const tenant = randomUUID();
const now = '2026-11-24T09:00:00.000000Z';

beforeAll(async () => {
  test_ = await createTestDatabase({ size: 4 });
  await asAdministrator(host(), test_.name, (client) =>
    client.query(`create table slotwire.counted (id int primary key, n int not null);
      insert into slotwire.counted values (1, 0), (2, 0);
      grant select, insert, update, delete on slotwire.counted to slotwire_app`),
  );
});
afterAll(() => test_.dispose());

const host = () => (test_.address as { host: string }).host;
const inTenant = <T>(work: (tx: Tx) => Promise<T>) => test_.database.tenantTransaction(tenant, work);
const kill = (client: pg.Client, pid: number) => client.query('select pg_terminate_backend($1)', [pid]);
const who = `select current_user as role, tenant() as tenant, end_user() as "endUser", bearer() as bearer,
  current_setting('timezone') as zone, current_setting('idle_in_transaction_session_timeout') as idle`;

test('each door opens under its role, with nothing of another door’s', async () => {
  const { database } = test_;
  const endUserId = randomUUID();
  const secret = Buffer.from('c0ffee', 'hex');
  const rest = { tenant: null, endUser: null, bearer: null, zone: 'UTC', idle: '5s' };
  expect(await inTenant((tx) => tx.one(who))).toEqual({ ...rest, role: 'slotwire_app', tenant });
  expect(await database.tenantTransaction(tenant, (tx) => tx.one(who), { endUserId })).toEqual({
    ...rest,
    role: 'slotwire_app',
    tenant,
    endUser: endUserId,
  });
  expect(await database.bearerTransaction(secret, (tx) => tx.one(who))).toEqual({
    ...rest,
    role: 'slotwire_app',
    bearer: secret,
  });
  expect(await database.intakeTransaction((tx) => tx.one(who), { bearers: [secret] })).toEqual({
    ...rest,
    role: 'slotwire_intake',
    bearer: secret,
  });
  expect(await database.dispatchTransaction((tx) => tx.one(who))).toEqual({
    ...rest,
    role: 'slotwire_dispatch',
  });
});

test('nothing of who asked is left on the connection after commit or rollback', async () => {
  const pool = vi.spyOn(pg.Pool.prototype, 'connect');
  await inTenant((tx) => tx.query('select 1'));
  await expect(inTenant((tx) => tx.query('select 1 / 0'))).rejects.toMatchObject({ code: '22012' });
  const client = (await pool.mock.results.at(-1)!.value) as pg.Client;
  pool.mockRestore();
  const { rows } = await client.query(
    `select current_user as role, current_setting('slotwire.tenant', true) as tenant`,
  );
  expect(rows).toEqual([{ role: 'slotwire', tenant: '' }]);
});

test('an id that is none opens nothing', async () => {
  for (const id of ['', 'x', `${tenant}' --`]) {
    const open = test_.database.tenantTransaction(id, (tx) => tx.query('select 1'));
    await expect(open).rejects.toThrow('id that is none');
    const bound = test_.database.tenantTransaction(tenant, (tx) => tx.query('select 1'), { endUserId: id });
    await expect(bound).rejects.toThrow('id that is none');
  }
});

test('values come out as the domain writes them', async () => {
  const row = await inTenant((tx) =>
    tx.one(
      `select '2026-11-24 10:00:00.25+01'::timestamptz as at, array['2026-11-24 09:00:00+00'::timestamptz, null] as ats,
              9007199254740991::int8 as big, '\\x00ff'::bytea as bytes, 1.10::numeric as exact, date '2026-11-24' as day`,
    ),
  );
  expect(row).toEqual({
    at: '2026-11-24T09:00:00.250000Z',
    ats: [now, null],
    big: 9007199254740991,
    bytes: Buffer.from([0, 255]),
    exact: '1.10',
    day: '2026-11-24',
  });
  await expect(inTenant((tx) => tx.query('select 9007199254740993::int8'))).rejects.toThrow('exactly');
});

test('one and maybe say when there is another number of rows', async () => {
  const two = 'select 1 union all select 2';
  await expect(inTenant((tx) => tx.one(two))).rejects.toThrow('2 came');
  await expect(inTenant((tx) => tx.one('select 1 where false'))).rejects.toThrow('0 came');
  await expect(inTenant((tx) => tx.maybe(two))).rejects.toThrow('2 came');
  expect(await inTenant((tx) => tx.maybe('select 1 where false'))).toBeUndefined();
});

test('a savepoint undoes its own part only', async () => {
  await inTenant(async (tx) => {
    await tx.query('update counted set n = 10 where id = 1');
    await expect(
      tx.savepoint(async () => {
        await tx.query('update counted set n = 99 where id = 2');
        await tx.query('insert into counted values (1, 0)');
      }),
    ).rejects.toMatchObject({ code: '23505' });
    await tx.savepoint(() => tx.query('update counted set n = n + 1 where id = 1'));
  });
  expect(await inTenant((tx) => tx.query('select n from counted order by id'))).toEqual([
    { n: 11 },
    { n: 0 },
  ]);
});

test('hooks run before and after the commit, in order, and after only when it succeeded', async () => {
  const seen: string[] = [];
  await inTenant(async (tx) => {
    tx.afterCommit(() => void seen.push('after'));
    tx.beforeCommit(async () => void seen.push('first'));
    tx.beforeCommit(async () => {
      await tx.query('select 1');
      seen.push('second');
    });
    seen.push('work');
  });
  expect(seen).toEqual(['work', 'first', 'second', 'after']);
  const failing = inTenant(async (tx) => {
    tx.afterCommit(() => void seen.push('never'));
    await tx.query('select nothing');
  });
  await expect(failing).rejects.toThrow();
  expect(seen).not.toContain('never');
  const value = await inTenant(async (tx) => {
    tx.afterCommit(() => {
      throw new Error('told too late');
    });
    return 'committed';
  });
  expect(value).toBe('committed');
});

test('a failure that the work swallowed does not pass for a commit', async () => {
  const swallowing = inTenant(async (tx) => {
    await tx.query('update counted set n = 77 where id = 1');
    await tx.query('select 1 / 0').catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow('nothing was committed');
  expect(await inTenant((tx) => tx.maybe('select 1 from counted where n = 77'))).toBeUndefined();
});

test('where none can begin, what was asked in it fails for that, and did nothing', async () => {
  const stranger = `stranger_${randomUUID().slice(0, 8)}`;
  await asAdministrator(host(), test_.name, (client) =>
    client.query(`create role ${stranger} login; grant all on schema slotwire to ${stranger};
      grant all on slotwire.counted to ${stranger}`),
  );
  const address = { ...test_.address, user: stranger };
  const database = createDatabase({ address, pooler: 'none', size: 1, log: createLog('silent') });
  try {
    const writing = database.tenantTransaction(tenant, (tx) =>
      tx.query('update slotwire.counted set n = 99'),
    );
    await expect(writing).rejects.toMatchObject({ code: '42501' });
  } finally {
    await database.close();
  }
  const rows = await inTenant((tx) => tx.query('select n from counted where n = 99'));
  expect(rows).toEqual([]);
});

test('a transaction that has ended cannot be used', async () => {
  const escaped = await inTenant(async (tx) => tx);
  await expect(escaped.query('select 1')).rejects.toThrow('has ended');
});

test('statements asked for at once run one after the other', async () => {
  const warned = vi.spyOn(process, 'emitWarning');
  const rows = await inTenant((tx) => Promise.all([1, 2, 3].map((n) => tx.one(`select ${n} as n`))));
  expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(warned).not.toHaveBeenCalled();
  warned.mockRestore();
});

test('a connection that is killed is a fault by name, and the next caller gets another', async () => {
  const killed = inTenant(async (tx) => {
    const { pid } = await tx.one<{ pid: number }>('select pg_backend_pid() as pid');
    await asAdministrator(host(), 'postgres', (client) => kill(client, pid));
    await tx.query('select 1');
  });
  const error = await killed.catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(toProblem(error, 'r1')).toMatchObject({ status: 503, code: 'unavailable' });
  expect(await inTenant((tx) => tx.one('select 1 as n'))).toEqual({ n: 1 });
});

test('a server that is away, read-only or too slow is told by name', async () => {
  const away = createDatabase({
    address: { host: '127.0.0.1', port: 1, user: 'x', database: 'x' },
    pooler: 'none',
    size: 2,
    log: createLog('silent'),
  });
  await expect(away.dispatchTransaction((tx) => tx.query('select 1'))).rejects.toMatchObject({
    code: 'unavailable',
  });
  await away.close();
  await expect(
    inTenant(async (tx) => {
      await tx.query('set transaction read only');
      await tx.query('update counted set n = 0');
    }),
  ).rejects.toMatchObject({ code: 'read_only' });
  await expect(
    inTenant(async (tx) => {
      await tx.query("select set_config('statement_timeout', '50', true)");
      await tx.query('select pg_sleep(5)');
    }),
  ).rejects.toMatchObject({ code: 'timeout' });
  await expect(
    inTenant(async (tx) => {
      await tx.query("select set_config('idle_in_transaction_session_timeout', '50', true)");
      await pause(200);
      await tx.query('select 1');
    }),
  ).rejects.toMatchObject({ code: expect.stringMatching(/timeout|unavailable/) });
});

test('a pool that stays full is a timeout, not a hang', async () => {
  const held = Array.from({ length: 4 }, () => inTenant(() => pause(4000)));
  await expect(inTenant((tx) => tx.query('select 1'))).rejects.toMatchObject({ code: 'timeout' });
  await Promise.all(held);
});

test('a repeatable transaction survives a deadlock; another one is told', async () => {
  const cross = (first: number, second: number, repeatable: boolean) =>
    test_.database.tenantTransaction(
      tenant,
      async (tx) => {
        await tx.query('update counted set n = n + 1 where id = $1', [first]);
        await pause(100);
        await tx.query('update counted set n = n + 1 where id = $1', [second]);
      },
      { repeatable },
    );
  await inTenant((tx) => tx.query('update counted set n = 0'));
  await Promise.all([cross(1, 2, true), cross(2, 1, true)]);
  expect(await inTenant((tx) => tx.query('select n from counted order by id'))).toEqual([{ n: 2 }, { n: 2 }]);
  const results = await Promise.allSettled([cross(1, 2, false), cross(2, 1, false)]);
  const fallen = results.filter((result) => result.status === 'rejected');
  expect(fallen).toHaveLength(1);
  expect(fallen[0]!.reason).toMatchObject({ code: 'unavailable' });
});

test('listening comes back by itself and says that something may have been missed', async () => {
  const heard: string[] = [];
  const other: string[] = [];
  const { stop } = await test_.database.listen('flow_pool', (payload) => heard.push(payload));
  await test_.database.listen('flow_other', (payload) => other.push(payload));
  const notify = (payload: string) =>
    inTenant((tx) => tx.query("select pg_notify('flow_pool', $1)", [payload]));
  await notify('one');
  await expect.poll(() => heard).toEqual(['one']);
  await asAdministrator(host(), 'postgres', (client) =>
    client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'slotwire listener' and datname = $1",
      [test_.name],
    ),
  );
  await expect.poll(() => heard).toEqual(['one', '']);
  await notify('two');
  await expect.poll(() => heard).toEqual(['one', '', 'two']);
  expect(other).toEqual(['']);
  await stop();
  await notify('three');
  await pause(50);
  expect(heard).toEqual(['one', '', 'two']);
});
