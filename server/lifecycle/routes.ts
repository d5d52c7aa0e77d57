/** What crosses rooms, over HTTP: connect, Calendly's callback, disconnect, delete a connection. */
import { z } from 'zod';
import type { Account, AuthorizationStart, Connection } from '../../sdk/types.ts';
import { type Accounts, type AccountViews, account, accountAddress, userAddress } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import {
  authorizationStart,
  type Connections,
  type ConnectionViews,
  connection,
  connectionAddress,
} from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Call, type Route, route } from '../http/index.ts';
import { type Ids, toWireId } from '../ids.ts';
import type { Meetings } from '../meetings/index.ts';
import type { Subscriptions } from '../subscriptions/index.ts';
import { type BrowserCookie, createBrowserCookie } from './browser-cookie.ts';
import { connectPageRoutes } from './connect-page-routes.ts';
import { createHosted } from './hosted.ts';
import { hostedRoutes } from './hosted-routes.ts';
import type { Lifecycle } from './lifecycle.ts';
import { keepOpener } from './opener.ts';
import { repairRoutes } from './repair-routes.ts';
import { readReturnTo, withParameter } from './return-to.ts';
import { sessionRoutes } from './session-routes.ts';
import { testRoutes } from './test-routes.ts';
import { tokenRoutes } from './token-routes.ts';

const connectBody = z
  .strictObject({
    returnTo: z
      .string()
      .max(2000)
      .transform((text, context) => {
        const returnTo = readReturnTo(text);
        if (returnTo !== undefined) return returnTo;
        context.addIssue({
          code: 'custom',
          message:
            'This may lead elsewhere than it says. Give a path that begins with one slash, or an address that begins with https://.',
        });
        return z.NEVER;
      })
      .default('/'),
  })
  .default({ returnTo: '/' });

const once = z.string().optional().catch(undefined);
const callbackQuery = z.object({ state: once, code: once, error: once });

const deleteQuery = z.strictObject({
  disconnect: z.coerce
    .number({ error: 'How many accounts will be disconnected: a whole number.' })
    .int()
    .default(0),
});

type ConnectCall = Omit<
  Call<undefined, undefined, typeof connectBody, 'operator', 'POST', undefined>,
  'params'
>;

interface LifecycleRoutesDeps {
  database: Database;
  clock: Clock;
  ids: Ids;
  connectionViews: ConnectionViews;
  accounts: Accounts;
  accountViews: AccountViews;
  lifecycle: Lifecycle;
  connections: Connections;
  subscriptions: Subscriptions;
  meetings: Meetings;
  publicUrl: string;
  /** Where Calendly's own pages are. */
  calendlyPages: string;
  /** Whether the public address is https. */
  secure: boolean;
}

export function lifecycleRoutes(deps: LifecycleRoutesDeps): Route[] {
  const browser = createBrowserCookie(deps);
  const hosted = createHosted(deps);
  return [
    ...crossingRoutes({ ...deps, browser }),
    ...sessionRoutes(deps),
    ...hostedRoutes({ ...deps, browser, hosted }),
    ...connectPageRoutes(deps),
    ...testRoutes(deps),
    ...tokenRoutes(deps),
    ...repairRoutes(deps),
  ];
}

function crossingRoutes(deps: LifecycleRoutesDeps & { browser: BrowserCookie }): Route[] {
  const { connectionViews, accounts, accountViews, lifecycle, browser } = deps;

  async function getConnection(tx: Tx, id: number): Promise<Connection> {
    const found = await connectionViews.find(tx, id);
    if (!found) throw new Failure('not_found');
    return found;
  }

  async function ensureOwnAccount(tx: Tx, tenantId: string, connectionId: number): Promise<string> {
    await getConnection(tx, connectionId);
    const own = { kind: 'operator', userId: String(connectionId), name: null, email: null } as const;
    return (await accounts.ensure(tx, tenantId, { ...own, connectionId })).accountId;
  }

  /** For the browser that asked: it alone can come back with the consent. */
  function beginConnect(
    { tx, principal: { tenantId }, body, request, reply }: ConnectCall,
    accountId: string,
  ): Promise<AuthorizationStart> {
    const from = { ...body, browser: browser.of(request, reply) };
    return lifecycle.connect.begin(tx, tenantId, accountId, from);
  }

  return [
    route({
      method: 'POST',
      path: '/api/v1/connections/{id}/connect',
      summary: 'Begin to connect the operator’s own Calendly account',
      access: 'operator',
      scope: 'session',
      params: connectionAddress,
      body: connectBody,
      answers: 201,
      answer: authorizationStart,
      refuses: ['account_disconnecting'],
      handler: async (call): Promise<AuthorizationStart> => {
        const accountId = await ensureOwnAccount(call.tx, call.principal.tenantId, call.params.id);
        return beginConnect(call, accountId);
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/connections/{id}/disconnect',
      summary: 'Disconnect the operator’s own Calendly account',
      access: 'operator',
      scope: 'connections:write',
      params: connectionAddress,
      answers: 202,
      answer: connection,
      refuses: ['account_not_connected'],
      handler: async ({ tx, principal: { tenantId }, params }): Promise<Connection> => {
        await getConnection(tx, params.id);
        const own = await accounts.findOwn(tx, params.id);
        if (!own || !(await lifecycle.disconnect.begin(tx, tenantId, own.id))) {
          throw new Failure('account_not_connected');
        }
        return getConnection(tx, params.id);
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/connections/{id}',
      summary: 'Delete a connection; with the number of its accounts, disconnect those first',
      access: 'operator',
      scope: 'connections:write',
      params: connectionAddress,
      query: deleteQuery,
      answers: 204,
      alsoAnswers: { 202: { says: 'Its accounts are disconnected first.', answer: connection } },
      refuses: ['connection_has_accounts', 'connection_is_configured'],
      handler: async ({ tx, principal: { tenantId }, params, query, reply, note }) => {
        const { name, options } = await getConnection(tx, params.id);
        if (options.configured) throw new Failure('connection_is_configured');
        const begun = await lifecycle.deleteConnection.begin(tx, tenantId, params.id, query.disconnect);
        if (!begun.ok) {
          const { reason, held } = begun;
          throw new Failure(reason, { detail: `There are ${held}.`, facts: { held } });
        }
        note({ field: 'name', before: name, after: null });
        if (begun.deleted) return undefined;
        note({ field: 'disconnect', before: null, after: query.disconnect });
        reply.code(202);
        return getConnection(tx, params.id);
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/users/{userId}',
      summary: 'Disconnect an end user’s accounts and forget all that is theirs',
      access: 'operator',
      scope: 'accounts:write',
      params: userAddress,
      answers: 202,
      handler: async ({ tx, principal: { tenantId }, params }): Promise<void> => {
        if (!(await lifecycle.eraseEndUser.begin(tx, tenantId, params.userId)))
          throw new Failure('not_found');
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/connect',
      summary: 'Begin to connect an end user’s Calendly account',
      access: 'operator',
      scope: 'session',
      params: accountAddress,
      body: connectBody,
      answers: 201,
      answer: authorizationStart,
      refuses: ['account_disconnecting'],
      handler: (call): Promise<AuthorizationStart> => beginConnect(call, call.params.id),
    }),
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/disconnect',
      summary: 'Give everything of this account back to Calendly and wipe its secrets',
      access: 'operator',
      scope: 'accounts:write',
      params: accountAddress,
      answers: 202,
      answer: account,
      refuses: ['account_not_connected'],
      handler: async ({ tx, principal: { tenantId }, params }): Promise<Account> => {
        if (!(await accounts.find(tx, params.id))) throw new Failure('not_found');
        if (!(await lifecycle.disconnect.begin(tx, tenantId, params.id))) {
          throw new Failure('account_not_connected');
        }
        return (await accountViews.find(tx, params.id))!;
      },
    }),
    route({
      method: 'GET',
      path: '/oauth/calendly/callback',
      summary: 'Where Calendly sends the browser back to',
      access: 'public',
      query: callbackQuery,
      answers: 302,
      handler: async ({ query, request, reply }) => {
        const completed = await lifecycle.connect.complete(query, browser.read(request));
        const ended = completed.ok
          ? withParameter(completed.returnTo, 'connected', toWireId('account', completed.accountId))
          : withParameter(completed.returnTo, 'connect_error', completed.reason);
        const to = completed.page ?? ended;
        return keepOpener(reply).redirect(to, 302);
      },
    }),
  ];
}
