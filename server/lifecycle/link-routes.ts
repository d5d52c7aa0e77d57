/** Connect links over HTTP: made by the operator, opened by the end user, who needs nothing but the link. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Accounts, accountAddress } from '../accounts/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Route, route, time } from '../http/index.ts';
import { getTenant, onDisconnect } from '../tenants/index.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import type { Lifecycle } from './lifecycle.ts';
import {
  connectedPage,
  type Invitation,
  invitationPage,
  isFailureCode,
  refusedPage,
  style,
} from './pages.ts';

const font = fileURLToPath(
  import.meta.resolve('@fontsource-variable/geist/files/geist-latin-wght-normal.woff2'),
);
const linkAddress = z.strictObject({ token: z.string().max(100) });
const doneQuery = z.object({ connect_error: z.string().optional().catch(undefined) });

export function linkRoutes(deps: {
  database: Database;
  clock: Clock;
  accounts: Accounts;
  lifecycle: Lifecycle;
  browser: BrowserCookie;
  publicUrl: string;
}): Route[] {
  const { database, clock, accounts, lifecycle, browser, publicUrl } = deps;

  async function invitationOf(token: string): Promise<Invitation | undefined> {
    const link = await accounts.links.find(token);
    if (!link) return undefined;
    return database.tenantTransaction(link.tenantId, async (tx) => {
      const account = await accounts.find(tx, link.accountId);
      const connection = account && (await lifecycle.connect.through(tx, account));
      const { name: application } = await getTenant(tx);
      const minutesLeft = Math.max(1, Math.floor((Date.parse(link.expiresAt) - clock.now()) / 60_000));
      const keeps = (await onDisconnect(tx)) === 'keep';
      return {
        application,
        person: account?.name ?? null,
        scopes: connection?.scopes ?? [],
        keeps,
        minutesLeft,
      };
    });
  }

  return [
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
        const { token, expiresAt } = await accounts.links.create(tx, tenantId, params.id);
        return { url: `${publicUrl}/connect/${token}`, expiresAt };
      },
    }),
    route({
      method: 'GET',
      path: '/connect/{token}',
      summary: 'What an end user’s link shows',
      access: 'public',
      params: linkAddress,
      answers: 200,
      handler: async ({ params, reply }) => {
        const invitation = await invitationOf(params.token);
        const page = invitation ? invitationPage(invitation) : refusedPage('connect_link_ended');
        return reply
          .code(invitation ? 200 : 410)
          .type('text/html')
          .send(page);
      },
    }),
    route({
      method: 'GET',
      path: '/connect/geist.woff2',
      summary: 'The type of the end user’s pages',
      access: 'public',
      answers: 200,
      handler: async ({ reply }) =>
        reply
          .header('cache-control', 'public, max-age=86400')
          .type('font/woff2')
          .send(await readFile(font)),
    }),
    route({
      method: 'POST',
      path: '/connect/{token}',
      summary: 'Use the link up and go to Calendly',
      access: 'public',
      params: linkAddress,
      answers: 303,
      handler: async ({ params, request, reply }) => {
        const link = await accounts.links.take(params.token);
        if (!link) return reply.code(410).type('text/html').send(refusedPage('connect_link_ended'));
        const from = { browser: browser.of(request, reply), returnTo: '/connect/done' };
        const { authorizationUrl } = await database.tenantTransaction(link.tenantId, (tx) =>
          lifecycle.connect.begin(tx, link.tenantId, link.accountId, from),
        );
        return reply.redirect(authorizationUrl, 303);
      },
    }),
    route({
      method: 'GET',
      path: '/connect/done',
      summary: 'How a connect ended, for an end user',
      access: 'public',
      query: doneQuery,
      answers: 200,
      handler: async ({ query: { connect_error: code }, reply }) => {
        const page =
          code === undefined ? connectedPage() : refusedPage(isFailureCode(code) ? code : 'attempt_unknown');
        return reply.type('text/html').send(page);
      },
    }),
    route({
      method: 'GET',
      path: '/connect/style.css',
      summary: 'How the end user’s pages look',
      access: 'public',
      answers: 200,
      handler: async ({ reply }) =>
        reply.header('cache-control', 'public, max-age=3600').type('text/css').send(style),
    }),
  ];
}
