/** The end user's pages over HTTP: nobody is signed in there, the link in the address says all. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ConnectProgress } from '../../sdk/types.ts';
import type { Accounts } from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Route, route } from '../http/index.ts';
import type { BrowserCookie } from './browser-cookie.ts';
import { ownEnd } from './connect.ts';
import type { Asking, Hosted, Shown } from './hosted.ts';
import type { Lifecycle } from './lifecycle.ts';
import { keepOpener } from './opener.ts';
import { plain } from './pages/frame.ts';
import { connectedPage, endedPage, endingOf } from './pages/pages.ts';
import { chooseLanguage } from './pages/words.ts';
import { partRoutes } from './part-routes.ts';

const linkAddress = z.strictObject({ token: z.string().max(100) });
const answerAddress = z.strictObject({ token: z.string().max(100), answer: z.enum(['keep', 'change']) });
const doneQuery = z.object({ connect_error: z.string().optional().catch(undefined) });

interface HostedRoutesDeps {
  database: Database;
  accounts: Accounts;
  lifecycle: Lifecycle;
  hosted: Hosted;
  browser: BrowserCookie;
  /** Where Calendly's own pages are. */
  calendlyPages: string;
}

export function hostedRoutes(deps: HostedRoutesDeps): Route[] {
  const send = createSend(deps);
  return [
    ...connectRoutes(deps, send),
    ...disconnectRoutes(deps, send),
    ...progressRoutes(deps),
    ...partRoutes(),
  ];
}

type Send = (reply: FastifyReply, shown: Shown) => FastifyReply;

/**
 * A page of ours may lead a form to Calendly, which may send the browser on to other pages of its own before one is
 * shown, and browsers count those to the form too.
 */
function createSend({ calendlyPages }: HostedRoutesDeps): Send {
  const policy = [
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action 'self' https: ${new URL(calendlyPages).origin}`,
  ].join(';');
  return (reply, { status, html }) =>
    keepOpener(reply).code(status).header('content-security-policy', policy).type('text/html').send(html);
}

function connectRoutes(
  { database, accounts, lifecycle, hosted, browser }: HostedRoutesDeps,
  send: Send,
): Route[] {
  const asking = askingOf(browser);

  /** Undefined when the link is not this browser's to use. */
  async function begin(token: string, own: string): Promise<string | undefined> {
    const link = await accounts.links.find(token, own);
    if (link?.purpose !== 'connect') return undefined;
    return database.tenantTransaction(link.tenantId, async (tx) => {
      const taken = await accounts.links.take(tx, token, own);
      if (!taken) return undefined;
      const returnTo = taken.origin === null && taken.returnTo !== null ? taken.returnTo : ownEnd;
      const from = { browser: own, returnTo, link: token };
      return (await lifecycle.connect.begin(tx, link.tenantId, link.accountId, from)).authorizationUrl;
    });
  }

  return [
    route({
      method: 'GET',
      path: '/connect/{token}',
      summary: 'What an end user’s link shows',
      access: 'public',
      params: linkAddress,
      answers: 200,
      handler: async ({ params, request, reply }) =>
        send(reply, await hosted.show(asking(params.token, request))),
    }),
    route({
      method: 'POST',
      path: '/connect/{token}',
      summary: 'Use the link in this browser and go to Calendly',
      access: 'public',
      params: linkAddress,
      answers: 303,
      handler: async ({ params: { token }, request, reply }) => {
        const own = browser.of(request, reply);
        const who = { ...asking(token, request), browser: own };
        try {
          const to = await begin(token, own);
          if (to !== undefined) return keepOpener(reply).redirect(to, 303);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          return send(reply, await hosted.showEnding(who, error.code));
        }
        return send(reply, { ...(await hosted.show(who)), status: 410 });
      },
    }),
    route({
      method: 'POST',
      path: '/connect/{token}/{answer}',
      summary: 'Keep the Calendly person of before, or change to the other',
      access: 'public',
      params: answerAddress,
      answers: 303,
      handler: async ({ params: { token, answer }, request, reply }) => {
        const to = await hosted.answer(asking(token, request), answer);
        return keepOpener(reply).redirect(to ?? `/connect/${encodeURIComponent(token)}`, 303);
      },
    }),
    route({
      method: 'GET',
      path: '/connect/done',
      summary: 'How a connect ended, for an end user',
      access: 'public',
      query: doneQuery,
      answers: 200,
      handler: async ({ query: { connect_error: code }, request, reply }) => {
        const look = { ...plain, language: chooseLanguage(null, request.headers['accept-language']) };
        const html =
          code === undefined
            ? connectedPage(look, { email: null, granted: 0, asked: 0 }, { done: null })
            : endedPage(look, { ending: endingOf(code) });
        return send(reply, { status: 200, html });
      },
    }),
  ];
}

function disconnectRoutes({ hosted, browser }: HostedRoutesDeps, send: Send): Route[] {
  const asking = askingOf(browser);
  return [
    route({
      method: 'GET',
      path: '/connect/{token}/disconnect',
      summary: 'What a disconnect removes',
      access: 'public',
      params: linkAddress,
      answers: 200,
      handler: async ({ params: { token }, request, reply }) => {
        const shown = await hosted.showDisconnect(asking(token, request));
        return shown
          ? send(reply, shown)
          : keepOpener(reply).redirect(`/connect/${encodeURIComponent(token)}`, 303);
      },
    }),
    route({
      method: 'POST',
      path: '/connect/{token}/disconnect',
      summary: 'Disconnect the end user’s Calendly, as they ask',
      access: 'public',
      params: linkAddress,
      answers: 303,
      handler: async ({ params: { token }, request, reply }) => {
        await hosted.disconnect({ ...asking(token, request), browser: browser.of(request, reply) });
        return keepOpener(reply).redirect(`/connect/${encodeURIComponent(token)}`, 303);
      },
    }),
  ];
}

function progressRoutes({ hosted }: HostedRoutesDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/connect/{token}/progress',
      summary: 'How far it is, for the page that opened it',
      access: 'public',
      params: linkAddress,
      answers: 200,
      handler: async ({ params, request, reply }): Promise<ConnectProgress> => {
        const found = await hosted.progress(params.token);
        if (!found) throw new Failure('connect_link_ended');
        reply.header('vary', 'origin');
        if (found.origin !== null && request.headers.origin === found.origin) {
          reply.header('access-control-allow-origin', found.origin);
        }
        return found.progress;
      },
    }),
    route({
      method: 'GET',
      path: '/connect/{token}/logo',
      summary: 'The application’s picture',
      access: 'public',
      params: linkAddress,
      answers: 200,
      handler: async ({ params, reply }) => {
        const logo = await hosted.logo(params.token);
        if (!logo) throw new Failure('not_found');
        return reply.header('cache-control', 'private, max-age=600').type(logo.type).send(logo.bytes);
      },
    }),
  ];
}

function askingOf(browser: BrowserCookie): (token: string, request: FastifyRequest) => Asking {
  return (token, request) => ({
    token,
    browser: browser.read(request),
    accepted: request.headers['accept-language'],
  });
}
