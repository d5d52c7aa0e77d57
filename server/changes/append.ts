/**
 * Writes the record of what moved. Numbers are taken and rows written as the last statements of the
 * transaction (the counter row is a lock), so that they have no gaps and no reader overtakes a writer.
 */
import type { ChangeType } from '../../sdk/types.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';

export interface NewChange {
  type: ChangeType;
  cause: 'delivery' | 'backfill' | 'reconciliation' | 'request' | 'system';
  accountId: string | null;
  endUserId: string | null;
  /** The id as it goes out: `acc_…`, or a connection's number. */
  subject: { kind: 'connection' | 'account' | 'subscription' | 'meeting' | 'key'; id: string };
  data: Record<string, unknown>;
}

/** Every process hears of new changes here; the payload is the tenant's id. */
export const changesChannel = 'slotwire_changes';

export type AppendChange = (tx: Tx, tenantId: string, change: NewChange) => void;

export function createAppend(deps: { clock: Clock; ids: Ids }): AppendChange {
  const buffers = new WeakMap<Tx, Map<string, NewChange[]>>();
  return (tx, tenantId, change) => {
    let buffer = buffers.get(tx);
    if (!buffer) {
      buffer = new Map();
      buffers.set(tx, buffer);
      tx.beforeCommit(() => writeAll(tx, buffer!, deps));
    }
    const ofTenant = buffer.get(tenantId);
    if (ofTenant) ofTenant.push(change);
    else buffer.set(tenantId, [change]);
  };
}

async function writeAll(
  tx: Tx,
  buffer: Map<string, NewChange[]>,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<void> {
  for (const [tenantId, changes] of [...buffer].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { last } = await tx.one<{ last: number }>(
      {
        name: 'changes-number',
        text: `insert into change_counters (tenant_id, last) values ($1, $2)
               on conflict (tenant_id) do update set last = change_counters.last + excluded.last
               returning last`,
      },
      [tenantId, changes.length],
    );
    const at = clock.iso();
    const rows = changes.map((change, index) => ({
      number: last - changes.length + 1 + index,
      id: ids.uuid(),
      type: change.type,
      cause: change.cause,
      account_id: change.accountId,
      end_user_id: change.endUserId,
      subject_kind: change.subject.kind,
      subject_id: change.subject.id,
      data: change.data,
    }));
    const appended = tx.query(
      {
        name: 'changes-append',
        text: `insert into changes (tenant_id, number, id, type, cause, account_id, end_user_id, subject_kind, subject_id,
                 data, at)
               select $1, r.number, r.id, r.type, r.cause, r.account_id, r.end_user_id, r.subject_kind, r.subject_id,
                 r.data, $3
               from jsonb_to_recordset($2::jsonb) as r(number bigint, id uuid, type text, cause text, account_id uuid,
                 end_user_id uuid, subject_kind text, subject_id text, data jsonb)`,
      },
      [tenantId, JSON.stringify(rows), at],
    );
    const noticed = tx.query('select pg_notify($1, $2)', [changesChannel, tenantId]);
    await Promise.all([appended, noticed]);
  }
}
