/** Rotations over HTTP: of one account's tokens, of a connection's, of all; begun, and looked at. */
import { z } from 'zod';
import type { TokenRotation } from '../../sdk/types.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { answerOf, idAddress, idOf, type Route, route, time, wrongField } from '../http/index.ts';
import { fromWireId } from '../ids.ts';
import type { Accounts } from './accounts.ts';

const tokenRotation = answerOf<TokenRotation>()(
  'TokenRotation',
  z.strictObject({
    id: idOf('rotation'),
    accountId: idOf('account').nullable(),
    connectionId: z.int().nullable(),
    accounts: z.int(),
    left: z.int(),
    beganAt: time,
    endedAt: time.nullable(),
  }),
);

const wanted = z.strictObject({
  accountId: idOf('account').optional(),
  connectionId: z.int32({ error: 'A connection’s id is a whole number.' }).optional(),
});

export function rotationRoutes(deps: {
  database: Database;
  connections: Connections;
  accounts: Pick<Accounts, 'find' | 'rotations'>;
}): Route[] {
  const { database, connections, accounts } = deps;
  return [
    route({
      method: 'POST',
      path: '/api/v1/token-rotations',
      summary: 'Have Calendly replace the tokens of one account, of a connection’s accounts, or of all',
      access: 'operator',
      scope: 'accounts:write',
      body: wanted,
      answers: 202,
      answer: tokenRotation,
      handler: async ({ tx, principal: { tenantId }, body }): Promise<TokenRotation> => {
        const { connectionId = null } = body;
        const accountId = body.accountId === undefined ? null : fromWireId('account', body.accountId)!;
        if (accountId !== null && !(await accounts.find(tx, accountId))) {
          throw wrongField('accountId', 'There is no such account.');
        }
        if (connectionId !== null && !(await connections.find(tx, connectionId))) {
          throw wrongField('connectionId', `There is no connection ${connectionId}.`);
        }
        return accounts.rotations.begin(tx, tenantId, { accountId, connectionId });
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/token-rotations/{id}',
      summary: 'How far a rotation of tokens is',
      access: 'viewer',
      scope: 'accounts:read',
      params: idAddress('rotation'),
      answers: 200,
      answer: tokenRotation,
      handler: async ({ principal, params }): Promise<TokenRotation> => {
        const found = await database.tenantTransaction(
          principal.tenantId,
          (tx) => accounts.rotations.find(tx, params.id),
          { endUserId: principal.endUserId },
        );
        if (!found) throw new Failure('not_found');
        return found;
      },
    }),
  ];
}
