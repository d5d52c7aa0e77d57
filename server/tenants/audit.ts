/**
 * What was done and by whom. The edge enters every write and every reveal in the transaction of its effect; signing in
 * and the commands on the machine enter themselves. The database lets nobody whom we serve as change an entry.
 */
import type { AuditEntry } from '../../sdk/types.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Enter } from '../http/index.ts';
import { type Ids, toWireId } from '../ids.ts';
import * as store from './audit-store.ts';
import { csvLine } from './csv.ts';

const exportPage = 1000;

export interface Audit {
  enter: Enter;
  /** Newest first. */
  list(tx: Tx, filter: store.EntryFilter, before: string | undefined, limit: number): Promise<AuditEntry[]>;
  /** All of them as CSV, a page at a time, so that none is waited for and none fills our memory. */
  csv(tenantId: string, filter: store.EntryFilter): AsyncGenerator<string>;
}

export function createAudit(deps: { database: Database; clock: Clock; ids: Ids }): Audit {
  const { database, clock, ids } = deps;
  return {
    enter: (tx, tenantId, { who, ...entry }) =>
      store.insertEntry(tx, tenantId, {
        ...entry,
        id: ids.uuid(),
        at: clock.iso(),
        whoKind: who.kind,
        whoId: who.id,
        whoName: who.name,
      }),

    list: async (tx, filter, before, limit) =>
      (await store.listEntries(tx, filter, before, limit)).map(present),

    async *csv(tenantId, filter) {
      yield csvLine(columns);
      let before: string | undefined;
      for (;;) {
        const rows = await database.tenantTransaction(tenantId, (tx) =>
          store.listEntries(tx, filter, before, exportPage),
        );
        yield rows.map((row) => csvLine(cellsOf(row))).join('');
        before = rows.at(-1)?.id;
        if (rows.length < exportPage) return;
      }
    },
  };
}

function present({ id, whoKind, whoId, whoName, changes, ...row }: store.EntryRow): AuditEntry {
  return {
    id: toWireId('auditEntry', id),
    ...row,
    who: { kind: whoKind, id: whoId && wireIdOf(whoKind, whoId), name: whoName },
    changes: [...changes],
  };
}

function wireIdOf(kind: AuditEntry['who']['kind'], id: string): string {
  return toWireId(kind === 'key' ? 'apiKey' : 'member', id);
}

const columns = [
  'id',
  'at',
  'who',
  'who_id',
  'name',
  'operation',
  'summary',
  'subject',
  'address',
  'changes',
];

function cellsOf(row: store.EntryRow): string[] {
  const { id, at, who, operation, summary, subject, address, changes } = present(row);
  const moved = changes.map(({ field, before, after }) => `${field}: ${said(before)} → ${said(after)}`);
  return [
    id,
    at,
    who.kind,
    who.id ?? '',
    who.name,
    operation,
    summary,
    subject ?? '',
    address ?? '',
    moved.join('\n'),
  ];
}

function said(value: unknown): string {
  return value === null ? 'nothing' : Array.isArray(value) ? value.join(', ') : String(value);
}
