/** Connect links over HTTP: an operator's, to be handed on by hand, and an application's session for its own page. */
import { z } from 'zod';
import type { ConnectSession, NewConnectSession } from '../../sdk/types.ts';
import {
  type AccountRow,
  type Accounts,
  accountAddress,
  linkMinutes,
  sessionMinutes,
  userAddress,
} from '../accounts/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { answerOf, idOf, type Route, route, time, typed, wrongField } from '../http/index.ts';
import { toWireId } from '../ids.ts';
import { listReturnAddresses, readAddress } from '../tenants/index.ts';
import { languages } from './pages/words.ts';
import { originOf, readReturnTo } from './return-to.ts';

const text = (most: number) =>
  typed('Send text, or leave it out.').max(most, { error: `${most} characters fit.` });

const origin = z.string().transform((given, context) => {
  const read = readAddress(given);
  if ('origin' in read) return read.origin;
  context.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

const returnTo = z
  .string()
  .max(2000)
  .transform((given, context) => {
    const read = readReturnTo(given);
    if (read !== undefined && originOf(read) !== undefined) return read;
    context.addIssue({ code: 'custom', message: 'Give a whole address that begins with https://.' });
    return z.NEVER;
  });

const newSession = z.strictObject({
  connectionId: z.int32({ error: 'A whole number.' }).optional(),
  name: text(200).optional(),
  email: text(320).optional(),
  purpose: z.enum(['connect', 'manage'], { error: 'connect, or manage.' }).optional(),
  origin: origin.optional(),
  returnTo: returnTo.optional(),
  language: z.enum(languages, { error: `One of ${languages.join(', ')}.` }).optional(),
}) satisfies z.ZodType<NewConnectSession>;

const connectSession = answerOf<ConnectSession>()(
  'ConnectSession',
  z.strictObject({ url: z.string(), expiresAt: time, accountId: idOf('account') }),
);

export function sessionRoutes(deps: {
  accounts: Accounts;
  connections: Connections;
  publicUrl: string;
}): Route[] {
  const { accounts, connections, publicUrl } = deps;

  /** The one that was named, the account's own, or the only one there is. */
  async function chooseConnection(tx: Tx, named: number | undefined, account: AccountRow | undefined) {
    const open = (await connections.list(tx)).filter(({ deletingSince }) => !deletingSince);
    const wanted = named ?? account?.nextConnectionId ?? account?.connectionId;
    const found = wanted === undefined ? open : open.filter(({ id }) => id === wanted);
    if (found.length === 1) return found[0]!.id;
    const message =
      found.length > 1
        ? 'There are several connections. Say which one.'
        : wanted === undefined
          ? 'There is no connection yet.'
          : `There is no connection ${wanted}.`;
    throw wrongField('connectionId', message);
  }

  async function prepare(
    tx: Tx,
    tenantId: string,
    userId: string,
    { purpose, connectionId, name, email }: z.output<typeof newSession>,
  ): Promise<string> {
    const account = await accounts.findOf(tx, userId);
    if (purpose === 'manage') {
      if (!account) throw new Failure('account_not_connected');
      return account.id;
    }
    const chosen = await chooseConnection(tx, connectionId, account);
    const person = { kind: 'application', userId, name: name ?? null, email: email ?? null } as const;
    return (await accounts.ensure(tx, tenantId, { ...person, connectionId: chosen })).accountId;
  }

  return [
    route({
      method: 'POST',
      path: '/api/v1/users/{userId}/connect-sessions',
      summary:
        'Make a session with which an end user connects, or ends their connection, from the application',
      access: 'operator',
      scope: 'accounts:write',
      params: userAddress,
      body: newSession,
      answers: 201,
      answer: connectSession,
      refuses: ['return_address_not_listed', 'account_disconnecting', 'account_not_connected'],
      handler: async ({ tx, principal: { tenantId }, params, body }): Promise<ConnectSession> => {
        await refuseUnlisted(tx, body);
        const accountId = await prepare(tx, tenantId, params.userId, body);
        const { token, expiresAt } = await accounts.links.create(tx, tenantId, {
          accountId,
          purpose: body.purpose ?? 'connect',
          origin: body.origin ?? null,
          returnTo: body.returnTo ?? null,
          language: body.language ?? null,
          minutes: sessionMinutes,
        });
        return { url: `${publicUrl}/connect/${token}`, expiresAt, accountId: toWireId('account', accountId) };
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/accounts/{id}/link',
      summary: 'Make a link with which the end user connects',
      access: 'operator',
      scope: 'accounts:write',
      params: accountAddress,
      answers: 201,
      answer: z.strictObject({ url: z.string(), expiresAt: time }),
      handler: async ({ tx, principal: { tenantId }, params }) => {
        if (!(await accounts.find(tx, params.id))) throw new Failure('not_found');
        const nowhere = { origin: null, returnTo: null, language: null };
        const wanted = {
          ...nowhere,
          accountId: params.id,
          purpose: 'connect',
          minutes: linkMinutes,
        } as const;
        const { token, expiresAt } = await accounts.links.create(tx, tenantId, wanted);
        return { url: `${publicUrl}/connect/${token}`, expiresAt };
      },
    }),
  ];
}

async function refuseUnlisted(tx: Tx, { origin, returnTo }: z.output<typeof newSession>): Promise<void> {
  const listed = await listReturnAddresses(tx);
  for (const one of [origin, returnTo && originOf(returnTo)]) {
    if (one !== undefined && !listed.includes(one)) {
      throw new Failure('return_address_not_listed', { detail: `It is ${one}.` });
    }
  }
}
