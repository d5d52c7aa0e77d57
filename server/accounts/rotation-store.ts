/** All SQL on rotations. Whose pair is older than a rotation is what the rotation has left to do. */
import type { Tx } from '../db/index.ts';

export interface RotationRow {
  id: string;
  accountId: string | null;
  connectionId: number | null;
  accounts: number;
  beganAt: string;
  endedAt: string | null;
}

const columns = `id, account_id as "accountId", connection_id as "connectionId", accounts, began_at as "beganAt",
  ended_at as "endedAt"`;

/** The accounts `a` with their pairs `t` that a rotation is still to reach. */
const due = `accounts a join token_sets t
    on t.tenant_id = a.tenant_id and t.account_id = a.id and t.connection_id = a.connection_id
  where a.tenant_id = tenant() and a.state = 'connected' and a.disconnecting_since is null
    and not a.personal_token
    and ($1::uuid is null or a.id = $1) and ($2::integer is null or a.connection_id = $2)
    and t.updated_at < $3`;

type Scope = Pick<RotationRow, 'accountId' | 'connectionId' | 'beganAt'>;

export async function countDue(tx: Tx, { accountId, connectionId, beganAt }: Scope): Promise<number> {
  const text = `select count(*)::integer as count from ${due}`;
  return (await tx.one<{ count: number }>(text, [accountId, connectionId, beganAt])).count;
}

/** In order of id, behind `after`. */
export async function listDue(
  tx: Tx,
  { accountId, connectionId, beganAt }: Scope,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select a.id from ${due} and ($4::uuid is null or a.id > $4) order by a.id limit $5`,
    [accountId, connectionId, beganAt, after, limit],
  );
  return rows.map(({ id }) => id);
}

export async function insertRotation(tx: Tx, tenantId: string, row: RotationRow): Promise<void> {
  await tx.query(
    `insert into rotations (tenant_id, id, account_id, connection_id, accounts, began_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [tenantId, row.id, row.accountId, row.connectionId, row.accounts, row.beganAt],
  );
}

export function findRotation(tx: Tx, id: string): Promise<RotationRow | undefined> {
  return tx.maybe<RotationRow>(`select ${columns} from rotations where tenant_id = tenant() and id = $1`, [
    id,
  ]);
}

export async function endRotation(tx: Tx, id: string, at: string): Promise<void> {
  await tx.query('update rotations set ended_at = $2 where tenant_id = tenant() and id = $1', [id, at]);
}
