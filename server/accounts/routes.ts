/** Accounts over HTTP: prepare one for an end user, list, read. Connecting and disconnecting stand in `lifecycle`. */
import { z } from 'zod';
import type { Account, AccountDetail, Page } from '../../sdk/types.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import {
  byId,
  cursorOf,
  idAddress,
  keepable,
  pageOf,
  pageQuery,
  type Route,
  route,
  toPage,
  typed,
  wrongField,
} from '../http/index.ts';
import { noClient } from './access-token.ts';
import type { Accounts } from './accounts.ts';
import { account, accountDetail } from './answers.ts';
import type { AccountViews } from './views.ts';

export const accountAddress = idAddress('account');

/** The application's own id of its person: opaque, compared bytewise. */
export const userAddress = z.strictObject({
  userId: keepable().refine((text) => text !== '' && [...text].length <= 255, {
    error: 'A userId has 1 to 255 characters.',
  }),
});

const text = (most: number) =>
  typed('Send text, or leave it out.').max(most, { error: `${most} characters fit.` });

const newAccount = z.strictObject({
  connectionId: z.int32({ error: 'Say through which connection: its id, a whole number.' }),
  name: text(200).optional(),
  email: text(320).optional(),
});

const accountsQuery = z.strictObject({
  state: z.enum(['configured', 'connected', 'disconnected', 'error']).optional(),
  connectionId: z.coerce.number().pipe(z.int32()).optional(),
  search: text(320).optional(),
  ...pageQuery(50, 200),
});

export function accountRoutes(deps: {
  database: Database;
  connections: Connections;
  accounts: Accounts;
  views: AccountViews;
  budgetOf(owner: { clientId: string; userUri: string }): Promise<AccountDetail['budget']>;
}): Route[] {
  const { database, connections, accounts, views } = deps;
  return [
    route({
      method: 'POST',
      path: '/api/v1/users/{userId}/accounts',
      summary: 'Prepare an account for an end user, or find theirs',
      access: 'operator',
      scope: 'accounts:write',
      params: userAddress,
      body: newAccount,
      answers: 201,
      answer: account,
      alsoAnswers: { 200: { says: 'It was there already.', answer: account } },
      handler: async ({ tx, principal: { tenantId }, params, body, reply }): Promise<Account> => {
        const { connectionId, name = null, email = null } = body;
        const connection = await connections.find(tx, connectionId);
        if (!connection || connection.deletingSince) {
          throw wrongField('connectionId', `There is no connection ${connectionId}.`);
        }
        const person = { kind: 'application', userId: params.userId, name, email } as const;
        const { accountId, created } = await accounts.ensure(tx, tenantId, { ...person, connectionId });
        if (!created) reply.code(200);
        return (await views.find(tx, accountId))!;
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/accounts',
      summary: 'Accounts, newest first',
      access: 'viewer',
      scope: 'accounts:read',
      query: accountsQuery,
      answers: 200,
      answer: pageOf(account),
      handler: async ({ principal, query }): Promise<Page<Account>> => {
        const { cursor, limit, ...filter } = query;
        const before = cursorOf('account', cursor);
        const rows = await database.tenantTransaction(
          principal.tenantId,
          (tx) => views.list(tx, { ...filter, before }, limit + 1),
          { endUserId: principal.endUserId },
        );
        return toPage(rows, limit, byId);
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/accounts/{id}',
      summary: 'One account with its timeline',
      access: 'viewer',
      scope: 'accounts:read',
      params: accountAddress,
      answers: 200,
      answer: accountDetail,
      handler: async ({ principal, params }): Promise<AccountDetail> => {
        const found = await database.tenantTransaction(
          principal.tenantId,
          async (tx) => {
            const account = await views.detail(tx, params.id);
            return account && { account, connection: await connections.find(tx, account.connectionId) };
          },
          { endUserId: principal.endUserId },
        );
        if (!found) throw new Failure('not_found');
        const { account, connection } = found;
        if (!account.calendly || !connection) return { ...account, budget: null };
        const clientId = account.authorization === 'personal_access_token' ? noClient : connection.clientId;
        const owner = { clientId, userUri: account.calendly.userUri };
        return { ...account, budget: await deps.budgetOf(owner) };
      },
    }),
  ];
}
