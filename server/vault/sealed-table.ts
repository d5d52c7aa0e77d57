/**
 * Tables that hold sealed values, as their modules describe them, and all SQL that seals them anew. A row is locked from
 * reading to writing, and one that somebody else has just then is passed over, so that nobody's write is undone and
 * nobody waits for long. Tables are gone through by their primary key, a stretch at a time.
 */
import type { Tx } from '../db/index.ts';
import { headOf, type Place, type Vault } from './envelope.ts';

export interface SealedTable {
  table: string;
  /** The primary key without the tenant: its columns and their types. */
  key: Readonly<Record<string, string>>;
  /** The row as it stands in the place of its values. */
  row(key: Key): string;
  /** Columns of one sealed value, or of a list of them, each by its name in the place of its values. */
  one?: Readonly<Record<string, string>>;
  many?: Readonly<Record<string, string>>;
}

export type Key = Readonly<Record<string, unknown>>;

/** Rows of one tenant after a key, up to another and with it; undefined: from the first, to the last. */
export interface Stretch {
  after: Key | undefined;
  upTo: Key | undefined;
}

const stretchRows = 5000;

/** The next stretch after this key. */
export async function nextStretch(tx: Tx, of: SealedTable, after: Key | undefined): Promise<Stretch> {
  const { where, values } = within(of, { after, upTo: undefined });
  const upTo = await tx.maybe<Key>(
    `select ${columnsOf(of.key)} from ${of.table} where ${where}
     order by ${columnsOf(of.key)} offset ${stretchRows - 1} limit 1`,
    values,
  );
  return { after, upTo };
}

/** How many values stand under each key; what is no envelope stands under none. */
export async function countKeys(tx: Tx, of: SealedTable, stretch: Stretch): Promise<Map<string, number>> {
  const { where, values } = within(of, stretch);
  const each = [
    ...Object.keys(of.one ?? {}).map(
      (column) => `select ${column} as v from stretch where ${column} is not null`,
    ),
    ...Object.keys(of.many ?? {}).map((column) => `select unnest(${column}) as v from stretch`),
  ];
  const rows = await tx.query<{ id: string; count: number }>(
    `with stretch as (select * from ${of.table} where ${where}), each as (${each.join(' union all ')})
     select case when length(v) > 2 and get_byte(v, 0) = 1
       then encode(substring(v from 3 for get_byte(v, 1)), 'escape') else '' end as id, count(*)::int as count
     from each group by 1`,
    values,
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

export interface Portion {
  /** Values that were sealed anew. */
  done: number;
  /** Places whose value does not open. */
  unreadable: Place[];
  /** Where to go on; undefined: nothing is left in this stretch but what somebody else has. */
  last: Key | undefined;
}

/** Seals some rows of a stretch anew: whatever of them is not under the current key. */
export async function rewrapSome(
  tx: Tx,
  of: SealedTable,
  {
    stretch,
    tenantId,
    vault,
    keyId,
    most,
  }: {
    stretch: Stretch;
    tenantId: string;
    vault: Vault;
    keyId: string;
    most: number;
  },
): Promise<Portion> {
  const { where, values } = within(of, stretch);
  const rows = await tx.query<Record<string, unknown>>(
    `select ${columnsOf(of.key)}, ${columnsOf({ ...of.one, ...of.many })} from ${of.table}
     where ${where} and (${foreign(of, values.push(headOf(keyId)))})
     order by ${columnsOf(of.key)} limit ${most} for no key update skip locked`,
    values,
  );
  const portion: Portion = {
    done: 0,
    unreadable: [],
    last: rows.length < most ? undefined : keyOf(of, rows.at(-1)!),
  };
  for (const row of rows) {
    const key = keyOf(of, row);
    const anew = (sealed: Buffer, column: string): Buffer => {
      if (vault.keyIdOf(sealed) === keyId) return sealed;
      const place = { tenantId, table: of.table, row: of.row(key), column };
      const again = rewrap(vault, sealed, place);
      if (again) portion.done++;
      else portion.unreadable.push(place);
      return again ?? sealed;
    };
    const fresh = [
      ...Object.entries(of.one ?? {}).map(([column, name]) => {
        const sealed = row[column] as Buffer | null;
        return sealed && anew(sealed, name);
      }),
      ...Object.entries(of.many ?? {}).map(([column, name]) =>
        (row[column] as Buffer[]).map((sealed) => anew(sealed, name)),
      ),
    ];
    await tx.query(update(of), [...Object.values(key), ...fresh]);
  }
  return portion;
}

function rewrap(vault: Vault, sealed: Buffer, place: Place): Buffer | undefined {
  try {
    return vault.sealBytes(vault.openBytes(sealed, place), place);
  } catch {
    return undefined;
  }
}

function update(of: SealedTable): { name: string; text: string } {
  const keys = Object.entries(of.key).map(([column, type], at) => `${column} = $${at + 1}::${type}`);
  const columns = Object.keys({ ...of.one, ...of.many });
  const sets = columns.map((column, at) => `${column} = $${keys.length + at + 1}`);
  return {
    name: `rewrap ${of.table}`,
    text: `update ${of.table} set ${sets.join(', ')} where tenant_id = tenant() and ${keys.join(' and ')}`,
  };
}

/** Whether any value of the row begins otherwise than what the current key sealed. */
function foreign(of: SealedTable, head: number): string {
  const differs = (value: string) => `substring(${value} for length($${head}::bytea)) <> $${head}`;
  return [
    ...Object.keys(of.one ?? {}).map(differs),
    ...Object.keys(of.many ?? {}).map(
      (column) => `exists (select from unnest(${column}) as each_one where ${differs('each_one')})`,
    ),
  ].join(' or ');
}

function within(of: SealedTable, { after, upTo }: Stretch): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const tuple = (key: Key) =>
    Object.entries(of.key).map(([column, type]) => `$${values.push(key[column])}::${type}`);
  const bounds = [
    ...(after ? [`(${columnsOf(of.key)}) > (${tuple(after)})`] : []),
    ...(upTo ? [`(${columnsOf(of.key)}) <= (${tuple(upTo)})`] : []),
  ];
  return { where: ['tenant_id = tenant()', ...bounds].join(' and '), values };
}

function keyOf(of: SealedTable, row: Record<string, unknown>): Key {
  return Object.fromEntries(Object.keys(of.key).map((column) => [column, row[column]]));
}

const columnsOf = (of: Readonly<Record<string, string>>) => Object.keys(of).join(', ');
