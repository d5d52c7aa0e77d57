/** The two steps of single sign-on that a browser goes, and which ways lead in at all. */
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { SignInWays } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Route, route, toFailure } from '../http/index.ts';
import type { Log } from '../log.ts';
import { signInWays } from './answers.ts';
import type { SessionCookies } from './cookies.ts';
import type { Tenants } from './create.ts';
import type { Sessions } from './sessions.ts';
import type { SingleSignOn } from './single-sign-on.ts';

export function singleSignOnRoutes(deps: {
  database: Database;
  log: Log;
  tenants: Tenants;
  sessions: Sessions;
  singleSignOn: SingleSignOn;
  cookies: SessionCookies;
  secure: boolean;
}): Route[] {
  const { database, log, tenants, sessions, singleSignOn, cookies, secure } = deps;
  const cookieName = secure ? '__Host-slotwire-begun' : 'slotwire-begun';
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;

  /** The page says in words what the code means. */
  function refuse(reply: FastifyReply, error: unknown, slug: string): FastifyReply {
    const { code } = toFailure(error);
    log.warn({ err: error, code }, 'a single sign-on did not complete');
    return reply.redirect(`/sign-in?${new URLSearchParams({ refused: code, tenant: slug })}`, 302);
  }

  return [
    route({
      method: 'GET',
      path: '/api/v1/sign-in',
      summary: 'Which ways lead in',
      access: 'public',
      answers: 200,
      answer: signInWays,
      handler: async (): Promise<SignInWays> => ({
        singleSignOn: singleSignOn.name === undefined ? null : { name: singleSignOn.name },
      }),
    }),
    route({
      method: 'GET',
      path: '/oauth/sign-in',
      summary: 'Begin single sign-on to a tenant',
      access: 'public',
      answers: 302,
      handler: async ({ request, reply }) => {
        const { tenant: slug = '' } = request.query as { tenant?: string };
        try {
          // What is no tenant goes the same way, so that names cannot be tried here.
          const id = (await tenants.find(String(slug))) ?? 'none';
          const { url, kept } = await singleSignOn.begin({ id, slug: String(slug) });
          reply.setCookie(cookieName, kept, { ...cookie, maxAge: 600 });
          return reply.redirect(url, 302);
        } catch (error) {
          return refuse(reply, error, String(slug));
        }
      },
    }),
    route({
      method: 'GET',
      path: '/oauth/sign-in/callback',
      summary: 'Back from single sign-on',
      access: 'public',
      query: z.looseObject({}),
      answers: 302,
      handler: async ({ request, reply }) => {
        const begun = singleSignOn.read(request.cookies[cookieName]);
        reply.clearCookie(cookieName, cookie);
        if (!begun) return refuse(reply, new Failure('single_sign_on_failed'), '');
        const { tenantId, slug } = begun;
        try {
          const who = await singleSignOn.complete(begun, new URL(request.url, 'http://slotwire').search);
          if (tenantId === 'none') throw new Failure('not_a_member');
          const session = await database.tenantTransaction(tenantId, async (tx) => {
            const member = await singleSignOn.claim(tx, who);
            if (!member) throw new Failure('not_a_member');
            return sessions.begin(tx, member, 'single_sign_on', request);
          });
          cookies.set(reply, session.slug, session.token, session.expiresAt);
          return reply.redirect(`/${session.slug}`, 302);
        } catch (error) {
          return refuse(reply, error, slug);
        }
      },
    }),
  ];
}
