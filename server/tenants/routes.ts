/** Signing in and out, and every browser that is signed in. A link's secret comes in the body, where no log keeps it. */
import { z } from 'zod';
import type { OpenSession, Page, Session } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import {
  byId,
  cursorOf,
  givenId,
  idAddress,
  type Limit,
  type Principal,
  pageOf,
  pageQuery,
  type Route,
  route,
  toPage,
} from '../http/index.ts';
import { openSession, session } from './answers.ts';
import type { SessionCookies } from './cookies.ts';
import type { Sessions } from './sessions.ts';
import { getTenant } from './store.ts';

const listQuery = z.strictObject({
  memberId: givenId('member').optional(),
  ...pageQuery(50, 200),
});

interface SessionRoutesDeps {
  database: Database;
  sessions: Sessions;
  cookies: SessionCookies;
  /** Counts what failed from one address. */
  limitFailed: Limit;
}

export function sessionRoutes(deps: SessionRoutesDeps): Route[] {
  return [...ownRoutes(deps), ...listRoutes(deps)];
}

function ownRoutes({ sessions, cookies, limitFailed }: SessionRoutesDeps): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/session',
      summary: 'Sign in by a one-time link',
      access: 'public',
      body: z.strictObject({ token: z.string().min(1).max(200) }),
      answers: 201,
      answer: session,
      refuses: ['link_used_or_ended', 'too_many_requests'],
      handler: ({ body, request, reply }): Promise<Session> =>
        sessions.signInByLink(body.token, request, reply).catch((error) => {
          limitFailed(request.ip, reply);
          throw error;
        }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/session',
      summary: 'Who is signed in, and where',
      access: 'viewer',
      scope: 'session',
      answers: 200,
      answer: session,
      handler: ({ principal, request }): Promise<Session> => sessions.describe(principal, request),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/session',
      summary: 'Sign out',
      access: 'viewer',
      scope: 'session',
      answers: 204,
      handler: async ({ tx, principal, reply }) => {
        await sessions.end(tx, memberOf(principal).sessionId);
        cookies.clear(reply, (await getTenant(tx)).slug);
      },
    }),
  ];
}

function listRoutes({ database, sessions }: SessionRoutesDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/sessions',
      summary: 'Browsers that are signed in, newest first: one’s own, and to an owner everybody’s',
      access: 'viewer',
      scope: 'session',
      query: listQuery,
      answers: 200,
      answer: pageOf(openSession),
      handler: async ({ principal, query: { cursor, limit, memberId } }): Promise<Page<OpenSession>> => {
        const { id, role, sessionId } = memberOf(principal);
        if (role !== 'owner' && memberId !== undefined && memberId !== id) throw new Failure('not_allowed');
        const of = role === 'owner' ? memberId : id;
        const before = cursorOf('session', cursor);
        const rows = await database.tenantTransaction(principal.tenantId, (tx) =>
          sessions.list(tx, { memberId: of, before, asking: sessionId }, limit + 1),
        );
        return toPage(rows, limit, byId);
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/sessions/{id}',
      summary: 'Sign a browser out: one’s own, and as an owner anybody’s',
      access: 'viewer',
      scope: 'session',
      params: idAddress('session'),
      answers: 204,
      handler: async ({ tx, principal, params }) => {
        const { id, role } = memberOf(principal);
        const ended = await sessions.end(tx, params.id, role === 'owner' ? undefined : id);
        if (!ended) throw new Failure('not_found');
      },
    }),
  ];
}

function memberOf({ caller }: Principal) {
  if (caller.kind !== 'member') throw new Failure('not_signed_in');
  return caller;
}
