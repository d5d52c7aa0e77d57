/** SQL on accounts that were taken over from an older integration: whose they are is known, and nobody consented here. */
import type { Tx } from '../db/index.ts';

export interface ImportedFacts {
  calendlyUser: string;
  calendlyOrganization: string | null;
  wantedScopes: readonly string[];
  at: string;
}

/** Whose it is at Calendly. What is not told stays as it was. */
export async function writeImported(tx: Tx, id: string, facts: ImportedFacts): Promise<void> {
  await tx.query(
    `update accounts set calendly_user = $2, calendly_organization = coalesce($3, calendly_organization),
       wanted_scopes = $4, reason = 'taken_over', updated_at = $5
     where tenant_id = tenant() and id = $1 and state = 'configured'`,
    [id, facts.calendlyUser, facts.calendlyOrganization, facts.wantedScopes, facts.at],
  );
}

/** From now on Calendly is asked with its tokens. */
export async function writeActivated(
  tx: Tx,
  id: string,
  { organization, at }: { organization: string; at: string },
): Promise<void> {
  await tx.query(
    `update accounts set calendly_organization = $2, connected_at = $3, updated_at = $3
     where tenant_id = tenant() and id = $1`,
    [id, organization, at],
  );
}

export interface Profile {
  organization: string;
  name: string;
  email: string;
  timezone: string;
  schedulingUrl: string;
  at: string;
}

export async function writeProfile(tx: Tx, id: string, profile: Profile): Promise<void> {
  await tx.query(
    `update accounts set calendly_organization = $2, calendly_name = $3, calendly_email = $4, calendly_timezone = $5,
       scheduling_url = $6, updated_at = $7
     where tenant_id = tenant() and id = $1`,
    [
      id,
      profile.organization,
      profile.name,
      profile.email,
      profile.timezone,
      profile.schedulingUrl,
      profile.at,
    ],
  );
}

export interface Dormant {
  accountId: string;
  userId: string;
  connectionId: number;
  calendlyUser: string;
}

/** Taken over with a refresh token and not activated, in order of id behind this one; `userIds`: only of these. */
export function listDormant(
  tx: Tx,
  { after, userIds, limit }: { after: string | null; userIds: readonly string[] | null; limit: number },
): Promise<Dormant[]> {
  return tx.query<Dormant>(
    `select a.id as "accountId", u.user_id as "userId", a.connection_id as "connectionId",
       a.calendly_user as "calendlyUser"
     from accounts a join end_users u on u.tenant_id = a.tenant_id and u.id = a.end_user_id
     where a.tenant_id = tenant() and a.state = 'configured' and a.calendly_user is not null
       and u.kind = 'application' and u.erasing_since is null
       and exists (select 1 from token_sets t where t.tenant_id = tenant() and t.account_id = a.id
         and t.connection_id = a.connection_id)
       and ($1::uuid is null or a.id > $1) and ($2::text[] is null or u.user_id = any($2))
     order by a.id limit $3`,
    [after, userIds, limit],
  );
}

/** How many of each state among these have been asked about at Calendly. */
export async function listUnsettled(tx: Tx, accountIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from accounts where tenant_id = tenant() and id = any($1::uuid[])
       and state = 'connected' and calendly_name is null`,
    [accountIds],
  );
  return rows.map(({ id }) => id);
}
