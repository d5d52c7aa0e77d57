/**
 * Accounts as they go out: what this room knows, joined with what the rooms above know of them and hand in.
 * Health is the worst of all that is said.
 */
import type {
  Account,
  AccountDetail,
  ConnectionStatus,
  Freshness,
  HealthReason,
  State,
  Status,
  SubscriptionFacts,
} from '../../sdk/types.ts';
import { missingScopes } from '../calendly/index.ts';
import type { ConnectionRow, Connections, StatusesOf } from '../connections/index.ts';
import type { Tx } from '../db/index.ts';
import { catalogue } from '../errors.ts';
import { toWireId } from '../ids.ts';
import { actions, describeReason, isLive } from './state.ts';
import * as store from './store.ts';
import { tellAccount } from './timeline.ts';

type Health = Status['health'];

/** What the rooms above know of accounts, by their ids. */
export interface Beside {
  subscriptionsOf(
    tx: Tx,
    accountIds: string[],
  ): Promise<Map<string, { facts: SubscriptionFacts | null; health: Health }>>;
  freshnessOf(tx: Tx, accountIds: string[]): Promise<Map<string, { facts: Freshness; health: Health }>>;
  meetingsAhead(tx: Tx, accountIds: string[]): Promise<Map<string, number>>;
  alarmsOf(tx: Tx, accountIds: string[]): Promise<Map<string, Health>>;
  /** What was asked of Calendly for one of them lately. */
  requestsOf(tx: Tx, accountId: string): Promise<AccountDetail['requests']>;
}

export interface AccountViews {
  /** One more than `limit` tells that there is a next page. */
  list(tx: Tx, filter: store.AccountFilter, limit: number): Promise<Account[]>;
  find(tx: Tx, accountId: string): Promise<Account | undefined>;
  /** All but the budget, which is of nobody's tenant. */
  detail(tx: Tx, accountId: string): Promise<Omit<AccountDetail, 'budget'> | undefined>;
}

export function createAccountViews(deps: { connections: Connections } & Beside): AccountViews {
  const { connections, subscriptionsOf, freshnessOf, meetingsAhead, alarmsOf, requestsOf } = deps;

  async function present(tx: Tx, rows: store.AccountRow[]): Promise<Account[]> {
    const ids = rows.map(({ id }) => id);
    const byId = new Map((await connections.list(tx)).map((row) => [row.id, row]));
    const subscriptions = await subscriptionsOf(tx, ids);
    const freshness = await freshnessOf(tx, ids);
    const ahead = await meetingsAhead(tx, ids);
    const alarms = await alarmsOf(tx, ids);
    return rows.map((row) => {
      const subscription = subscriptions.get(row.id);
      return presentAccount(row, {
        connection: byId.get(row.connectionId),
        subscription: subscription?.facts ?? null,
        health: healthOf(
          row,
          byId.get(row.connectionId),
          subscription?.health,
          freshness.get(row.id)?.health,
          alarms.get(row.id),
        ),
        meetingsAhead: ahead.get(row.id) ?? 0,
      });
    });
  }

  async function find(tx: Tx, accountId: string): Promise<Account | undefined> {
    const row = await store.findAccount(tx, accountId);
    return row && (await present(tx, [row]))[0];
  }

  return {
    list: async (tx, filter, limit) => present(tx, await store.listAccounts(tx, filter, limit)),
    find,
    async detail(tx, accountId) {
      const row = await store.findAccount(tx, accountId);
      if (!row) return undefined;
      const [account] = (await present(tx, [row])) as [Account];
      const { calendlyRole: role, calendlyPlan: plan, calendlyStage: stage, probedAt } = row;
      const probed = probedAt === null ? null : { role, plan, stage, at: probedAt };
      const { facts: freshness } = (await freshnessOf(tx, [accountId])).get(accountId)!;
      const requests = await requestsOf(tx, accountId);
      return { ...account, probed, freshness, requests, timeline: await tellAccount(tx, account) };
    },
  };
}

/** Of each connection: the state of its own account, and how many accounts are in which state. */
export const statusesOf: StatusesOf = async (tx, connectionRows) => {
  const counts = await store.countByConnection(tx);
  const own = await store.listOwnAccounts(tx);
  return new Map(
    connectionRows.map((row) => [
      row.id,
      statusOf(
        row,
        own.find(({ userId }) => userId === String(row.id)),
        counts.filter(({ connectionId, kind }) => connectionId === row.id && kind === 'application'),
      ),
    ]),
  );
};

function statusOf(
  connection: ConnectionRow,
  own: store.AccountRow | undefined,
  counts: { state: State; count: number }[],
): ConnectionStatus {
  const state = own?.state ?? 'configured';
  const accounts = { configured: 0, connected: 0, disconnected: 0, error: 0 };
  for (const { state: of, count } of counts) accounts[of] = count;
  return {
    state,
    since: own?.stateSince ?? connection.createdAt,
    reason: describeReason(own?.reason ?? null),
    actions: actions[state],
    // That Calendly refuses the connection is told beside.
    health: own ? healthOf(own, { ...connection, refusedSince: null }) : { level: 'ok', reasons: [] },
    ownAccountId: own ? toWireId('account', own.id) : null,
    accounts,
  };
}

function presentAccount(
  row: store.AccountRow,
  beside: {
    connection: ConnectionRow | undefined;
    subscription: SubscriptionFacts | null;
    health: Health;
    meetingsAhead: number;
  },
): Account {
  const { subscription, meetingsAhead } = beside;
  return {
    id: toWireId('account', row.id),
    endUser: {
      userId: row.kind === 'operator' ? null : row.userId,
      kind: row.kind,
      name: row.name,
      email: row.email,
    },
    connectionId: row.connectionId,
    connectionName: beside.connection?.name ?? `Connection ${row.connectionId}`,
    nextConnectionId: row.nextConnectionId,
    status: {
      state: row.state,
      since: row.stateSince,
      reason: describeReason(row.reason),
      actions: actions[row.state],
      health: beside.health,
    },
    calendly: calendlyOf(row),
    scopes: { wanted: beside.connection?.scopes ?? row.wantedScopes, granted: row.grantedScopes },
    subscription,
    lastDeliveryAt: row.lastDeliveryAt,
    meetingsAhead,
    backfill: row.backfill,
    disconnecting: row.disconnectingSince
      ? { since: row.disconnectingSince, left: leftOf(subscription) }
      : null,
    connectedAt: row.connectedAt,
    authorization: authorizationOf(row),
  };
}

function authorizationOf({ connectedAt, personalToken }: store.AccountRow): Account['authorization'] {
  if (connectedAt === null) return null;
  return personalToken ? 'personal_access_token' : 'oauth';
}

function calendlyOf(row: store.AccountRow): Account['calendly'] {
  if (row.calendlyUser === null) return null;
  return {
    userUri: row.calendlyUser,
    organizationUri: row.calendlyOrganization ?? '',
    name: row.calendlyName ?? '',
    email: row.calendlyEmail ?? '',
    timezone: row.calendlyTimezone ?? '',
    schedulingUrl: row.schedulingUrl ?? '',
  };
}

/** What a disconnect has still to do. */
function leftOf(subscription: SubscriptionFacts | null): string[] {
  return subscription ? ['subscription', 'access'] : ['access'];
}

function healthOf(
  row: store.AccountRow,
  connection: ConnectionRow | undefined,
  ...beside: (Health | undefined)[]
): Health {
  const reasons: HealthReason[] = [];
  const reason = describeReason(row.reason);
  if (reason && row.state === 'error') reasons.push({ ...reason, since: row.stateSince });
  const wanted = connection?.scopes ?? row.wantedScopes;
  const missing = row.state === 'connected' ? missingScopes(row.grantedScopes, wanted) : [];
  if (missing.length > 0 && row.connectedAt)
    reasons.push(permissionMissing(missing, row.connectedAt, row.personalToken));
  if (connection?.refusedSince && row.state === 'connected' && !row.personalToken)
    reasons.push(clientRefused(connection.refusedSince));
  if (row.disconnectingSince) reasons.push(disconnectUnfinished(row.disconnectingSince));
  const level = row.state === 'error' ? 'broken' : reasons.length > 0 ? 'attention' : 'ok';
  // What the rooms above look after rests while nobody is connected.
  const said = isLive(row.state) ? beside.filter((one) => one !== undefined) : [];
  return {
    level: said.map((one) => one.level).reduce(worse, level),
    reasons: [...reasons, ...said.flatMap((one) => one.reasons)],
  };
}

export function permissionMissing(missing: string[], since: string, personalToken: boolean): HealthReason {
  const wayOut = personalToken
    ? `Make a personal access token at Calendly that has ${missing.join(', ')} too, and enter it.`
    : `Reconnect to grant ${missing.join(', ')}, and leave every permission checked.`;
  return {
    code: 'permission_missing',
    words: `Calendly did not grant ${missing.join(', ')}. Meetings work; what needs this stays empty.`,
    wayOut,
    since,
  };
}

function clientRefused(since: string): HealthReason {
  const { wayOut } = catalogue.client_refused;
  return {
    code: 'client_refused',
    words:
      'Calendly does not accept the connection’s Client ID and secret together, so access cannot be renewed. What Calendly sends is still received.',
    wayOut,
    since,
  };
}

export function disconnectUnfinished(since: string): HealthReason {
  return {
    code: 'disconnect_unfinished',
    words: 'A disconnect has begun and is not complete. What Calendly sends is refused.',
    wayOut: 'Nothing to do; it is tried again by itself.',
    since,
  };
}

function worse(one: Health['level'], other: Health['level']): Health['level'] {
  if (one === 'broken' || other === 'broken') return 'broken';
  return one === 'attention' ? one : other;
}
