/** All SQL on repairs. */
import type { Repair } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface RepairRow extends Pick<Repair, 'state' | 'steps' | 'before' | 'after' | 'found'> {
  id: string;
  accountId: string;
  foundBefore: number;
  beganAt: string;
  gapAt: string | null;
  endedAt: string | null;
}

const columns = `id, account_id as "accountId", state, steps, before, after, found_before as "foundBefore", found,
  began_at as "beganAt", gap_at as "gapAt", ended_at as "endedAt"`;

export async function insertRepair(
  tx: Tx,
  tenantId: string,
  row: Pick<RepairRow, 'id' | 'accountId' | 'steps' | 'before' | 'foundBefore' | 'beganAt'>,
): Promise<boolean> {
  const { id, accountId, steps, before, foundBefore, beganAt } = row;
  const made = await tx.maybe(
    `insert into repairs (tenant_id, id, account_id, state, steps, before, found_before, began_at)
     values ($1, $2, $3, 'running', $4, $5, $6, $7)
     on conflict (tenant_id, account_id) where state = 'running' do nothing returning id`,
    [tenantId, id, accountId, JSON.stringify(steps), JSON.stringify(before), foundBefore, beganAt],
  );
  return made !== undefined;
}

/** The last one of an account. */
export function findLast(tx: Tx, accountId: string): Promise<RepairRow | undefined> {
  return tx.maybe<RepairRow>(
    `select ${columns} from repairs where tenant_id = tenant() and account_id = $1
     order by began_at desc, id desc limit 1`,
    [accountId],
  );
}

export async function writeRepair(
  tx: Tx,
  { id, state, steps, after, found, gapAt, endedAt }: RepairRow,
): Promise<void> {
  await tx.query(
    `update repairs set state = $2, steps = $3, after = $4, found = $5, gap_at = $6, ended_at = $7
     where tenant_id = tenant() and id = $1 and state = 'running'`,
    [id, state, JSON.stringify(steps), after && JSON.stringify(after), found, gapAt, endedAt],
  );
}
