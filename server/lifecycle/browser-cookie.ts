/** The cookie that names a browser, so that only the one where a connect began can end it. Two tabs share it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Ids } from '../ids.ts';

const hourSeconds = 3600;

export interface BrowserCookie {
  /** The browser's secret; given one with the answer when it has none. */
  of(request: FastifyRequest, reply: FastifyReply): string;
  /** What it sent back. */
  read(request: FastifyRequest): string | undefined;
}

export function createBrowserCookie({ ids, secure }: { ids: Ids; secure: boolean }): BrowserCookie {
  const name = secure ? '__Host-slotwire-browser' : 'slotwire-browser';
  return {
    of(request, reply) {
      const browser = request.cookies[name] || ids.secret();
      const cookie = request.server.serializeCookie(name, browser, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: hourSeconds,
      });
      // At once, not when the answer goes, so that it is kept with an answer that is kept.
      reply.header('set-cookie', cookie);
      return browser;
    },
    read: (request) => request.cookies[name],
  };
}
