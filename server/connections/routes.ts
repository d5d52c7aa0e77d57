/** Connections over HTTP: add, list, read, change. Deleting crosses rooms and stands in `lifecycle`. */
import type { Connection, ConnectionDetail, Page, ScopeNames } from '../../sdk/types.ts';
import { aliases, presets, scopes } from '../calendly/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { catalogue, Failure } from '../errors.ts';
import { type Moved, noCursor, pageOf, type Route, route, toPage, wrongField } from '../http/index.ts';
import { connection, connectionDetail, scopeNames } from './answers.ts';
import type { Connections } from './connections.ts';
import { connectionAddress, connectionChanges, connectionsQuery, newConnection, type } from './fields.ts';
import type { ConnectionViews } from './views.ts';

export function connectionRoutes(deps: {
  database: Database;
  connections: Connections;
  views: ConnectionViews;
  /** How many accounts hold tokens of a connection; made in `accounts`. */
  countHeld(tx: Tx, connectionId: number): Promise<number>;
}): Route[] {
  const { database, connections, views, countHeld } = deps;
  return [
    route({
      method: 'GET',
      path: '/api/v1/connections',
      summary: 'The Calendly applications that accounts connect through',
      access: 'viewer',
      scope: 'connections:read',
      query: connectionsQuery,
      answers: 200,
      answer: pageOf(connection),
      handler: async ({ principal, query: { cursor, limit } }): Promise<Page<Connection>> => {
        const after = afterOf(cursor);
        const found = await database.tenantTransaction(principal.tenantId, (tx) =>
          views.list(tx, { after, limit: limit + 1 }),
        );
        return toPage(found, limit, ({ id }) => String(id));
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/connections',
      summary: 'Add a connection',
      access: 'operator',
      scope: 'connections:write',
      body: newConnection,
      answers: 201,
      answer: connection,
      refuses: ['connection_id_taken'],
      handler: async ({ tx, principal: { tenantId }, body, note }): Promise<Connection> => {
        const created = await connections.create(tx, tenantId, body);
        if (!created.ok) throw new Failure(created.reason);
        note(...movedBy({}, body), { field: 'id', before: null, after: created.id });
        return (await views.find(tx, created.id))!;
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/connections/{id}',
      summary: 'One connection with its history',
      access: 'viewer',
      scope: 'connections:read',
      params: connectionAddress,
      answers: 200,
      answer: connectionDetail,
      handler: ({ principal, params }): Promise<ConnectionDetail> =>
        database.tenantTransaction(principal.tenantId, async (tx) => {
          const found = await views.detail(tx, params.id);
          if (!found) throw new Failure('not_found');
          return found;
        }),
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/connections/{id}',
      summary: 'Rename a connection, or bring new credentials',
      access: 'operator',
      scope: 'connections:write',
      params: connectionAddress,
      body: connectionChanges,
      answers: 200,
      answer: connection,
      refuses: ['connection_is_calendly', 'connection_has_accounts', 'connection_is_configured'],
      handler: async ({ tx, principal: { tenantId }, params, body, note }): Promise<Connection> => {
        const { type: sent, id, ...changes } = body;
        const before = await connections.find(tx, params.id);
        if (!before) throw new Failure('not_found');
        refuseAnotherType(sent);
        if (id !== undefined && id !== params.id) {
          throw wrongField('id', 'The id of a connection stays. Leave it out, or add a new connection.');
        }
        if (before.configured) throw new Failure('connection_is_configured');
        const otherApplication = changes.clientId !== undefined && changes.clientId !== before.clientId;
        if (otherApplication) refuseWhileHeld(await countHeld(tx, params.id));
        await connections.change(tx, tenantId, params.id, changes);
        note(...movedBy(before, changes));
        return (await views.find(tx, params.id))!;
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/scopes',
      summary: 'What a connection may ask people for: Calendly’s scopes, presets of them, other names',
      access: 'viewer',
      scope: 'connections:read',
      answers: 200,
      answer: scopeNames,
      handler: async (): Promise<ScopeNames> => named,
    }),
  ];
}

const named: ScopeNames = {
  scopes: [...scopes],
  presets: {
    'read-only': [...presets['read-only']],
    write: [...presets.write],
    webhooks: [...presets.webhooks],
    full: [...presets.full],
  },
  aliases: Object.fromEntries(Object.entries(aliases).map(([name, of]) => [name, [...of]])),
};

/** What is the same word in another case has words of its own. */
function refuseAnotherType(sent: unknown): void {
  if (sent === undefined) return;
  const { error } = type.safeParse(sent);
  const [issue] = error?.issues ?? [];
  if (!issue) return;
  if (/small letters/.test(issue.message)) throw wrongField('type', issue.message);
  const { title, wayOut } = catalogue.connection_is_calendly;
  throw new Failure('connection_is_calendly', { fields: [{ path: 'type', message: `${title} ${wayOut}` }] });
}

function afterOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const { data } = connectionAddress.safeParse({ id: cursor });
  if (!data) throw noCursor('cursor');
  return data.id;
}

/** Tokens belong to the application that got them: another Client ID would end every account at once. */
function refuseWhileHeld(held: number): void {
  if (held === 0) return;
  throw new Failure('connection_has_accounts', {
    detail: `There are ${held}, through this Client ID. For another application add a new connection.`,
  });
}

/** What the audit log is told of a change; of a secret only that it is another. */
function movedBy(
  before: { name?: string; clientId?: string },
  after: {
    name?: string | undefined;
    clientId?: string | undefined;
    clientSecret?: string | undefined;
    options?: { webhookSigningKey?: string | null | undefined } | undefined;
  },
): Moved[] {
  const moved: Moved[] = [];
  for (const field of ['name', 'clientId'] as const) {
    const [was, is] = [before[field] ?? null, after[field]];
    if (is !== undefined && is !== was) moved.push({ field, before: was, after: is });
  }
  const secrets = {
    clientSecret: after.clientSecret,
    webhookSigningKey: after.options?.webhookSigningKey,
  };
  for (const [field, given] of Object.entries(secrets)) {
    if (given === undefined) continue;
    moved.push({
      field,
      before: before.name === undefined ? null : '***',
      after: given === null ? null : '***',
    });
  }
  return moved;
}
