/**
 * The roles of the wall: made where that is allowed, else asked for in the words an administrator can run.
 * Whoever serves must be able to take them on, and must not be one who sees through row-level security.
 */
import pg from 'pg';
import { Failure } from '../errors.ts';

const wallRoles = ['slotwire_app', 'slotwire_intake', 'slotwire_dispatch', 'slotwire_reader'] as const;
/** What a transaction may run as; `slotwire_reader` is for an application's own SQL roles. */
const servingRoles = wallRoles.filter((role) => role !== 'slotwire_reader');

export const notAllowed = '42501';
/** Roles belong to the whole server: another database's migration may make them at the same moment. */
const madeByAnother = ['42710', '23505', 'XX000'];

/** @throws Failure `database_refused` with the SQL that is left for an administrator. */
export async function ensureRoles(client: pg.Client): Promise<void> {
  for (const statement of await missingStatements(client)) {
    try {
      await client.query(statement);
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (code === notAllowed) break;
      if (!madeByAnother.includes(code)) throw error;
    }
  }
  await assertRoles(client);
}

/** @throws Failure `database_refused` with the SQL that is missing. */
export async function assertRoles(client: pg.Client): Promise<void> {
  const left = await missingStatements(client);
  if (left.length > 0) throw refuse('This login lacks what it needs of the roles of the wall.', left);
}

/** @throws Failure `database_refused` when the login, or a role it serves as, would see every tenant's rows. */
export async function assertWalled(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select rolname as name from pg_roles
     where (rolname = session_user or rolname = any($1)) and (rolsuper or rolbypassrls) order by 1`,
    [wallRoles],
  );
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join(', ');
  const database = pg.escapeIdentifier(await ask<string>(client, 'current_database()'));
  throw refuse(`${names} would see through row-level security. Serve as a role that does not.`, [
    "create role slotwire login createrole password '…'",
    `grant create on database ${database} to slotwire`,
  ]);
}

/** What has to be run so that the roles exist and the login can take them on. */
async function missingStatements(client: pg.Client): Promise<string[]> {
  // Since PostgreSQL 16 being a member, inheriting, and being able to take a role on are three things.
  const [privilege, options] = (await ask<boolean>(
    client,
    "current_setting('server_version_num')::int >= 160000",
  ))
    ? ['SET', ' with inherit false, set true']
    : ['MEMBER', ''];
  const { rows } = await client.query<{ name: string; granted: boolean }>(
    'select rolname as name, pg_has_role(session_user, oid, $2) as granted from pg_roles where rolname = any($1)',
    [wallRoles, privilege],
  );
  const login = pg.escapeIdentifier(await ask<string>(client, 'session_user::text'));
  const existing = new Set(rows.map(({ name }) => name));
  const granted = new Set(rows.filter((row) => row.granted).map(({ name }) => name));
  return [
    ...wallRoles.filter((role) => !existing.has(role)).map((role) => `create role ${role} nologin`),
    ...servingRoles.filter((role) => !granted.has(role)).map((role) => `grant ${role} to ${login}${options}`),
  ];
}

async function ask<T>(client: pg.Client, expression: string): Promise<T> {
  const { rows } = await client.query(`select ${expression} as answer`);
  return rows[0].answer;
}

/** The Failure that leaves these statements to an administrator. */
export function refuse(reason: string, statements: string[]): Failure {
  return new Failure('database_refused', {
    detail: `${reason} An administrator runs this once:\n${statements.map((line) => `  ${line};`).join('\n')}\n`,
  });
}
