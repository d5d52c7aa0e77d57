/** A personal access token over HTTP: only inwards. */
import { z } from 'zod';
import type { Account } from '../../sdk/types.ts';
import { type AccountViews, account, accountAddress } from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import { type Route, route, typed } from '../http/index.ts';
import { Secret } from '../secret.ts';
import type { Lifecycle } from './lifecycle.ts';

const words = 'Paste the personal access token as Calendly showed it.';

const newToken = z.strictObject({
  token: typed(words).regex(/^[!-~]{1,16384}$/, { error: words }),
  replaces: z.boolean().default(false),
});

export function tokenRoutes(deps: {
  database: Database;
  accountViews: AccountViews;
  lifecycle: Lifecycle;
}): Route[] {
  const { database, accountViews, lifecycle } = deps;
  return [
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/personal-access-token',
      summary: 'Connect an account with a personal access token of its person',
      access: 'operator',
      scope: 'accounts:write',
      params: accountAddress,
      body: newToken,
      callsOut: true,
      answers: 200,
      answer: account,
      refuses: [
        'personal_token_refused',
        'personal_token_not_enough',
        'other_calendly_user',
        'account_disconnecting',
        'calendly_unreachable',
        'calendly_unreadable',
      ],
      handler: async ({ principal: { tenantId }, params, body }): Promise<Account> => {
        const given = { token: new Secret(body.token), replaces: body.replaces };
        const id = await lifecycle.connectToken(tenantId, params.id, given);
        return database.tenantTransaction(tenantId, async (tx) => (await accountViews.find(tx, id))!);
      },
    }),
  ];
}
