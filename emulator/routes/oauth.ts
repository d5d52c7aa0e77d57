/** `/oauth/token`, `/oauth/introspect`, `/oauth/revoke`, in every form that clients are known to send. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { textFields } from '../body.ts';
import type { Edge } from '../edge.ts';
import { hashOf } from '../ids.ts';
import type { Credentials, OAuth } from '../oauth.ts';

/** By these names faults and counters know them. */
export const oauthOperations = ['oauth.exchange', 'oauth.refresh', 'oauth.introspect', 'oauth.revoke'];

export function addOAuthRoutes(app: FastifyInstance, deps: { oauth: OAuth; edge: Edge }): void {
  const { oauth, edge } = deps;

  app.post('/oauth/token', (request, reply) => {
    const body = textFields(request.body);
    const refreshing = body.grant_type === 'refresh_token';
    if (refreshing && body.refresh_token !== undefined) edge.countRefresh(hashOf(body.refresh_token));
    return edge.serve(refreshing ? 'oauth.refresh' : 'oauth.exchange', reply, () =>
      oauth.token(basicCredentials(request) ?? bodyCredentials(body), body),
    );
  });

  app.post('/oauth/introspect', (request, reply) => {
    const body = textFields(request.body);
    return edge.serve('oauth.introspect', reply, () => oauth.introspect(bodyCredentials(body), body.token));
  });

  app.post('/oauth/revoke', (request, reply) => {
    const body = textFields(request.body);
    return edge.serve('oauth.revoke', reply, () => oauth.revoke(bodyCredentials(body), body.token));
  });
}

function bodyCredentials(body: Record<string, string>): Credentials {
  return { clientId: body.client_id, clientSecret: body.client_secret };
}

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1). */
function basicCredentials(request: FastifyRequest): Credentials | undefined {
  const encoded = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [clientId, clientSecret] = Buffer.from(encoded, 'base64').toString().split(':', 2);
  try {
    return {
      clientId: decodeURIComponent(clientId ?? ''),
      clientSecret: clientSecret === undefined ? undefined : decodeURIComponent(clientSecret),
    };
  } catch {
    return { clientId: undefined, clientSecret: undefined };
  }
}
