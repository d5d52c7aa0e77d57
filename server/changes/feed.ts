/** Reads the record of what moved, in order. */
import type { Change } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import { type Cursors, tenantCursors } from './cursors.ts';

interface Row {
  number: number;
  id: string;
  type: Change['type'];
  cause: Change['cause'];
  account_id: string | null;
  subject_kind: Change['subject']['kind'];
  subject_id: string;
  data: Record<string, unknown>;
  at: string;
}

const columns = 'number, id, type, cause, account_id, subject_kind, subject_id, data, at';

/** Changes after this number, oldest first. */
export async function listChanges(tx: Tx, after: number, limit: number, cursors: Cursors): Promise<Change[]> {
  const rows = await tx.query<Row>(
    `select ${columns} from changes where tenant_id = tenant() and number > $1 order by number limit $2`,
    [after, limit],
  );
  return rows.map((row) => present(row, cursors));
}

/** Changes of these subjects, newest first: what a timeline is told from. */
export async function listChangesOf(tx: Tx, subjects: Change['subject'][], limit: number): Promise<Change[]> {
  const kinds = subjects.map(({ kind }) => kind);
  const ids = subjects.map(({ id }) => id);
  const rows = await tx.query<Row>(
    `select c.* from unnest($1::text[], $2::text[]) as s(kind, id) cross join lateral (
       select ${columns} from changes
       where tenant_id = tenant() and subject_kind = s.kind and subject_id = s.id order by number desc limit $3
     ) c order by number desc limit $3`,
    [kinds, ids, limit],
  );
  return rows.map((row) => present(row, tenantCursors));
}

/** The latest of one type of one subject. */
export async function latestOf(
  tx: Tx,
  subject: Change['subject'],
  type: Change['type'],
): Promise<Change | undefined> {
  const row = await tx.maybe<Row>(
    `select ${columns} from changes
     where tenant_id = tenant() and subject_kind = $1 and subject_id = $2 and type = $3
     order by number desc limit 1`,
    [subject.kind, subject.id, type],
  );
  return row && present(row, tenantCursors);
}

/** So far back is looked for what a person would want to know of. */
const recent = 2000;

/** The newest that are news to a person, newest first: not what a first reading brought, nor what mends itself. */
export async function latestChanges(tx: Tx, limit: number): Promise<Change[]> {
  const rows = await tx.query<Row>(
    `select ${columns} from changes where tenant_id = tenant() and number > $2
       and subject_kind <> 'subscription' and cause <> 'backfill'
     order by number desc limit $1`,
    [limit, (await latestNumber(tx)) - recent],
  );
  return rows.map((row) => present(row, tenantCursors));
}

/** Where the feed ends now. */
export async function latestNumber(tx: Tx): Promise<number> {
  const row = await tx.maybe<{ last: number }>('select last from change_counters where tenant_id = tenant()');
  return row?.last ?? 0;
}

function present(row: Row, cursors: Cursors): Change {
  return {
    id: toWireId('change', row.id),
    cursor: cursors.of(row.number),
    type: row.type,
    at: row.at,
    cause: row.cause,
    accountId: row.account_id && toWireId('account', row.account_id),
    subject: { kind: row.subject_kind, id: row.subject_id },
    data: row.data,
  };
}
