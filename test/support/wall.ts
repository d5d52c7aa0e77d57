/**
 * Rows of two tenants in every table that the catalogue knows, made from the columns alone: what the wall is tried
 * on. Constraints are dropped in this copy, since policies and grants are what is looked at; a table
 * that somebody adds tomorrow is in it tomorrow.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';

export interface Table {
  name: string;
  columns: { name: string; type: string; made: boolean }[];
  /** The columns that say whose a row is. */
  tenant: string | undefined;
  endUser: string | undefined;
}

export interface Owner {
  tenant: string;
  endUser: string;
}

/** Every table of ours, with its columns. */
export async function readTables(administrator: pg.Client): Promise<Table[]> {
  const { rows } = await administrator.query<Pick<Table, 'name' | 'columns'>>(
    `select c.relname::text as name, json_agg(json_build_object('name', a.attname, 'type', t.typname,
       'made', a.attidentity <> '' or a.attgenerated <> '') order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       join pg_type t on t.oid = a.atttypid
     where c.relnamespace = 'slotwire'::regnamespace and c.relkind in ('r', 'p')
     group by c.relname order by 1`,
  );
  return rows.map(({ name, columns }) => {
    const has = (column: string) => columns.some((each) => each.name === column);
    const own = name === 'tenants' ? 'id' : has('tenant_id') ? 'tenant_id' : undefined;
    const endUser = name === 'end_users' ? 'id' : has('end_user_id') ? 'end_user_id' : undefined;
    return { name, columns, tenant: own, endUser };
  });
}

export async function fill(administrator: pg.Client, tables: Table[], owners: Owner[]): Promise<void> {
  const { rows } = await administrator.query<{ drop: string }>(
    `select format('alter table %s drop constraint if exists %I cascade', conrelid::regclass, conname) as drop
     from pg_constraint where connamespace = 'slotwire'::regnamespace and contype in ('c', 'f', 'p', 'u')`,
  );
  for (const { drop } of rows) await administrator.query(drop);
  for (const table of tables) {
    if (table.tenant === undefined) continue;
    for (const owner of owners) await administrator.query(...insertion(table, owner));
  }
}

/** An insert of one row that belongs to this owner. */
export function insertion(table: Table, owner: Owner): [text: string, values: unknown[]] {
  const columns = table.columns.filter(({ made }) => !made);
  const values = columns.map(({ name, type }) => {
    if (name === table.tenant) return owner.tenant;
    if (name === table.endUser) return owner.endUser;
    return invent(type);
  });
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  return [`insert into slotwire.${table.name} (${names}) values (${places})`, values];
}

let count = 0;

function invent(type: string): unknown {
  count++;
  if (type.startsWith('_')) return [];
  if (/^(text|name)$/.test(type)) return `text-${count}`;
  if (/^(int2|int4|int8|numeric)$/.test(type)) return count;
  if (type === 'uuid') return randomUUID();
  if (type === 'bytea') return randomBytes(32);
  if (type === 'timestamptz') return '2026-11-24T09:00:00Z';
  if (type === 'jsonb') return '{}';
  if (type === 'bool') return true;
  throw new Error(
    `The wall's rows cannot be made up for a column of type ${type}: teach test/support/wall.ts.`,
  );
}
