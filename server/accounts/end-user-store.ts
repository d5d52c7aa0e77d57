/** All SQL on end users: the application's own people, and one reserved operator per connection. */
import type { Tx } from '../db/index.ts';

export interface EndUserKey {
  kind: 'application' | 'operator';
  userId: string;
}

/** The end user; what is told of them and not empty replaces what was. */
export async function upsertEndUser(
  tx: Tx,
  tenantId: string,
  person: EndUserKey & { id: string; name: string | null; email: string | null; createdAt: string },
): Promise<{ id: string; erasing: boolean }> {
  return tx.one<{ id: string; erasing: boolean }>(
    `insert into end_users (tenant_id, id, kind, user_id, name, email, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, kind, user_id)
     do update set name = coalesce(excluded.name, end_users.name), email = coalesce(excluded.email, end_users.email)
     returning id, erasing_since is not null as erasing`,
    [tenantId, person.id, person.kind, person.userId, person.name, person.email, person.createdAt],
  );
}

/** From now on no account is made for them. */
export function markErasing(tx: Tx, userId: string, at: string): Promise<{ id: string } | undefined> {
  return tx.maybe<{ id: string }>(
    `update end_users set erasing_since = coalesce(erasing_since, $2)
     where tenant_id = tenant() and kind = 'application' and user_id = $1 returning id`,
    [userId, at],
  );
}

/** With everything that hangs on their accounts. */
export async function deleteEndUser(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from accounts where tenant_id = tenant() and end_user_id = $1', [id]);
  await tx.query('delete from end_users where tenant_id = tenant() and id = $1', [id]);
}
