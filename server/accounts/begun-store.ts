/** All SQL on begun authorizations: what a person may bring back once. */
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

export const sealedVerifiers: SealedTable = {
  table: 'authorization_attempts',
  key: { state_hash: 'bytea' },
  row: ({ state_hash }) => (state_hash as Buffer).toString('hex'),
  one: { verifier_sealed: 'verifier' },
};

export interface AttemptRow {
  tenantId: string;
  accountId: string;
  connectionId: number;
  browserHash: Buffer;
  verifierSealed: Buffer;
  returnTo: string;
  expiresAt: string;
}

export async function insertAttempt(tx: Tx, stateHash: Buffer, row: AttemptRow): Promise<void> {
  await tx.query(
    `insert into authorization_attempts (state_hash, tenant_id, account_id, connection_id, browser_hash,
       verifier_sealed, return_to, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      stateHash,
      row.tenantId,
      row.accountId,
      row.connectionId,
      row.browserHash,
      row.verifierSealed,
      row.returnTo,
      row.expiresAt,
    ],
  );
}

/** Uses the attempt up, by the bearer of its state; only for the browser that it began in, and in time. */
export function takeAttempt(
  tx: Tx,
  stateHash: Buffer,
  browserHash: Buffer,
  now: string,
): Promise<AttemptRow | undefined> {
  return tx.maybe<AttemptRow>(
    `delete from authorization_attempts where state_hash = $1 and browser_hash = $2 and expires_at > $3
     returning tenant_id as "tenantId", account_id as "accountId", connection_id as "connectionId",
       browser_hash as "browserHash", verifier_sealed as "verifierSealed", return_to as "returnTo",
       expires_at as "expiresAt"`,
    [stateHash, browserHash, now],
  );
}

/** Those of an account that ended, or all of them. */
export async function deleteAttempts(tx: Tx, accountId: string, endedBefore: string | null): Promise<void> {
  await tx.query(
    `delete from authorization_attempts
     where tenant_id = tenant() and account_id = $1 and ($2::timestamptz is null or expires_at <= $2)`,
    [accountId, endedBefore],
  );
}
