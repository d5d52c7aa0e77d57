/** Signing in and out. The link's secret comes in the body, never in an address that a log could keep. */
import { z } from 'zod';
import type { Session } from '../../sdk/types.ts';
import { type Route, route } from '../http/index.ts';
import { session } from './answers.ts';
import type { Sessions } from './sessions.ts';

export function sessionRoutes(deps: { sessions: Sessions; cookieName: string; secure: boolean }): Route[] {
  const { sessions, cookieName, secure } = deps;
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  return [
    route({
      method: 'POST',
      path: '/api/v1/session',
      summary: 'Sign in by a one-time link',
      access: 'public',
      body: z.strictObject({ token: z.string().min(1).max(200) }),
      answers: 201,
      answer: session,
      refuses: ['link_used_or_ended'],
      handler: async ({ body, reply }): Promise<Session> => {
        const { token, session } = await sessions.begin(body.token);
        reply.setCookie(cookieName, token, { ...cookie, expires: new Date(session.expiresAt) });
        return session;
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/session',
      summary: 'Who is signed in, and where',
      access: 'viewer',
      scope: 'session',
      answers: 200,
      answer: session,
      handler: ({ principal }): Promise<Session> => sessions.describe(principal),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/session',
      summary: 'Sign out',
      access: 'viewer',
      scope: 'session',
      answers: 204,
      handler: async ({ request, reply }) => {
        await sessions.end(request.cookies[cookieName] ?? '');
        reply.clearCookie(cookieName, cookie);
      },
    }),
  ];
}
