/** All SQL on the audit log: entries are added and read. */
import type { AuditChange, AuditEntry } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface EntryRow {
  id: string;
  at: string;
  whoKind: AuditEntry['who']['kind'];
  whoId: string | null;
  whoName: string;
  operation: string;
  summary: string;
  subject: string | null;
  address: string | null;
  changes: readonly AuditChange[];
}

export interface EntryFilter {
  whoId?: string | undefined;
  whoKind?: AuditEntry['who']['kind'] | undefined;
  operation?: string | undefined;
  subject?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export async function insertEntry(tx: Tx, tenantId: string, row: EntryRow): Promise<void> {
  await tx.query(
    `insert into audit_entries (tenant_id, id, at, who_kind, who_id, who_name, operation, summary, subject, address,
       changes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tenantId,
      row.id,
      row.at,
      row.whoKind,
      row.whoId,
      row.whoName,
      row.operation,
      row.summary,
      row.subject,
      row.address,
      JSON.stringify(row.changes),
    ],
  );
}

/** Newest first, those before `before`. */
export function listEntries(
  tx: Tx,
  { whoId, whoKind, operation, subject, from, to }: EntryFilter,
  before: string | undefined,
  limit: number,
): Promise<EntryRow[]> {
  return tx.query<EntryRow>(
    `select id, at, who_kind as "whoKind", who_id as "whoId", who_name as "whoName", operation, summary, subject,
       address, changes
     from audit_entries where tenant_id = tenant()
       and ($1::uuid is null or who_id = $1) and ($2::text is null or who_kind = $2)
       and ($3::text is null or operation = $3) and ($4::text is null or subject = $4)
       and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
       and ($7::uuid is null or id < $7)
     order by id desc limit $8`,
    [
      whoId ?? null,
      whoKind ?? null,
      operation ?? null,
      subject ?? null,
      from ?? null,
      to ?? null,
      before ?? null,
      limit,
    ],
  );
}
