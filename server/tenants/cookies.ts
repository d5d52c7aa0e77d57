/**
 * One cookie for each tenant that a browser is signed in to. A request says which tenant it means; where it does not,
 * the only one is meant, and what writes is never guessed: connections of two tenants have the same numbers.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';

const most = 20;
const header = 'x-slotwire-tenant';

export interface SessionCookies {
  /** The tokens that came, those first that the request means. */
  meant(request: FastifyRequest): string[];
  /** Every token that came. */
  all(request: FastifyRequest): string[];
  /** That of this tenant, if it came. */
  of(request: FastifyRequest, slug: string): string | undefined;
  set(reply: FastifyReply, slug: string, token: string, expiresAt: string): void;
  clear(reply: FastifyReply, slug: string): void;
}

export function createSessionCookies({ secure }: { secure: boolean }): SessionCookies {
  const prefix = secure ? '__Host-slotwire.' : 'slotwire.';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;

  const all = ({ cookies }: FastifyRequest) =>
    Object.entries(cookies).flatMap(([name, token]) => (name.startsWith(prefix) && token ? [token] : []));

  return {
    meant(request) {
      const { tenant } = request.query as { tenant?: unknown };
      const slug = request.headers[header] ?? tenant;
      if (typeof slug === 'string') return [request.cookies[prefix + slug] ?? []].flat();
      const tokens = all(request);
      return request.method === 'GET' || tokens.length === 1 ? tokens.slice(0, most) : [];
    },
    all: (request) => all(request).slice(0, most),
    of: (request, slug) => request.cookies[prefix + slug],
    set(reply, slug, token, expiresAt) {
      reply.setCookie(prefix + slug, token, { ...options, expires: new Date(expiresAt) });
    },
    clear(reply, slug) {
      reply.clearCookie(prefix + slug, options);
    },
  };
}
