/** A connection as it goes out. Its state is that of its own account, unless Calendly refuses the connection itself. */
import type { Connection, ConnectionStatus } from '../../sdk/types.ts';
import type { Tx } from '../db/index.ts';
import { catalogue } from '../errors.ts';
import type { Connections } from './connections.ts';
import type { ConnectionRow } from './store.ts';

/** Of each connection, what its accounts say; made in `accounts`. */
export type StatusesOf = (tx: Tx, connections: ConnectionRow[]) => Promise<Map<number, ConnectionStatus>>;

export interface ConnectionViews {
  list(tx: Tx, page: { after: number; limit: number }): Promise<Connection[]>;
  find(tx: Tx, id: number): Promise<Connection | undefined>;
}

export function createConnectionViews(deps: {
  connections: Connections;
  statusesOf: StatusesOf;
}): ConnectionViews {
  const { connections, statusesOf } = deps;
  async function present(tx: Tx, rows: ConnectionRow[]): Promise<Connection[]> {
    const statuses = await statusesOf(tx, rows);
    return rows.map((row) => presentConnection(row, statuses.get(row.id)!));
  }
  return {
    list: async (tx, page) => present(tx, await connections.list(tx, page)),
    async find(tx, id) {
      const row = await connections.find(tx, id);
      return row && (await present(tx, [row]))[0];
    },
  };
}

function presentConnection(row: ConnectionRow, status: ConnectionStatus): Connection {
  return {
    type: 'calendly',
    id: row.id,
    name: row.name,
    clientId: row.clientId,
    clientSecret: '***',
    status: row.refusedSince === null ? status : refusedStatus(status, row.refusedSince),
    options: {
      webhookSigningKey: row.webhookSigningKeySealed && '***',
      deletingSince: row.deletingSince,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
    },
  };
}

function refusedStatus(status: ConnectionStatus, since: string): ConnectionStatus {
  const { title, wayOut } = catalogue.client_refused;
  const reason = { code: 'client_refused', words: title, wayOut };
  return {
    ...status,
    state: 'error',
    since,
    reason,
    actions: ['Update credentials', 'Re-connect'],
    health: { level: 'broken', reasons: [{ ...reason, since }, ...status.health.reasons] },
  };
}
