/** A connection as it goes out. Its state is that of its own account, unless Calendly refuses the connection itself. */
import type {
  Change,
  Connection,
  ConnectionDetail,
  ConnectionStatus,
  TimelineEntry,
} from '../../sdk/types.ts';
import { tellTimeline } from '../changes/index.ts';
import type { Tx } from '../db/index.ts';
import { catalogue } from '../errors.ts';
import type { Connections } from './connections.ts';
import { type ConnectionRow, listNamesakes } from './store.ts';

/** Of each connection, what its accounts say; made in `accounts`. */
export type StatusesOf = (tx: Tx, connections: ConnectionRow[]) => Promise<Map<number, ConnectionStatus>>;

export interface ConnectionViews {
  list(tx: Tx, page: { after: number; limit: number }): Promise<Connection[]>;
  find(tx: Tx, id: number): Promise<Connection | undefined>;
  /** With its history. */
  detail(tx: Tx, id: number): Promise<ConnectionDetail | undefined>;
}

export function createConnectionViews(deps: {
  connections: Connections;
  statusesOf: StatusesOf;
  /** What becomes of accounts, in words; made in `accounts`. */
  wordsOfAccount(change: Change): string;
}): ConnectionViews {
  const { connections, statusesOf, wordsOfAccount } = deps;
  async function present(tx: Tx, rows: ConnectionRow[]): Promise<Connection[]> {
    const statuses = await statusesOf(tx, rows);
    const ids = rows.map(({ id }) => id);
    const namesakes = new Map((await listNamesakes(tx, ids)).map(({ id, others }) => [id, others]));
    return rows.map((row) =>
      presentConnection(row, statuses.get(row.id)!, warningsOf(namesakes.get(row.id) ?? [])),
    );
  }

  async function find(tx: Tx, id: number): Promise<Connection | undefined> {
    const row = await connections.find(tx, id);
    return row && (await present(tx, [row]))[0];
  }

  return {
    list: async (tx, page) => present(tx, await connections.list(tx, page)),
    find,
    async detail(tx, id) {
      const connection = await find(tx, id);
      return connection && { ...connection, timeline: await tellConnection(tx, connection, wordsOfAccount) };
    },
  };
}

/** Newest first: the connection's own changes and those of the account whose state is its state. */
function tellConnection(
  tx: Tx,
  { id, status: { ownAccountId } }: Connection,
  wordsOfAccount: (change: Change) => string,
): Promise<TimelineEntry[]> {
  const subjects: Change['subject'][] = [{ kind: 'connection', id: String(id) }];
  if (ownAccountId) subjects.push({ kind: 'account', id: ownAccountId });
  return tellTimeline(tx, subjects, (change) =>
    change.subject.kind === 'connection' ? wordsOf(change) : `Your own account: ${wordsOfAccount(change)}`,
  );
}

function wordsOf({ type, data }: Change): string {
  if (type === 'connection.created') return 'Added.';
  if (type === 'connection.deleted') return 'Deleted.';
  if (data.deleting) return 'Delete begun: its accounts are disconnected first.';
  if (data.refused === true) return catalogue.client_refused.title;
  if (data.refused === false) return 'Calendly accepts its Client ID and secret again.';
  if (data.nextSecretInUse) return 'Calendly asked for the next Client secret, which is the one in use now.';
  const changed = Array.isArray(data.changed) ? data.changed.map(String) : [];
  return changed.length > 0 ? `Changed: ${changed.join(', ')}.` : 'Changed.';
}

function warningsOf(namesakes: readonly number[]): Connection['options']['warnings'] {
  if (namesakes.length === 0) return [];
  const which = namesakes.map((id) => `#${id}`).join(', ');
  const message = `Another connection has this name too: ${which}. Both work; another name would tell them apart.`;
  return [{ path: 'name', message }];
}

function presentConnection(
  row: ConnectionRow,
  status: ConnectionStatus,
  warnings: Connection['options']['warnings'],
): Connection {
  return {
    type: 'calendly',
    id: row.id,
    name: row.name,
    clientId: row.clientId,
    clientSecret: '***',
    status: row.refusedSince === null ? status : refusedStatus(status, row.refusedSince),
    options: {
      webhookSigningKey: row.webhookSigningKeySealed && '***',
      nextClientSecret: row.nextSecretSealed && '***',
      scopes: row.scopes,
      environment: row.environment,
      configured: row.configured,
      warnings,
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
