/** Secrets of every kind that is sealed, written as the service writes them, and what each is, read back by catalogue. */
import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { sealedTables } from '../../../server/sealed.ts';
import { Secret } from '../../../server/secret.ts';
import { createVault, parseKeyRing, type Vault } from '../../../server/vault/index.ts';
import { asAdministrator, type TestDatabase } from '../../support/database.ts';
import { type Heart, type Hook, writeHooks } from '../../support/heart.ts';

const atOnce = 1000;

/** Beside each account's address and signing key: a pair of tokens with a spare one, and a key for the journal. */
export async function writeSecrets(
  { database, vault }: Heart,
  { administrator }: TestDatabase,
  tenantId: string,
  accounts: number,
): Promise<Hook[]> {
  const users = Array.from({ length: accounts }, () => randomUUID());
  const at = { host: administrator.host, database: administrator.database };
  const hooks = await writeHooks(database, vault, tenantId, users, at);
  const seal = (table: string, row: string, column: string) =>
    vault.seal(new Secret(randomBytes(32).toString('base64url')), { tenantId, table, row, column });
  const token = (column: string) => (id: string) => seal('token_sets', `${id}/1`, column);
  await asAdministrator(at.host, at.database, async (client) => {
    await client.query('set search_path = slotwire');
    for (let start = 0; start < hooks.length; start += atOnce) {
      const ids = hooks.slice(start, start + atOnce).map(({ accountId }) => accountId);
      await client.query(
        `insert into token_sets (tenant_id, account_id, connection_id, pair_id, access_sealed, refresh_sealed, spare_sealed,
           expires_at, updated_at)
         select $1, t.id, 1, gen_random_uuid(), t.access, t.refresh, array[t.spare], now() + interval '2 hours', now()
         from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[]) as t(id, access, refresh, spare)`,
        [tenantId, ids, ids.map(token('access')), ids.map(token('refresh')), ids.map(token('spare'))],
      );
      await client.query(
        `update accounts set journal_key_sealed = k.key from unnest($2::uuid[], $3::bytea[]) as k(id, key)
         where accounts.tenant_id = $1 and accounts.id = k.id`,
        [tenantId, ids, ids.map((id) => seal('accounts', id, 'journal_key'))],
      );
      await writeUnverified(client, { tenantId, accountId: ids[0]! }, seal);
    }
  });
  return hooks;
}

async function writeUnverified(
  client: pg.Client,
  { tenantId, accountId }: { tenantId: string; accountId: string },
  seal: (table: string, row: string, column: string) => Buffer,
): Promise<void> {
  const id = randomUUID();
  await client.query(
    `insert into unverified_deliveries (tenant_id, account_id, id, subscription_id, connection_id, received_at, sealed, settled)
     values ($1, $2, $3, $4, 1, now(), $5, true)`,
    [tenantId, accountId, id, randomUUID(), seal('unverified_deliveries', id, 'sealed')],
  );
}

export interface Found {
  values: number;
  /** Of how many tables. */
  tables: number;
  /** How many open with the old key alone, and with the new one alone. */
  old: number;
  fresh: number;
  /** Columns that look sealed and that no list has. */
  unlisted: string[];
}

/** Every sealed value that the catalogue knows of, tried with each key alone. */
export async function openAll({ administrator }: TestDatabase, old: string, fresh: string): Promise<Found> {
  const vaults = [old, fresh].map((key) => createVault(parseKeyRing(new Secret(key))));
  const found: Found = { values: 0, tables: 0, old: 0, fresh: 0, unlisted: [] };
  await asAdministrator(administrator.host, administrator.database, async (client) => {
    await client.query('set search_path = slotwire');
    const { rows } = await client.query<{ table: string; column: string }>(
      `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'slotwire'::regnamespace and c.relkind = 'r' and a.attname ~ 'sealed$'`,
    );
    const tables = new Set<string>();
    for (const { table, column } of rows) {
      const of = sealedTables.find((one) => one.table === table);
      const name = of?.one?.[column] ?? of?.many?.[column];
      if (!of || !name) {
        found.unlisted.push(`${table}.${column}`);
        continue;
      }
      const keys = Object.keys(of.key).join(', ');
      const each = of.many?.[column] ? `unnest(${column})` : column;
      const held = await client.query<Record<string, unknown>>(
        `select tenant_id, ${keys}, ${each} as value from ${table} where ${column} is not null`,
      );
      for (const { tenant_id: tenantId, value, ...key } of held.rows) {
        const place = { tenantId: tenantId as string, table, row: of.row(key), column: name };
        const [byOld, byFresh] = vaults.map((vault) => opens(vault, value as Buffer, place));
        tables.add(table);
        found.values++;
        if (byOld) found.old++;
        if (byFresh) found.fresh++;
      }
    }
    found.tables = tables.size;
  });
  return found;
}

function opens(vault: Vault, sealed: Buffer, place: Parameters<Vault['open']>[1]): boolean {
  try {
    vault.openBytes(sealed, place);
    return true;
  } catch {
    return false;
  }
}
