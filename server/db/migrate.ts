/**
 * Brings the schema `slotwire` to where this code needs it: numbered SQL files, each once, in one transaction
 * with the note that it ran. Any number of processes may do this at the same time.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Failure } from '../errors.ts';
import { notAllowed, refuse } from './roles.ts';

interface Migration {
  number: number;
  name: string;
  sql: string;
  checksum: string;
}

const folder = fileURLToPath(new URL('migrations', import.meta.url));
/** Any number that we alone use. */
const migrating = 4_600_001;

/** The names of the migrations that ran now. The roles of the wall must exist. */
export async function migrate(client: pg.Client, migrations = readMigrations()): Promise<string[]> {
  const applied: string[] = [];
  try {
    const pending = await listPending(client, migrations);
    if (pending.length > 0) await locked(client, () => prepareSchema(client));
    for (const migration of pending) {
      if (await locked(client, () => apply(client, migration))) applied.push(migration.name);
    }
    return applied;
  } catch (error) {
    throw explain(error, client);
  }
}

/** What is still to be done. Migrations of a newer version than ours are no obstacle: the older runs beside it. */
export async function listPending(client: pg.Client, migrations = readMigrations()): Promise<Migration[]> {
  const { rows: known } = await client.query(
    "select to_regclass('slotwire.migrations') is not null as there",
  );
  if (!known[0].there) return migrations;
  const { rows } = await client.query<{ number: number; checksum: string }>(
    'select number, checksum from slotwire.migrations',
  );
  const applied = new Map(rows.map(({ number, checksum }) => [number, checksum]));
  return migrations.filter(({ number, name, checksum }) => {
    const before = applied.get(number);
    if (before !== undefined && before !== checksum) {
      throw new Failure('database_refused', {
        detail: `Migration ${name} ran here in another form than this version of Slotwire has. A database of an unreleased version cannot be carried on; begin with an empty one.`,
      });
    }
    return before === undefined;
  });
}

export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(folder, file), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { number: Number.parseInt(file, 10), name: file.replace(/\.sql$/, ''), sql, checksum };
    });
}

/** In a transaction that no other migrating process is in. */
async function locked<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [migrating]);
    await client.query("select set_config('search_path', 'slotwire, pg_temp', true)");
    const value = await work();
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function prepareSchema(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select to_regnamespace('slotwire') is not null as there");
  if (!rows[0].there) await client.query('create schema slotwire');
  await client.query(
    `create table if not exists migrations (
       number integer primary key, name text not null, checksum text not null,
       applied_at timestamptz not null default now())`,
  );
}

async function apply(client: pg.Client, { number, name, sql, checksum }: Migration): Promise<boolean> {
  const { rowCount } = await client.query('select from migrations where number = $1', [number]);
  if (rowCount) return false;
  await client.query(sql);
  await client.query('insert into migrations (number, name, checksum) values ($1, $2, $3)', [
    number,
    name,
    checksum,
  ]);
  return true;
}

function explain(error: unknown, client: pg.Client): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  if (error.code === notAllowed) {
    return refuse(`${client.user} may not make or change the schema (${error.message}).`, [
      `grant create on database ${pg.escapeIdentifier(client.database ?? '')} to ${pg.escapeIdentifier(client.user ?? '')}`,
    ]);
  }
  return new Failure('database_refused', { detail: `A migration failed: ${error.message}.`, cause: error });
}
