/**
 * The wall between tenants, and between end users of one, held by policy alone: every table of the catalogue is
 * read and written with the predicate removed, for the wrong tenant, for one end user, as each role, and by a SQL
 * reader that sets the setting itself. Owners must see their own rows: a wall that shows nobody anything is red.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Database, Tx } from '../../../server/db/index.ts';
import type { TestDatabase } from '../../support/database.ts';
import { fill, insertion, type Owner, readTables, type Table } from '../../support/wall.ts';
import type { ProofResult } from '../proof.ts';

/** Tables without a tenant's data, and the one that says who an application's readers are. */
const withoutTenant = [
  'budgets',
  'installation',
  'journal_writers',
  'key_holders',
  'migrations',
  'sealing_keys',
  'token_calls',
];
/** Of those, what is of the whole installation, or kept by hash for all tenants, and is the dispatcher's alone. */
const beyondTenants = ['budgets', 'journal_writers', 'key_holders', 'sealing_keys', 'token_calls'];
const closed = ['readers'];
/** Counters alone, no content: what each end user of a tenant adds to. */
const sharedByEndUsers = ['change_counters'];
/** It names an end user, and is the tenant's alone. */
const hiddenFromEndUsers = ['api_keys'];

/** All that may be read across tenants, column by column; whoever widens it writes it down here. */
const acrossTenants: Record<string, Record<string, string[]>> = {
  slotwire_dispatch: {
    budgets: [
      'answered',
      'began',
      'booked',
      'books_from',
      'doubted',
      'ends_at',
      'key',
      'most',
      'others',
      'paced_until',
      'remaining',
      'told_at',
      'unanswered',
    ],
    deliveries: ['account_id', 'id', 'outcome', 'tenant_id'],
    journal_writers: ['beat', 'id', 'seen_at'],
    jobs: ['attempts', 'bulk', 'due_at', 'fence', 'id', 'key', 'lease_until', 'name', 'tenant_id'],
    key_holders: ['id', 'key_ids', 'process', 'seals_with', 'seen_at'],
    sealing_keys: [
      'id',
      'is_current',
      'left_over',
      'proof',
      'retired_at',
      'rewrap_began_at',
      'rewrap_ended_at',
      'rewrapped',
      'since',
    ],
    tenants: ['id', 'slug'],
    token_calls: ['called_at', 'key_hash'],
  },
};
/** Where a secret in the caller's hand opens a row. */
const byBearer: Record<string, string> = {
  api_keys: 'token_hash',
  authorization_attempts: 'state_hash',
  sessions: 'token_hash',
  sign_in_links: 'token_hash',
};

const one: Owner = { tenant: randomUUID(), endUser: randomUUID() };
const sibling: Owner = { tenant: one.tenant, endUser: randomUUID() };
const foreign: Owner = { tenant: randomUUID(), endUser: randomUUID() };

/** Tries every table of this database, which it fills first. */
export async function tryWall(test: TestDatabase): Promise<ProofResult> {
  const result: ProofResult = { tried: 0, held: 0, lost: 0, duplicated: 0, drove: {}, fallen: [] };
  const expect = (what: string, actual: unknown, ...allowed: unknown[]) => {
    result.tried++;
    if (allowed.includes(actual)) result.held++;
    else result.fallen.push(`${what}: ${actual}, where only ${allowed.join(' or ')} is right`);
  };
  const administrator = new pg.Client(test.administrator);
  await administrator.connect();
  try {
    const tables = await readTables(administrator);
    const walled = tables.filter(({ name }) => !withoutTenant.includes(name));
    await fill(administrator, walled, [one, sibling, foreign]);
    result.drove = { tables: tables.length, rows: walled.length * 3 };
    expect('tables in the catalogue', tables.length > 15, true);
    await lookAtCatalogue(administrator, tables, expect);
    for (const table of walled) await tryDoors(test.database, table, expect);
    await tryBearers(test.database, administrator, walled, expect);
    await tryRoles(administrator, test, walled, expect);
    await tryBeyond(test.database, administrator, expect);
  } catch (error) {
    expect('the proof itself', String(error), 'no error');
  } finally {
    await administrator.end();
  }
  return result;
}

type Expect = (what: string, actual: unknown, ...allowed: unknown[]) => void;

async function lookAtCatalogue(administrator: pg.Client, tables: Table[], expect: Expect): Promise<void> {
  const walls = await administrator.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'slotwire'::regnamespace
     and relrowsecurity and relforcerowsecurity`,
  );
  const names = walls.rows.map(({ name }) => name);
  for (const { name, tenant } of tables) {
    const open = withoutTenant.includes(name);
    expect(`${name} carries its tenant`, tenant !== undefined, !open);
    const forced = !open || beyondTenants.includes(name);
    expect(`${name} has row-level security forced`, names.includes(name), forced);
  }
  const loose = await administrator.query<{ what: string }>(
    `select format('policy %s on %s', polname, polrelid::regclass) as what from pg_policy
     where polroles = '{0}' and polrelid in (select oid from pg_class where relnamespace = 'slotwire'::regnamespace)
     union all select format('view %s', relname) from pg_class where relnamespace = 'slotwire'::regnamespace
     and relkind in ('v', 'm') and coalesce('security_invoker=true' = any(reloptions), false) is false
     union all select format('function %s', proname) from pg_proc
     where pronamespace = 'slotwire'::regnamespace and prosecdef`,
  );
  expect(
    'what is open to every role or asks as its owner',
    loose.rows.map(({ what }) => what).join() || 'nothing',
    'nothing',
  );
}

/** As the service asks: for a tenant, for another, for one end user, and by no right at all. */
async function tryDoors(database: Database, table: Table, expect: Expect): Promise<void> {
  const { name, endUser } = table;
  const [shut, shared] = [closed.includes(name), sharedByEndUsers.includes(name)];
  const theirs = endUser && !shut && !hiddenFromEndUsers.includes(name);
  const asTenant = (tenant: string, endUserId?: string) => (work: (tx: Tx) => Promise<unknown>) =>
    database.tenantTransaction(tenant, work, { endUserId });
  const asStranger = (work: (tx: Tx) => Promise<unknown>) =>
    database.bearerTransaction(randomBytes(32), work);
  const all = count(`select 1 from ${name}`);
  const nothing = [0, 'denied'];
  expect(`${name}: its tenant`, await ask(asTenant(one.tenant), all), shut ? 'denied' : 2);
  expect(`${name}: an unknown tenant`, await ask(asTenant(randomUUID()), all), ...nothing);
  expect(`${name}: nobody`, await ask(asStranger, all), ...nothing);
  const bound = await ask(asTenant(one.tenant, one.endUser), all);
  expect(`${name}: an end user`, bound, ...(shared ? [2] : theirs ? [1] : nothing));
  const astray = await ask(asTenant(foreign.tenant, one.endUser), all);
  expect(`${name}: an end user of another tenant`, astray, ...(shared ? [1] : nothing));
  await tryWrites(table, asTenant, expect);
}

async function tryWrites(
  table: Table,
  asTenant: (tenant: string, endUserId?: string) => Open,
  expect: Expect,
): Promise<void> {
  const { name, tenant, endUser } = table;
  const own = asTenant(one.tenant);
  const touch = count(`update ${name} set ${tenant} = ${tenant} returning 1`, 'update');
  const clear = count(`delete from ${name} returning 1`, 'delete');
  expect(`${name}: a tenant updates without a predicate`, await ask(own, touch), 2, 'denied');
  expect(`${name}: a tenant deletes without a predicate`, await ask(own, clear), 2, 'denied');
  const away = `update ${name} set ${tenant} = '${foreign.tenant}'`;
  expect(`${name}: a tenant gives its rows away`, await ask(own, away), 'denied');
  expect(`${name}: a tenant writes for another`, await ask(own, ...insertion(table, foreign)), 'denied');
  if (!endUser) return;
  const bound = asTenant(one.tenant, one.endUser);
  expect(`${name}: an end user writes for another`, await ask(bound, ...insertion(table, sibling)), 'denied');
  expect(`${name}: an end user deletes without a predicate`, await ask(bound, clear), 0, 1, 'denied');
}

/** A secret opens its own row and nothing else, and makes none. */
async function tryBearers(
  database: Database,
  administrator: pg.Client,
  tables: Table[],
  expect: Expect,
): Promise<void> {
  for (const [name, column] of Object.entries(byBearer)) {
    const { rows } = await administrator.query<{ hash: Buffer }>(
      `select ${column} as hash from slotwire.${name} where tenant_id = $1`,
      [foreign.tenant],
    );
    const { hash } = rows[0]!;
    const asBearer: Open = (work) => database.bearerTransaction(hash, work);
    for (const table of tables) {
      const seen = await ask(asBearer, count(`select 1 from ${table.name}`));
      expect(
        `${table.name}: a secret of ${name} reads`,
        seen,
        table.name === name ? 1 : 0,
        ...(table.name === name ? [] : ['denied']),
      );
    }
    const table = tables.find((each) => each.name === name)!;
    const [text, values] = insertion(table, one);
    values[table.columns.findIndex((each) => each.name === column)] = hash;
    await administrator.query(`delete from slotwire.${name} where ${column} = $1`, [hash]);
    expect(`${name}: a secret makes its row`, await ask(asBearer, text, values), 'denied');
  }
}

/** As each role, and as SQL readers that set the setting themselves. */
async function tryRoles(
  administrator: pg.Client,
  test: TestDatabase,
  tables: Table[],
  expect: Expect,
): Promise<void> {
  await administrator.query(
    `create role wall_reader; create role wall_stranger; create role wall_unknown;
     grant slotwire_reader to wall_reader, wall_unknown; truncate slotwire.readers`,
  );
  await administrator.query('insert into slotwire.readers values ($1, $2)', ['wall_reader', one.tenant]);
  const owner = new pg.Client(test.address);
  await owner.connect();
  try {
    for (const { name, tenant } of tables) {
      const all = count(`select 1 from slotwire.${name}`);
      const theirs = count(`select 1 from slotwire.${name} where ${tenant} = '${foreign.tenant}'`);
      expect(`${name}: the owner reads by no role`, await ask(as(owner), all), 0);
      for (const role of ['wall_unknown', 'wall_stranger', 'slotwire_reader', 'slotwire_intake']) {
        expect(
          `${name}: ${role} reads`,
          await ask(as(administrator, role, foreign.tenant), all),
          0,
          'denied',
        );
      }
      const reader = as(administrator, 'wall_reader', foreign.tenant);
      expect(`${name}: a reader reads another tenant's`, await ask(reader, theirs), 0, 'denied');
      const write = `update slotwire.${name} set ${tenant} = ${tenant}`;
      expect(`${name}: a reader writes`, await ask(reader, write), 'denied');
      await tryAcross(administrator, name, expect);
    }
    const seen = await ask(as(administrator, 'wall_reader'), count('select 1 from slotwire.meetings'));
    expect('meetings: a reader reads its own', seen, 2);
  } finally {
    await owner.end();
    await administrator.query(
      'drop owned by wall_reader, wall_stranger, wall_unknown; drop role wall_reader, wall_stranger, wall_unknown',
    );
  }
}

/** Of what is no tenant's, no tenant, reader or bearer sees or writes anything. */
async function tryBeyond(database: Database, administrator: pg.Client, expect: Expect): Promise<void> {
  for (const name of beyondTenants) {
    await tryAcross(administrator, name, expect);
    const asTenant: Open = (work) => database.tenantTransaction(one.tenant, work);
    for (const text of [
      count(`select 1 from slotwire.${name}`),
      count(`delete from ${name} returning 1`, 'delete'),
    ]) {
      expect(`${name}: a tenant`, await ask(asTenant, text), 'denied');
    }
    for (const role of ['slotwire_reader', 'slotwire_intake']) {
      const all = count(`select 1 from slotwire.${name}`);
      expect(`${name}: ${role} reads`, await ask(as(administrator, role), all), 'denied');
    }
  }
}

/** Exactly the columns written down above, and none by a role that is not named there. */
async function tryAcross(administrator: pg.Client, name: string, expect: Expect): Promise<void> {
  const { rows } = await administrator.query<{ columns: string }>(
    `select coalesce(string_agg(attname, ',' order by attname), '') as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped
     and has_column_privilege('slotwire_dispatch', attrelid, attnum, 'select')`,
    [`slotwire.${name}`],
  );
  const listed = (acrossTenants.slotwire_dispatch?.[name] ?? []).join();
  expect(`${name}: dispatch may read`, rows[0]!.columns, listed);
}

type Open = (work: (tx: Tx) => Promise<unknown>) => Promise<unknown>;

const undo = new Error('undo');

/** How many rows, or `denied`; whatever was done is undone. */
async function ask(open: Open, text: string, values?: unknown[]): Promise<number | string> {
  let answer: number | string = 'no answer';
  await open(async (tx) => {
    const [row] = await tx.query<{ n?: number | string }>(text, values);
    answer = Number(row?.n ?? 0);
    throw undo;
  }).catch((error) => {
    if (error !== undo) answer = error.code === '42501' ? 'denied' : String(error.message);
  });
  return answer;
}

/** A raw connection under a role that sets the tenant itself. */
function as(client: pg.Client, role?: string, tenant?: string): Open {
  return async (work) => {
    await client.query('begin');
    try {
      if (tenant) await client.query("select set_config('slotwire.tenant', $1, true)", [tenant]);
      if (role) await client.query(`set local role ${role}`);
      const query = async (text: string, values?: unknown[]) => (await client.query(text, values)).rows;
      await work({ query } as unknown as Tx);
    } finally {
      await client.query('rollback');
    }
  };
}

function count(text: string, kind: 'select' | 'update' | 'delete' = 'select'): string {
  return kind === 'select'
    ? `select count(*) as n from (${text}) as seen`
    : `with changed as (${text}) select count(*) as n from changed`;
}
