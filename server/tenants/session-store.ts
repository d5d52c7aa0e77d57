/** All SQL on sessions. One that ended is a row that is gone, or will be when the next begins. */
import type { OpenSession } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface SessionRow {
  tenantId: string;
  id: string;
  memberId: string;
  lastSeenAt: string;
  expiresAt: string;
}

export interface NewSessionRow extends SessionRow {
  tokenHash: Buffer;
  how: OpenSession['how'];
  browser: string;
  address: string;
}

export interface ListedSession extends Omit<OpenSession, 'member' | 'current'> {
  memberId: string;
  memberName: string;
}

/** What still counts as a session. */
export interface Limits {
  now: string;
  seenAfter: string;
}

export async function insertSession(tx: Tx, row: NewSessionRow): Promise<void> {
  await tx.query(
    `insert into sessions (token_hash, tenant_id, id, member_id, created_at, last_seen_at, renewed_at, expires_at, how,
       browser, address) values ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9)`,
    [
      row.tokenHash,
      row.tenantId,
      row.id,
      row.memberId,
      row.lastSeenAt,
      row.expiresAt,
      row.how,
      row.browser,
      row.address,
    ],
  );
}

export interface ShownSession extends SessionRow {
  /** Which of its tokens was shown. */
  shown: 'present' | 'next' | 'previous';
  previousUntil: string | null;
  renewedAt: string;
}

/** By the token in the caller's hand. */
export function findSession(tx: Tx, tokenHash: Buffer, limits: Limits): Promise<ShownSession | undefined> {
  return tx.maybe<ShownSession>(
    `select tenant_id as "tenantId", id, member_id as "memberId", last_seen_at as "lastSeenAt",
       expires_at as "expiresAt", previous_until as "previousUntil", renewed_at as "renewedAt",
       case $1::bytea when token_hash then 'present' when next_hash then 'next' else 'previous' end as shown
     from sessions
     where (token_hash = $1 or next_hash = $1 or previous_hash = $1) and expires_at > $2 and last_seen_at > $3`,
    [tokenHash, limits.now, limits.seenAfter],
  );
}

export async function touchSession(
  tx: Tx,
  id: string,
  { now, address }: { now: string; address: string },
): Promise<void> {
  await tx.query(
    'update sessions set last_seen_at = $2, address = $3 where tenant_id = tenant() and id = $1',
    [id, now, address],
  );
}

/** Puts a token out to follow; false when one is out that may still come. */
export async function offerNext(
  tx: Tx,
  id: string,
  next: { hash: Buffer; now: string; forgotten: string },
): Promise<boolean> {
  const offered = await tx.query(
    `update sessions set next_hash = $2, next_since = $3
     where tenant_id = tenant() and id = $1 and (next_hash is null or next_since <= $4) returning id`,
    [id, next.hash, next.now, next.forgotten],
  );
  return offered.length > 0;
}

/** The token that was put out has come: from now on it is the present one. */
export async function promoteNext(
  tx: Tx,
  id: string,
  { hash, now, until }: { hash: Buffer; now: string; until: string },
): Promise<void> {
  await tx.query(
    `update sessions set previous_hash = token_hash, previous_until = $4, token_hash = next_hash, next_hash = null,
       next_since = null, renewed_at = $3
     where tenant_id = tenant() and id = $1 and next_hash = $2`,
    [id, hash, now, until],
  );
}

const listed = `select s.id, s.member_id as "memberId", m.name as "memberName", s.how, s.browser, s.address,
    s.created_at as since, s.last_seen_at as "lastSeenAt", s.expires_at as "endsAt"
  from sessions s join members m on m.tenant_id = s.tenant_id and m.id = s.member_id
  where s.tenant_id = tenant()`;

/** Newest first; of one member where given. */
export function listSessions(
  tx: Tx,
  limits: Limits,
  of: { memberId: string | undefined; before: string | undefined },
  limit: number,
): Promise<ListedSession[]> {
  return tx.query<ListedSession>(
    `${listed} and s.expires_at > $1 and s.last_seen_at > $2 and ($3::uuid is null or s.member_id = $3)
       and ($4::uuid is null or s.id < $4) order by s.id desc limit $5`,
    [limits.now, limits.seenAfter, of.memberId ?? null, of.before ?? null, limit],
  );
}

/** Whose session it was; undefined when there is none. */
export async function deleteSession(
  tx: Tx,
  id: string,
  ofMember: string | undefined,
): Promise<{ memberId: string } | undefined> {
  return tx.maybe<{ memberId: string }>(
    `delete from sessions where tenant_id = tenant() and id = $1 and ($2::uuid is null or member_id = $2)
     returning member_id as "memberId"`,
    [id, ofMember ?? null],
  );
}

export async function deleteEnded(tx: Tx, { now, seenAfter }: Limits): Promise<void> {
  await tx.query(
    'delete from sessions where tenant_id = tenant() and (expires_at <= $1 or last_seen_at <= $2)',
    [now, seenAfter],
  );
}

/** The one that this browser had before it signed in once more. */
export async function deleteShown(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.query('delete from sessions where tenant_id = tenant() and (token_hash = $1 or next_hash = $1)', [
    tokenHash,
  ]);
}
