/** The keys that may have signed what comes to a subscription: its own, its previous one, its application's, newest first. */
import type { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import type { Intents } from './intents.ts';
import type { IntakeRow, KeyName } from './store.ts';

export interface CandidateKey {
  name: KeyName;
  key: Secret;
}

/** In the order to try them: what matched last goes first. */
export type CandidateKeys = (row: IntakeRow) => CandidateKey[];

export function createCandidateKeys({ vault, intents }: { vault: Vault; intents: Intents }): CandidateKeys {
  return (row) => {
    const keys: CandidateKey[] = [];
    const own = intents.openKey(row, 'key');
    const previous = intents.openKey(row, 'previous_key');
    if (own) keys.push({ name: 'own', key: own });
    if (previous) keys.push({ name: 'previous', key: previous });
    const column = 'webhook_signing_key';
    const place = { tenantId: row.tenantId, table: 'connections', row: String(row.connectionId), column };
    for (const sealed of [row.applicationKeySealed, ...row.earlierKeysSealed]) {
      if (sealed && !vault.isLost(sealed)) keys.push({ name: 'application', key: vault.open(sealed, place) });
    }
    return keys.sort((a, b) => Number(b.name === row.keyInUse) - Number(a.name === row.keyInUse));
  };
}
