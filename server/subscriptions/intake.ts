/**
 * From the token in the address that was posted to to whose it is and the keys that may have signed: one indexed
 * look-up, shared by all who arrive at the same time. Nothing is remembered from one to the next.
 */
import { createBatch, type Database, isUnavailable } from '../db/index.ts';
import { tokenHash } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import type { Intents } from './intents.ts';
import * as store from './store.ts';

export type FoundByToken =
  | {
      kind: 'open';
      tenantId: string;
      accountId: string;
      subscriptionId: string;
      /** In the order to try them: the one that matched last goes first. */
      keys: { name: store.KeyName; key: Secret }[];
      /** Whether any key ever matched. */
      learnt: boolean;
    }
  | { kind: 'ended' }
  | undefined;

const most = 256;
const atOnce = 2;

export type FindByToken = (token: string) => Promise<FoundByToken>;

export function createFindByToken(deps: { database: Database; vault: Vault; intents: Intents }): FindByToken {
  const { database, vault, intents } = deps;

  function keysOf(row: store.IntakeRow) {
    const keys: { name: store.KeyName; key: Secret }[] = [];
    const own = intents.openKey(row, 'key');
    const previous = intents.openKey(row, 'previous_key');
    if (own) keys.push({ name: 'own', key: own });
    if (previous) keys.push({ name: 'previous', key: previous });
    if (row.applicationKeySealed) {
      const column = 'webhook_signing_key';
      const place = { tenantId: row.tenantId, table: 'connections', row: String(row.connectionId), column };
      keys.push({ name: 'application', key: vault.open(row.applicationKeySealed, place) });
    }
    return keys.sort((a, b) => Number(b.name === row.keyInUse) - Number(a.name === row.keyInUse));
  }

  function present(row: store.IntakeRow | undefined): FoundByToken {
    if (!row) return undefined;
    if (row.state === 'deleting' || row.state === 'deleted') return { kind: 'ended' };
    return {
      kind: 'open',
      tenantId: row.tenantId,
      accountId: row.accountId,
      subscriptionId: row.id,
      keys: keysOf(row),
      learnt: row.keyInUse !== null,
    };
  }

  return createBatch<string, FoundByToken>({
    most,
    atOnce,
    hopeless: isUnavailable,
    async work(tokens) {
      const bearers = tokens.map(tokenHash);
      const rows = await database.intakeTransaction((tx) => store.listByTokenHash(tx, bearers), { bearers });
      const found = new Map(rows.map((row) => [row.tokenHash.toString('hex'), row]));
      return bearers.map((bearer) => present(found.get(bearer.toString('hex'))));
    },
  });
}
