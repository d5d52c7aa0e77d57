/** What a server must be for an acknowledged row to be safe and every text to fit; nothing less is served from. */
import type pg from 'pg';
import { Failure } from '../errors.ts';

const oldest = 150_000;

interface Facts {
  number: number;
  version: string;
  fsync: string;
  fullPages: string;
  commit: string;
  encoding: string;
  readOnly: string;
}

/** The server's version, when all is well. @throws Failure `database_refused` that names every lack. */
export async function assertServer(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Facts>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
            current_setting('fsync') as fsync, current_setting('full_page_writes') as "fullPages",
            current_setting('synchronous_commit') as commit, current_setting('server_encoding') as encoding,
            current_setting('transaction_read_only') as "readOnly"`,
  );
  const facts = rows[0]!;
  const lacks = [
    facts.number < oldest && `It is PostgreSQL ${facts.version}; Slotwire needs 15 or newer.`,
    facts.fsync !== 'on' && 'It runs with fsync=off: a power cut would lose what was acknowledged.',
    facts.fullPages !== 'on' && 'It runs with full_page_writes=off: a power cut could break it.',
    facts.commit === 'off' &&
      'It runs with synchronous_commit=off: a crash would lose what was acknowledged.',
    facts.encoding !== 'UTF8' && `Its encoding is ${facts.encoding}; names of people need UTF8.`,
    facts.readOnly === 'on' && 'It is read-only.',
  ].filter((lack) => lack !== false);
  if (lacks.length > 0) throw new Failure('database_refused', { detail: lacks.join(' ') });
  return facts.version;
}

/** Tables without a tenant's data; every other one stands behind the wall. */
const withoutTenant = ['installation', 'migrations'];

/** How many tables stand behind the wall. @throws Failure `database_refused` that names those that do not. */
export async function assertForced(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ name: string; forced: boolean }>(
    `select relname::text as name, relrowsecurity and relforcerowsecurity as forced from pg_class
     where relnamespace = 'slotwire'::regnamespace and relkind in ('r', 'p') and relname <> all($1) order by 1`,
    [withoutTenant],
  );
  const open = rows.filter(({ forced }) => !forced).map(({ name }) => name);
  if (open.length > 0) {
    throw new Failure('database_refused', { detail: `Row-level security is off for ${open.join(', ')}.` });
  }
  return rows.length;
}
