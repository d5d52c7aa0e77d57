/** All SQL on held consents. */
import type { CalendlyUser } from '../calendly/index.ts';
import type { Tx } from '../db/index.ts';
import type { SealedTable } from '../vault/index.ts';

export const sealedHeld: SealedTable = {
  table: 'held_consents',
  key: { link_hash: 'bytea' },
  row: ({ link_hash }) => (link_hash as Buffer).toString('hex'),
  one: { access_sealed: 'access', refresh_sealed: 'refresh' },
};

export interface HeldRow {
  accountId: string;
  connectionId: number;
  pairId: string;
  accessSealed: Buffer;
  refreshSealed: Buffer;
  expiresAt: string;
  grantedScopes: string[];
  wantedScopes: string[];
  person: CalendlyUser;
  takenAt: string;
  heldUntil: string;
}

const columns = `account_id as "accountId", connection_id as "connectionId", pair_id as "pairId",
  access_sealed as "accessSealed", refresh_sealed as "refreshSealed", expires_at as "expiresAt",
  granted_scopes as "grantedScopes", wanted_scopes as "wantedScopes", person, taken_at as "takenAt",
  held_until as "heldUntil"`;

export async function insertHeld(tx: Tx, tenantId: string, linkHash: Buffer, row: HeldRow): Promise<void> {
  await tx.query(
    `insert into held_consents (tenant_id, link_hash, account_id, connection_id, pair_id, access_sealed, refresh_sealed,
       expires_at, granted_scopes, wanted_scopes, person, taken_at, held_until)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      tenantId,
      linkHash,
      row.accountId,
      row.connectionId,
      row.pairId,
      row.accessSealed,
      row.refreshSealed,
      row.expiresAt,
      row.grantedScopes,
      row.wantedScopes,
      JSON.stringify(row.person),
      row.takenAt,
      row.heldUntil,
    ],
  );
}

export function findHeld(tx: Tx, linkHash: Buffer): Promise<HeldRow | undefined> {
  return tx.maybe<HeldRow>(
    `select ${columns} from held_consents where tenant_id = tenant() and link_hash = $1`,
    [linkHash],
  );
}

/** Nobody else takes it then; only while it is held. */
export function takeHeld(tx: Tx, linkHash: Buffer, now: string): Promise<HeldRow | undefined> {
  return tx.maybe<HeldRow>(
    `delete from held_consents where tenant_id = tenant() and link_hash = $1 and held_until > $2
     returning ${columns}`,
    [linkHash, now],
  );
}

/** From now on it can only be given back. False when it is not held any more. */
export async function endHeld(tx: Tx, linkHash: Buffer, now: string): Promise<boolean> {
  const row = await tx.maybe(
    `update held_consents set held_until = $2 where tenant_id = tenant() and link_hash = $1 and held_until > $2
     returning pair_id`,
    [linkHash, now],
  );
  return row !== undefined;
}

export async function deleteHeld(tx: Tx, linkHash: Buffer): Promise<void> {
  await tx.query('delete from held_consents where tenant_id = tenant() and link_hash = $1', [linkHash]);
}

export async function holdsBack(tx: Tx, pairId: string): Promise<boolean> {
  const row = await tx.maybe('select 1 from held_consents where tenant_id = tenant() and pair_id = $1', [
    pairId,
  ]);
  return row !== undefined;
}
