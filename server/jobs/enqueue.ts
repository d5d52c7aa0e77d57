/** Adds work in the caller's transaction: it exists exactly when what it is for exists. */
import type { Clock } from '../clock.ts';
import { isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { isBulk, type TaskName, type Tasks } from './catalogue.ts';

export const jobsChannel = 'slotwire_jobs';

export type Enqueue = <Name extends TaskName>(
  tx: Tx,
  name: Name,
  job: { tenantId: string; key: string; payload: Tasks[Name]; afterMs?: number; onlySooner?: boolean },
) => Promise<void>;

/**
 * At most one waiting job per (tenant, name, key): a second call brings it forward and renews its payload, which
 * `onlySooner` leaves as it is.
 */
export function createEnqueue({ clock }: { clock: Clock }): Enqueue {
  return async (tx, name, { tenantId, key, payload, afterMs = 0, onlySooner = false }) => {
    const renewed = onlySooner ? '' : 'payload = excluded.payload, ';
    await tx.query(
      `insert into jobs (tenant_id, name, bulk, key, payload, due_at, created_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (tenant_id, name, key) where lease_until is null
       do update set ${renewed}due_at = least(jobs.due_at, excluded.due_at)`,
      [
        tenantId,
        name,
        isBulk(name),
        key,
        JSON.stringify(payload),
        isoMicros(clock.now() + afterMs),
        clock.iso(),
      ],
    );
    await tx.query("select pg_notify($1, '')", [jobsChannel]);
  };
}
