/**
 * Brings the connections of the configuration file about: made where there are none, changed where they differ, all
 * of them or none. What was taken out of the file stays, and may be changed by everybody again.
 */
import type { Tx } from '../db/index.ts';
import { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import type { Connections } from './connections.ts';
import type { ConfiguredConnection } from './fields.ts';
import * as store from './store.ts';

/** What cannot be done, each with its place in the file: `connections[0].id`. */
type Problem = { path: string; message: string };

/** Tells what stands in the way; then nothing of it must stay. */
export type Configure = (
  tx: Tx,
  tenantId: string,
  wanted: readonly ConfiguredConnection[],
) => Promise<Problem[]>;

export function createConfigure(deps: {
  connections: Connections;
  vault: Vault;
  /** How many accounts hold tokens of a connection; made in `accounts`. */
  countHeld(tx: Tx, connectionId: number): Promise<number>;
}): Configure {
  const { connections, vault, countHeld } = deps;

  function differs(tenantId: string, row: store.ConnectionRow, column: string, sent: string | undefined) {
    const held = column === 'next_secret' ? row.nextSecretSealed : row.clientSecretSealed;
    if (held === null || sent === undefined) return (held === null) !== (sent === undefined);
    const place = { tenantId, table: 'connections', row: String(row.id), column };
    return !vault.open(held, place).equals(new Secret(sent));
  }

  /** What of a connection that is there is to be changed. */
  function changesOf(tenantId: string, row: store.ConnectionRow, wanted: ConfiguredConnection) {
    const { name, clientId, clientSecret, options = {} } = wanted;
    const { nextClientSecret, webhookSigningKey, scopes, environment } = options;
    // Calendly asked for the next one already.
    const took = nextClientSecret !== undefined && !differs(tenantId, row, 'client_secret', nextClientSecret);
    const next = took ? undefined : nextClientSecret;
    return {
      ...(name !== row.name && { name }),
      ...(clientId !== row.clientId && { clientId }),
      ...(!took && differs(tenantId, row, 'client_secret', clientSecret) && { clientSecret }),
      options: {
        ...(differs(tenantId, row, 'next_secret', next) && { nextClientSecret: next ?? null }),
        ...keyChange(tenantId, row, webhookSigningKey),
        ...(scopes && scopes.join() !== row.scopes.join() && { scopes }),
        ...((environment ?? null) !== row.environment && { environment: environment ?? null }),
      },
    };
  }

  function keyChange(tenantId: string, row: store.ConnectionRow, sent: string | undefined) {
    if (sent === undefined) return {};
    const held = row.webhookSigningKeySealed;
    const place = { tenantId, table: 'connections', row: String(row.id), column: 'webhook_signing_key' };
    if (held && vault.open(held, place).equals(new Secret(sent))) return {};
    return { webhookSigningKey: sent };
  }

  async function bringAbout(tx: Tx, tenantId: string, wanted: ConfiguredConnection, at: string) {
    const row = await connections.find(tx, wanted.id);
    if (!row) {
      const created = await connections.create(tx, tenantId, wanted);
      if (created.ok) return undefined;
      return {
        path: `${at}.id`,
        message: `${wanted.id} was a connection’s that was deleted. Take another id.`,
      };
    }
    const changes = changesOf(tenantId, row, wanted);
    if ('clientId' in changes && (await countHeld(tx, row.id)) > 0) {
      const message = 'Accounts are connected through another Client ID. For this one add a new connection.';
      return { path: `${at}.clientId`, message };
    }
    const { options, ...properties } = changes;
    if (Object.keys({ ...options, ...properties }).length > 0) {
      await connections.change(tx, tenantId, row.id, changes);
    }
    return undefined;
  }

  return async (tx, tenantId, wanted) => {
    const problems: Problem[] = [];
    for (const [index, each] of wanted.entries()) {
      const problem = await bringAbout(tx, tenantId, each, `connections[${index}]`);
      if (problem) problems.push(problem);
    }
    await store.markConfigured(
      tx,
      wanted.map(({ id }) => id),
    );
    return problems;
  };
}
