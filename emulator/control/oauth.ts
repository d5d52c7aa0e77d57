/** Applications, consent without a browser, and what a person does to their access. */

import type { Application } from '../entities.ts';
import { hashOf } from '../ids.ts';
import { covers, knownScopes } from '../scopes.ts';
import { type Control, type ControlAnswer, type ControlParts, done, wrong } from './control.ts';
import { findUser, namesNobody, onUser } from './find.ts';

export function oauthControls(parts: ControlParts): Control[] {
  const { state, ids, clock, authorize, oauth, personalTokens } = parts;

  function createApplication(body: Record<string, unknown>) {
    const kind = body.kind ?? 'web';
    const environment = body.environment ?? 'sandbox';
    const redirectUris = textsOf(body.redirect_uris);
    const scopes = body.scopes === undefined ? [...knownScopes] : textsOf(body.scopes);
    if (kind !== 'web' && kind !== 'native') return wrong('“kind” must be web or native.');
    if (environment !== 'sandbox' && environment !== 'production')
      return wrong('“environment” must be sandbox or production.');
    if (redirectUris.length === 0) return wrong('“redirect_uris” must name at least one address.');
    const refused = redirectUris.find((uri) => !mayRedirectTo(uri, kind, environment));
    if (refused !== undefined)
      return wrong(`“${refused}” must be https; a sandbox application may also use http on localhost.`);
    const unknown = unknownAmong(scopes);
    if (unknown) return unknown;
    const secret = ids.base64url(32);
    const application = {
      clientId: ids.base64url(32),
      clientSecretHash: hashOf(secret),
      name: typeof body.name === 'string' ? body.name : 'Application',
      kind,
      environment,
      redirectUris,
      scopes,
      webhookSigningKey: ids.base64url(32),
      createdAt: clock.iso(),
    } as const;
    state.applications.put(application);
    return done({
      client_id: application.clientId,
      client_secret: secret,
      webhook_signing_key: application.webhookSigningKey,
    });
  }

  return [
    { method: 'POST', path: '/applications', act: ({ body }) => createApplication(body) },
    {
      /** As making a new secret at Calendly does: the one before stops working at once. */
      method: 'POST',
      path: '/applications/secret',
      act({ body }) {
        const application = state.applications.get(String(body.client_id));
        if (!application) return wrong('“client_id” names no application.');
        const secret = typeof body.client_secret === 'string' ? body.client_secret : ids.base64url(32);
        state.applications.put({ ...application, clientSecretHash: hashOf(secret) });
        return done({ client_secret: secret });
      },
    },
    {
      /** As deleting the application in Calendly's console does: what it was granted ends, and nobody knows it any more. */
      method: 'POST',
      path: '/applications/delete',
      act({ body }) {
        const application = state.applications.get(String(body.client_id));
        if (!application) return wrong('“client_id” names no application.');
        let grants = 0;
        for (const user of state.people()) grants += oauth.endGrants(user, application.clientId);
        state.applications.remove(application.clientId);
        return done({ grants });
      },
    },
    {
      /** What is granted changes without a consent: tokens of before and new ones carry these from now on. */
      method: 'POST',
      path: '/scopes',
      act: onUser(state, (user, body) => {
        const scopes = textsOf(body.scopes);
        const unknown = unknownAmong(scopes);
        if (unknown) return unknown;
        const client = typeof body.client === 'string' ? body.client : undefined;
        const grants = state.liveGrants(user.id, client);
        for (const grant of grants) state.grants.put({ ...grant, scopes });
        return done({ grants: grants.length });
      }),
    },
    {
      /** The consent page's work: `url` is the authorization address, with its query. */
      method: 'POST',
      path: '/consent',
      act({ body }) {
        const url = URL.parse(String(body.url));
        if (!url) return wrong('“url” must be the whole authorization address.');
        const checked = authorize.check(url.searchParams);
        if (!checked.ok) return wrong(checked.words);
        if (body.decision === 'deny') return done({ location: authorize.deny(checked.request) });
        const user = findUser(state, body.user);
        if (!user) return namesNobody();
        const scopes = Array.isArray(body.scopes) ? textsOf(body.scopes) : checked.request.scopes;
        const granted = checked.request.scopes.filter((scope) => covers(scopes, scope));
        return done({ location: authorize.allow(checked.request, user.id, granted) });
      },
    },
    {
      method: 'POST',
      path: '/revoke',
      act: onUser(state, (user, body) => {
        const client = typeof body.client === 'string' ? body.client : undefined;
        const tokens = client === undefined ? personalTokens.end(user) : 0;
        return done({ grants: oauth.endGrants(user, client), personal_tokens: tokens });
      }),
    },
    {
      method: 'POST',
      path: '/personal-tokens',
      act: onUser(state, (user, body) => {
        const scopes = body.scopes === undefined ? [...knownScopes] : textsOf(body.scopes);
        const unknown = unknownAmong(scopes);
        if (unknown) return unknown;
        const name = typeof body.name === 'string' ? body.name : 'Personal access token';
        return done({ token: personalTokens.make(user, { name, scopes }) });
      }),
    },
    {
      method: 'POST',
      path: '/personal-tokens/delete',
      act: onUser(state, (user) => done({ personal_tokens: personalTokens.end(user) })),
    },
    {
      method: 'POST',
      path: '/expire',
      act: onUser(state, (user) => done({ tokens: oauth.expireAccess(user) })),
    },
  ];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** https; a sandbox application also http on this machine, a native one also an address of its own kind. */
export function mayRedirectTo(
  uri: string,
  kind: Application['kind'],
  environment: Application['environment'],
): boolean {
  const url = URL.parse(uri);
  if (!url) return false;
  if (url.protocol === 'https:') return true;
  if (url.protocol === 'http:')
    return environment === 'sandbox' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return kind === 'native';
}

function unknownAmong(scopes: readonly string[]): ControlAnswer | undefined {
  const unknown = scopes.find((scope) => !knownScopes.includes(scope));
  return unknown === undefined ? undefined : wrong(`There is no scope “${unknown}”.`);
}
