/** All SQL on tenants, members, sign-in links and sessions. */
import type { Session } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export interface Member {
  tenantId: string;
  id: string;
  name: string;
  email: string;
  role: Session['member']['role'];
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  environment: Session['tenant']['environment'];
  demo: Session['demo'];
}

/** Role dispatch: the one place that finds a tenant by its name. */
export function findTenantId(tx: Tx, slug: string): Promise<{ id: string } | undefined> {
  return tx.maybe<{ id: string }>('select id from tenants where slug = $1', [slug]);
}

export async function insertTenant(tx: Tx, tenant: Tenant & { createdAt: string }): Promise<void> {
  await tx.query(
    'insert into tenants (id, slug, name, environment, demo, created_at) values ($1, $2, $3, $4, $5, $6)',
    [
      tenant.id,
      tenant.slug,
      tenant.name,
      tenant.environment,
      tenant.demo && JSON.stringify(tenant.demo),
      tenant.createdAt,
    ],
  );
}

export function getTenant(tx: Tx): Promise<Tenant> {
  return tx.one<Tenant>('select id, slug, name, environment, demo from tenants where id = tenant()');
}

/** What becomes of an account's meetings when it is disconnected. */
export async function onDisconnect(tx: Tx): Promise<'keep' | 'erase'> {
  const { policy } = await tx.one<{ policy: 'keep' | 'erase' }>(
    'select on_disconnect as policy from tenants where id = tenant()',
  );
  return policy;
}

export async function listReturnAddresses(tx: Tx): Promise<string[]> {
  const { addresses } = await tx.one<{ addresses: string[] }>(
    'select return_addresses as addresses from tenants where id = tenant()',
  );
  return addresses;
}

export async function writeReturnAddresses(tx: Tx, addresses: string[]): Promise<void> {
  await tx.query('update tenants set return_addresses = $1 where id = tenant()', [addresses]);
}

export async function insertMember(tx: Tx, member: Member & { createdAt: string }): Promise<void> {
  await tx.query(
    'insert into members (tenant_id, id, name, email, role, created_at) values ($1, $2, $3, $4, $5, $6)',
    [member.tenantId, member.id, member.name, member.email, member.role, member.createdAt],
  );
}

const memberColumns = 'tenant_id as "tenantId", id, name, email, role';

export function getMember(tx: Tx, id: string): Promise<Member> {
  return tx.one<Member>(`select ${memberColumns} from members where tenant_id = tenant() and id = $1`, [id]);
}

/** The tenant's first owner: whom a sign-in link made on the machine itself is for. */
export function findFirstOwner(tx: Tx): Promise<Member | undefined> {
  return tx.maybe<Member>(
    `select ${memberColumns} from members where tenant_id = tenant() and role = 'owner' order by created_at, id limit 1`,
  );
}

export async function insertLink(
  tx: Tx,
  link: { tokenHash: Buffer; member: Member; expiresAt: string },
): Promise<void> {
  await tx.query(
    'insert into sign_in_links (token_hash, tenant_id, member_id, expires_at) values ($1, $2, $3, $4)',
    [link.tokenHash, link.member.tenantId, link.member.id, link.expiresAt],
  );
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

export interface SessionRow {
  tenantId: string;
  memberId: string;
  lastSeenAt: string;
  expiresAt: string;
}

export async function insertSession(tx: Tx, tokenHash: Buffer, row: SessionRow): Promise<void> {
  await tx.query(
    `insert into sessions (token_hash, tenant_id, member_id, created_at, last_seen_at, expires_at)
     values ($1, $2, $3, $4, $4, $5)`,
    [tokenHash, row.tenantId, row.memberId, row.lastSeenAt, row.expiresAt],
  );
}

export function findSession(
  tx: Tx,
  tokenHash: Buffer,
  limits: { now: string; seenAfter: string },
): Promise<SessionRow | undefined> {
  return tx.maybe<SessionRow>(
    `select tenant_id as "tenantId", member_id as "memberId", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
     from sessions where token_hash = $1 and expires_at > $2 and last_seen_at > $3`,
    [tokenHash, limits.now, limits.seenAfter],
  );
}

export async function touchSession(tx: Tx, tokenHash: Buffer, now: string): Promise<void> {
  await tx.query('update sessions set last_seen_at = $2 where token_hash = $1', [tokenHash, now]);
}

export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.query('delete from sessions where token_hash = $1', [tokenHash]);
}
