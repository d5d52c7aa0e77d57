/** SQL that reads all accounts at a glance. */
import type { State } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';

export function countByState(tx: Tx): Promise<{ state: State; count: number }[]> {
  return tx.query(
    'select state, count(*)::integer as count from accounts where tenant_id = tenant() group by state',
  );
}

/** Accounts that are where they are for a reason, by that reason. */
export function groupByReason(
  tx: Tx,
): Promise<{ reason: string; count: number; since: string; accountIds: string[] }[]> {
  return tx.query(
    `select reason, count(*)::integer as count, min(state_since) as since,
       (array_agg(id::text order by state_since desc))[1:3] as "accountIds"
     from accounts where tenant_id = tenant() and reason is not null and state <> 'configured'
       and disconnecting_since is null group by reason`,
  );
}

export function listDisconnecting(
  tx: Tx,
  begunBefore: string,
): Promise<{ id: string; disconnectingSince: string }[]> {
  return tx.query(
    `select id, disconnecting_since as "disconnectingSince" from accounts
     where tenant_id = tenant() and disconnecting_since < $1`,
    [begunBefore],
  );
}

/** Connected accounts that were granted less, by the letter, than their connection wants. */
export function listLacking(
  tx: Tx,
): Promise<
  { id: string; wanted: string[]; granted: string[]; connectedAt: string; personalToken: boolean }[]
> {
  return tx.query(
    `select a.id, c.scopes as wanted, a.granted_scopes as granted, a.connected_at as "connectedAt",
       a.personal_token as "personalToken"
     from accounts a join connections c on c.tenant_id = a.tenant_id and c.id = a.connection_id
     where a.tenant_id = tenant() and a.state = 'connected' and a.disconnecting_since is null
       and not c.scopes <@ a.granted_scopes`,
  );
}
