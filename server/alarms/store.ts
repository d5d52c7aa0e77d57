/** All SQL on alarms and on the networks that calls and deliveries come from. */
import type { Tx } from '../db/index.ts';
import type { AlarmKind, Facts } from './judge.ts';

/** With an account or with an API key. */
export interface AlarmRow {
  accountId: string | null;
  apiKeyId: string | null;
  kind: AlarmKind;
  since: string;
  facts: Facts;
}

const columns = 'account_id as "accountId", api_key_id as "apiKeyId", kind, since, facts';

/** True when it did not stand before. */
export async function putAlarm(
  tx: Tx,
  tenantId: string,
  { accountId, apiKeyId, kind, since: at, facts }: AlarmRow,
): Promise<boolean> {
  const { raised } = await tx.one<{ raised: boolean }>(
    `insert into alarms (tenant_id, account_id, api_key_id, kind, since, last_at, facts)
     values ($1, $2, $3, $4, $5, $5, $6)
     on conflict (tenant_id, account_id, api_key_id, kind) do update
       set last_at = excluded.last_at, facts = excluded.facts
     returning xmax = 0 as raised`,
    [tenantId, accountId, apiKeyId, kind, at, JSON.stringify(facts)],
  );
  return raised;
}

/** Those that were seen last before this, and stand no more. */
export function takeOver(tx: Tx, kinds: readonly AlarmKind[], before: string): Promise<AlarmRow[]> {
  return tx.query<AlarmRow>(
    `delete from alarms where tenant_id = tenant() and kind = any($1) and last_at < $2 returning ${columns}`,
    [kinds, before],
  );
}

/** Of these accounts; without, all. */
export function listAlarms(tx: Tx, accountIds?: readonly string[]): Promise<AlarmRow[]> {
  return tx.query<AlarmRow>(
    `select ${columns} from alarms
     where tenant_id = tenant() and ($1::uuid[] is null or account_id = any($1)) order by kind`,
    [accountIds ?? null],
  );
}

/** The network of an address, and whether it is new beside others that are known; `apiKeyId` null: of deliveries. */
export async function meetNetwork(
  tx: Tx,
  tenantId: string,
  apiKeyId: string | null,
  address: string,
  at: string,
): Promise<{ network: string; isNew: boolean }> {
  const { network, others } = await tx.one<{ network: string; others: boolean }>(
    `select n.network, exists (select from known_networks k
       where k.tenant_id = tenant() and k.api_key_id is not distinct from $2::uuid) as others
     from (select network(set_masklen($1::inet, case family($1::inet) when 4 then 24 else 48 end))::text as network) n`,
    [address, apiKeyId],
  );
  const { met } = await tx.one<{ met: boolean }>(
    `insert into known_networks (tenant_id, api_key_id, network, last_at) values ($1, $2, $3, $4)
     on conflict (tenant_id, api_key_id, network) do update set last_at = excluded.last_at
     returning xmax = 0 as met`,
    [tenantId, apiKeyId, network, at],
  );
  return { network, isNew: met && others };
}

export async function forgetNetworks(tx: Tx, before: string): Promise<void> {
  await tx.query('delete from known_networks where tenant_id = tenant() and last_at < $1', [before]);
}
