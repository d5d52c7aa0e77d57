/**
 * The authorization request and what it is answered with. A request that names the wrong client or address is
 * answered on a page, never by a redirect; a code is only made for a request that was checked.
 */
import type { Callbacks } from './callbacks.ts';
import { type Clock, isoMicros } from './clock.ts';
import { hashOf, type Ids } from './ids.ts';
import type { Modes } from './modes.ts';
import type { AuthorizeRefusal, AuthorizeRequest, PagesDoor } from './pages/door.ts';
import type { State } from './state.ts';

const codeSeconds = 600;
export const issuer = 'https://auth.calendly.com';

export type Authorize = PagesDoor['authorize'];

export function createAuthorize(deps: {
  state: State;
  clock: Clock;
  ids: Ids;
  modes: Modes;
  callbacks: Callbacks;
}): Authorize {
  const { state, clock, ids, modes, callbacks } = deps;

  function check(query: URLSearchParams): { ok: true; request: AuthorizeRequest } | AuthorizeRefusal {
    const refuse = (reason: AuthorizeRefusal['reason'], words: string): AuthorizeRefusal => ({
      ok: false,
      reason,
      words,
    });
    const application = state.applications.get(query.get('client_id') ?? '');
    if (!application) return refuse('unknown_client', 'No application has this client id.');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!application.redirectUris.includes(redirectUri))
      return refuse('wrong_redirect_uri', `“${redirectUri}” is not registered for ${application.name}.`);
    if (query.get('response_type') !== 'code')
      return refuse('wrong_response_type', 'The response type must be “code”.');
    const scopes = [...new Set((query.get('scope') ?? '').split(' ').filter(Boolean))];
    const strange = scopes.filter((scope) => !application.scopes.includes(scope));
    if (scopes.length === 0) return refuse('wrong_scope', 'No scope is asked for.');
    if (strange.length > 0)
      return refuse('wrong_scope', `${application.name} may not ask for ${strange.join(', ')}.`);
    const codeChallenge = query.get('code_challenge');
    if (codeChallenge !== null && query.get('code_challenge_method') !== 'S256')
      return refuse('wrong_pkce', 'The code challenge method must be “S256”.');
    if (codeChallenge === null && application.kind === 'native')
      return refuse('wrong_pkce', 'A native application must send a code challenge.');
    return {
      ok: true,
      request: { application, redirectUri, scopes, state: query.get('state'), codeChallenge },
    };
  }

  function redirect(request: AuthorizeRequest, answer: Record<string, string>): string {
    const url = new URL(callbacks.local(request.redirectUri));
    for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
    if (request.state !== null) url.searchParams.set('state', request.state);
    if (modes.get('authorization_iss') === 'yes') url.searchParams.set('iss', issuer);
    return url.href;
  }

  function allow(request: AuthorizeRequest, userId: string, scopes: string[]): string {
    const code = ids.hex(32);
    state.codes.put({
      id: hashOf(code),
      clientId: request.application.clientId,
      userId,
      redirectUri: request.redirectUri,
      scopes: request.scopes.filter((scope) => scopes.includes(scope)),
      codeChallenge: request.codeChallenge,
      expiresAt: isoMicros(clock.now() + codeSeconds * 1000),
      usedAt: null,
    });
    return redirect(request, { code });
  }

  const deny = (request: AuthorizeRequest): string =>
    redirect(request, {
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request.',
    });

  return { check, allow, deny };
}
