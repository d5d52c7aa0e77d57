/** The wish for a subscription, written before Calendly is asked: its address and key, sealed for its row. */
import type { AccountRow } from '../accounts/index.ts';
import { topicsWanted } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { type Ids, tokenHash } from '../ids.ts';
import { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import { addressFor, newToken } from './address.ts';
import * as store from './store.ts';

export interface Intents {
  /** The next generation after `rows`, which are all there ever were, newest first. */
  write(tx: Tx, tenantId: string, account: AccountRow, rows: store.SubscriptionRow[]): Promise<void>;
  /** Whether its address and key never open again, so that another generation has to take its place. */
  isLost(row: store.SubscriptionRow): boolean;
  /** The address as it is given to Calendly. */
  openUrl(row: store.SubscriptionRow): Secret;
  /** Undefined when it is not held, no longer, or lost with the key that sealed it. */
  openKey(row: store.KeyedRow, column: 'key' | 'previous_key'): Secret | undefined;
}

export function createIntents(deps: { clock: Clock; ids: Ids; vault: Vault; publicUrl: string }): Intents {
  const { clock, ids, vault, publicUrl } = deps;

  function place(tenantId: string, id: string, column: 'url' | 'key' | 'previous_key') {
    return { tenantId, table: 'subscriptions', row: id, column };
  }

  function openKey(row: store.KeyedRow, column: 'key' | 'previous_key'): Secret | undefined {
    const sealed = column === 'key' ? row.keySealed : row.previousKeySealed;
    if (!sealed || vault.isLost(sealed)) return undefined;
    return vault.open(sealed, place(row.tenantId, row.id, column));
  }

  return {
    openKey,
    isLost: ({ keySealed }) => keySealed !== null && vault.isLost(keySealed),
    openUrl: ({ tenantId, id, urlSealed }) => vault.open(urlSealed!, place(tenantId, id, 'url')),
    async write(tx, tenantId, account, rows) {
      const id = ids.uuid();
      const token = newToken(await store.installationId(tx), ids.secret());
      const url = new Secret(addressFor(publicUrl, token));
      const previous = rows[0] && openKey(rows[0], 'key');
      await store.insertIntent(tx, {
        tenantId,
        id,
        accountId: account.id,
        connectionId: account.connectionId,
        generation: (rows[0]?.generation ?? 0) + 1,
        tokenHash: tokenHash(token),
        urlSealed: vault.seal(url, place(tenantId, id, 'url')),
        keySealed: vault.seal(new Secret(ids.secret()), place(tenantId, id, 'key')),
        previousKeySealed: previous ? vault.seal(previous, place(tenantId, id, 'previous_key')) : null,
        topics: topicsWanted(account.grantedScopes),
        createdAt: clock.iso(),
      });
    },
  };
}
