/** API keys over HTTP. Members alone make them: a key that could make another would outlive its own revocation. */
import { z } from 'zod';
import type { ApiKey, CreatedApiKey, Page } from '../../sdk/types.ts';
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
import { apiKey, createdApiKey, scopes } from './answers.ts';
import { type ApiKeys, endUserScopes } from './api-keys.ts';

const name = typed('Give it a name that says which program has it.').refine(
  (text) => [...text].length <= 100,
  { error: '100 characters fit.' },
);

const newKey = z
  .strictObject({
    name,
    scopes: z
      .array(z.enum(scopes.options, { error: `A scope is one of ${scopes.options.join(', ')}.` }))
      .min(1, { error: 'Say what it may do: at least one scope.' })
      .max(scopes.options.length)
      .refine((each) => new Set(each).size === each.length, { error: 'Name each scope once.' }),
    userId: keepable().optional(),
  })
  .refine((key) => key.userId === undefined || key.scopes.every((each) => endUserScopes.includes(each)), {
    path: ['scopes'],
    error: `A key bound to one end user may have ${endUserScopes.join(', ')}.`,
  });

const keyAddress = idAddress('apiKey');

const keysQuery = z.strictObject({
  ...pageQuery(50, 200),
});

export function keyRoutes(deps: { database: Database; apiKeys: ApiKeys }): Route[] {
  const { database, apiKeys } = deps;
  return [
    route({
      method: 'POST',
      path: '/api/v1/api-keys',
      summary: 'Make an API key; it is told this once',
      access: 'operator',
      scope: 'session',
      body: newKey,
      answers: 201,
      answer: createdApiKey,
      handler: async ({ tx, principal, body, note }): Promise<CreatedApiKey> => {
        const created = await apiKeys.create(tx, principal.tenantId, body);
        if (!created.ok) throw wrongField('userId', `There is no end user ${body.userId}.`);
        const { id, name, scopes, userId } = created.key;
        for (const [field, after] of Object.entries({ name, scopes, endUser: userId !== null, id })) {
          note({ field, before: null, after });
        }
        return created.key;
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/api-keys',
      summary: 'API keys, newest first',
      access: 'operator',
      scope: 'session',
      query: keysQuery,
      answers: 200,
      answer: pageOf(apiKey),
      handler: async ({ principal, query: { cursor, limit } }): Promise<Page<ApiKey>> => {
        const before = cursorOf('apiKey', cursor);
        const rows = await database.tenantTransaction(principal.tenantId, (tx) =>
          apiKeys.list(tx, before, limit + 1),
        );
        return toPage(rows, limit, byId);
      },
    }),
    route({
      method: 'PATCH',
      path: '/api/v1/api-keys/{id}',
      summary: 'Rename an API key',
      access: 'operator',
      scope: 'session',
      params: keyAddress,
      body: z.strictObject({ name }),
      answers: 200,
      answer: apiKey,
      handler: async ({ tx, params, body, note }): Promise<ApiKey> => {
        const before = await apiKeys.find(tx, params.id);
        if (!before) throw new Failure('not_found');
        note({ field: 'name', before: before.name, after: body.name });
        return (await apiKeys.rename(tx, params.id, body.name))!;
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/api-keys/{id}',
      summary: 'Revoke an API key, at once',
      access: 'operator',
      scope: 'session',
      params: keyAddress,
      answers: 204,
      handler: async ({ tx, params, note }) => {
        const before = await apiKeys.find(tx, params.id);
        if (!before) throw new Failure('not_found');
        note({ field: 'name', before: before.name, after: null });
        await apiKeys.revoke(tx, params.id);
      },
    }),
  ];
}
