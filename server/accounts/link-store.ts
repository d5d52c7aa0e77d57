/** All SQL on connect links. */
import type { Tx } from '../db/index.ts';

export interface LinkRow {
  tenantId: string;
  accountId: string;
  purpose: 'connect' | 'manage';
  origin: string | null;
  returnTo: string | null;
  language: string | null;
  expiresAt: string;
  /** Whether it is past that. */
  ended: boolean;
  /** Whose browser used it: the one that asks, another, or nobody's yet. */
  usedBy: 'asking' | 'other' | null;
  outcome: string | null;
}

const columns = `tenant_id as "tenantId", account_id as "accountId", purpose, origin, return_to as "returnTo", language,
  expires_at as "expiresAt", expires_at <= $3 as ended, outcome,
  case when browser_hash is null then null when browser_hash = $2 then 'asking' else 'other' end as "usedBy"`;

export async function insertLink(
  tx: Tx,
  tokenHash: Buffer,
  row: Pick<LinkRow, 'tenantId' | 'accountId' | 'purpose' | 'origin' | 'returnTo' | 'language' | 'expiresAt'>,
): Promise<void> {
  await tx.query(
    `insert into connect_links (token_hash, tenant_id, account_id, purpose, origin, return_to, language, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tokenHash,
      row.tenantId,
      row.accountId,
      row.purpose,
      row.origin,
      row.returnTo,
      row.language,
      row.expiresAt,
    ],
  );
}

/** By the bearer of its token, also when it has ended. `browserHash`: of whoever asks. */
export function findLink(
  tx: Tx,
  tokenHash: Buffer,
  browserHash: Buffer | null,
  now: string,
): Promise<LinkRow | undefined> {
  return tx.maybe<LinkRow>(`select ${columns} from connect_links where token_hash = $1`, [
    tokenHash,
    browserHash,
    now,
  ]);
}

/** For this browser from now on, and with nothing come of it; only while it has not ended and no other has it. */
export function takeLink(
  tx: Tx,
  tokenHash: Buffer,
  browserHash: Buffer,
  now: string,
): Promise<LinkRow | undefined> {
  return tx.maybe<LinkRow>(
    `update connect_links set browser_hash = $2, outcome = null
     where tenant_id = tenant() and token_hash = $1 and expires_at > $3 and coalesce(browser_hash = $2, true)
       and coalesce(outcome not in ('connected', 'disconnecting', 'asks'), true)
     returning ${columns}`,
    [tokenHash, browserHash, now],
  );
}

export async function writeOutcome(
  tx: Tx,
  tokenHash: Buffer,
  outcome: string,
  accountId: string,
): Promise<void> {
  await tx.query(
    `update connect_links set outcome = $2, account_id = $3 where tenant_id = tenant() and token_hash = $1`,
    [tokenHash, outcome, accountId],
  );
}

/** It lasts at least until then. */
export async function prolong(tx: Tx, tokenHash: Buffer, until: string): Promise<void> {
  await tx.query(
    `update connect_links set expires_at = greatest(expires_at, $2) where tenant_id = tenant() and token_hash = $1`,
    [tokenHash, until],
  );
}

/** Those of an account that ended before then. */
export async function deleteEndedLinks(tx: Tx, accountId: string, endedBefore: string): Promise<void> {
  await tx.query(
    'delete from connect_links where tenant_id = tenant() and account_id = $1 and expires_at <= $2',
    [accountId, endedBefore],
  );
}

/** Those that an account could be connected with. */
export async function deleteInvitations(tx: Tx, accountId: string): Promise<void> {
  await tx.query(
    `delete from connect_links where tenant_id = tenant() and account_id = $1 and purpose = 'connect'
       and outcome is distinct from 'connected'`,
    [accountId],
  );
}

/** When another account takes the place of one. */
export async function moveLinks(tx: Tx, from: string, to: string): Promise<void> {
  await tx.query('update connect_links set account_id = $2 where tenant_id = tenant() and account_id = $1', [
    from,
    to,
  ]);
}
