/**
 * Takes over what an older integration holds: end users with the refresh tokens of the same OAuth application, and its
 * subscriptions with their keys. Again with the same rows changes nothing. Nothing is asked of Calendly here, and
 * nothing is refreshed before `activate`.
 */
import type { Accounts } from '../accounts/index.ts';
import { uuidOf } from '../calendly/index.ts';
import type { ConnectionRow, Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import type { ImportRow } from './import-rows.ts';

export interface Imported {
  /** Rows by what they came to. */
  accounts: Record<'new' | 'changed' | 'same' | 'connected', number>;
  subscriptions: Record<'new' | 'changed' | 'same' | 'gone', number>;
  /** What was left out, each with the number of its row, from 1 on. */
  leftOut: { row: number; userId: string; reason: LeftOut }[];
}

export type LeftOut =
  | 'erasing'
  | 'disconnected'
  | 'other_calendly_user'
  | 'other_connection'
  | 'subscription_is_another'
  | 'too_many_subscriptions';

export type Import = (
  tenantId: string,
  connectionId: number,
  rows: readonly ImportRow[],
  /** `dry`: all is done and then undone, so that it tells exactly what would come of it. */
  options: { dry: boolean },
) => Promise<Imported>;

class Undone extends Error {}

export function createImport(deps: {
  database: Database;
  connections: Pick<Connections, 'find'>;
  accounts: Accounts;
  subscriptions: Pick<Subscriptions, 'registerLegacy'>;
}): Import {
  const { database, connections, accounts, subscriptions } = deps;

  async function takeAccount(
    tx: Tx,
    tenantId: string,
    { id, scopes }: ConnectionRow,
    row: ImportRow,
    to: Imported,
  ) {
    const taken = await accounts.imports.takeOver(tx, tenantId, {
      userId: row.userId,
      name: row.name ?? null,
      email: row.email ?? null,
      connectionId: id,
      wantedScopes: scopes,
      calendlyUser: row.userUri,
      organization: row.organizationUri ?? null,
      refreshToken: row.refreshToken === undefined ? undefined : new Secret(row.refreshToken),
    });
    if (taken.ok) to.accounts[taken.what]++;
    return taken;
  }

  async function takeSubscription(
    tx: Tx,
    tenantId: string,
    connectionId: number,
    row: ImportRow,
    accountId: string | null,
    to: Imported,
  ): Promise<LeftOut | undefined> {
    if (row.hook === undefined) return undefined;
    const came = await subscriptions.registerLegacy(tx, tenantId, {
      connectionId,
      scope: row.scope,
      creator: row.userUri,
      creatorId: uuidOf(row.userUri, 'user')!,
      accountId,
      organization: row.organizationUri ?? null,
      calendlyUuid: uuidOf(row.hook, 'webhookSubscription')!,
      callbackUrl: row.callbackUrl!,
      key: new Secret(row.signingKey!),
    });
    if (came === 'other') return 'subscription_is_another';
    if (came === 'too_many') return 'too_many_subscriptions';
    to.subscriptions[came]++;
    return undefined;
  }

  async function takeRow(tx: Tx, tenantId: string, connection: ConnectionRow, row: ImportRow, to: Imported) {
    const ofOrganization = row.scope === 'organization';
    // Its maker may be nobody's end user any more.
    if (ofOrganization && row.refreshToken === undefined) {
      return takeSubscription(tx, tenantId, connection.id, row, null, to);
    }
    const taken = await takeAccount(tx, tenantId, connection, row, to);
    if (!taken.ok) return taken.reason;
    return takeSubscription(tx, tenantId, connection.id, row, ofOrganization ? null : taken.accountId, to);
  }

  async function takeSome(
    tx: Tx,
    tenantId: string,
    connectionId: number,
    some: readonly (readonly [number, ImportRow])[],
    to: Imported,
  ): Promise<void> {
    const connection = await connections.find(tx, connectionId);
    if (!connection || connection.deletingSince) {
      throw new Failure('not_found', { detail: `There is no connection ${connectionId}.` });
    }
    for (const [index, row] of some) {
      const reason = await takeRow(tx, tenantId, connection, row, to);
      if (reason) to.leftOut.push({ row: index + 1, userId: row.userId, reason });
    }
  }

  return async (tenantId, connectionId, rows, { dry }) => {
    const imported: Imported = {
      accounts: { new: 0, changed: 0, same: 0, connected: 0 },
      subscriptions: { new: 0, changed: 0, same: 0, gone: 0 },
      leftOut: [],
    };
    for (const some of byEndUser(rows)) {
      try {
        await database.tenantTransaction(tenantId, async (tx) => {
          await takeSome(tx, tenantId, connectionId, some, imported);
          if (dry) throw new Undone();
        });
      } catch (error) {
        if (!(error instanceof Undone)) throw error;
      }
    }
    return imported;
  };
}

/** Rows of one end user, each with its place in the file. Nobody holds more than one account, so nobody waits for long. */
function byEndUser(rows: readonly ImportRow[]): Iterable<(readonly [number, ImportRow])[]> {
  return Map.groupBy(rows.entries(), ([, { userId }]) => userId).values();
}
