/** All SQL on members and on the one-time links that sign them in. */
import type { Role } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface Member {
  tenantId: string;
  id: string;
  name: string;
  email: string;
  role: Role;
}

export interface ListedMember extends Omit<Member, 'tenantId'> {
  createdAt: string;
  signedInAt: string | null;
  linkEndsAt: string | null;
}

/** False when somebody has this email already. */
export async function insertMember(tx: Tx, member: Member & { createdAt: string }): Promise<boolean> {
  const inserted = await tx.query(
    `insert into members (tenant_id, id, name, email, role, created_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, email) do nothing returning id`,
    [member.tenantId, member.id, member.name, member.email, member.role, member.createdAt],
  );
  return inserted.length > 0;
}

const memberColumns = 'tenant_id as "tenantId", id, name, email, role';

export function findMember(tx: Tx, id: string): Promise<Member | undefined> {
  return tx.maybe<Member>(`select ${memberColumns} from members where tenant_id = tenant() and id = $1`, [
    id,
  ]);
}

const listed = `select id, name, email, role, created_at as "createdAt", signed_in_at as "signedInAt",
    (select max(expires_at) from sign_in_links l where l.tenant_id = m.tenant_id and l.member_id = m.id
      and l.expires_at > $1) as "linkEndsAt"
  from members m where tenant_id = tenant()`;

/** In the order they were invited. */
export function listMembers(
  tx: Tx,
  now: string,
  after: string | undefined,
  limit: number,
): Promise<ListedMember[]> {
  return tx.query<ListedMember>(`${listed} and ($2::uuid is null or id > $2) order by id limit $3`, [
    now,
    after ?? null,
    limit,
  ]);
}

export function findListed(tx: Tx, now: string, id: string): Promise<ListedMember | undefined> {
  return tx.maybe<ListedMember>(`${listed} and id = $2`, [now, id]);
}

/** The tenant's first owner: whom a sign-in link made on the machine itself is for, unless it says for whom. */
export function findFirstOwner(tx: Tx): Promise<Member | undefined> {
  return tx.maybe<Member>(
    `select ${memberColumns} from members where tenant_id = tenant() and role = 'owner' order by created_at, id limit 1`,
  );
}

export function findByEmail(tx: Tx, email: string): Promise<Member | undefined> {
  return tx.maybe<Member>(`select ${memberColumns} from members where tenant_id = tenant() and email = $1`, [
    email,
  ]);
}

/**
 * Whom single sign-on means: who is known by this subject, else who has the email and is not known by another one.
 * From then on they are known by the subject.
 */
export function claimBySubject(
  tx: Tx,
  { subject, email }: { subject: string; email: string },
): Promise<Member | undefined> {
  return tx.maybe<Member>(
    `update members set sso_subject = $1
     where tenant_id = tenant() and id = (
       select id from members where tenant_id = tenant()
         and (sso_subject = $1 or (sso_subject is null and email = $2))
       order by sso_subject is null limit 1)
     returning ${memberColumns}`,
    [subject, email],
  );
}

export async function isLastOwner(tx: Tx, id: string): Promise<boolean> {
  const { last } = await tx.one<{ last: boolean }>(
    `select not exists (select from members where tenant_id = tenant() and role = 'owner' and id <> $1) as last`,
    [id],
  );
  return last;
}

export async function updateRole(tx: Tx, id: string, role: Role): Promise<void> {
  await tx.query('update members set role = $2 where tenant_id = tenant() and id = $1', [id, role]);
}

/** With their sessions and links. */
export async function deleteMember(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from members where tenant_id = tenant() and id = $1', [id]);
}

export async function markSignedIn(tx: Tx, id: string, now: string): Promise<void> {
  await tx.query('update members set signed_in_at = $2 where tenant_id = tenant() and id = $1', [id, now]);
}

export async function insertLink(
  tx: Tx,
  link: { tokenHash: Buffer; member: Pick<Member, 'tenantId' | 'id'>; expiresAt: string },
): Promise<void> {
  await tx.query(
    'insert into sign_in_links (token_hash, tenant_id, member_id, expires_at) values ($1, $2, $3, $4)',
    [link.tokenHash, link.member.tenantId, link.member.id, link.expiresAt],
  );
}

/** Those of one member, or all that have ended. */
export async function deleteLinks(tx: Tx, of: { memberId: string } | { endedBy: string }): Promise<void> {
  const [condition, value] =
    'memberId' in of ? ['member_id = $1', of.memberId] : ['expires_at <= $1', of.endedBy];
  await tx.query(`delete from sign_in_links where tenant_id = tenant() and ${condition}`, [value]);
}

/** Uses the link up; undefined when it is unknown, used or ended. */
export function takeLink(
  tx: Tx,
  tokenHash: Buffer,
  now: string,
): Promise<{ tenantId: string; memberId: string } | undefined> {
  return tx.maybe(
    `with taken as (delete from sign_in_links where token_hash = $1 returning tenant_id, member_id, expires_at)
     select tenant_id as "tenantId", member_id as "memberId" from taken where expires_at > $2`,
    [tokenHash, now],
  );
}
