/**
 * A provider of single sign-on on this machine: a real OpenID Connect server (oidc-provider) with the people that a test
 * names. Its own pages are left out: whoever is asked for is signed in at once, as the test says who sits there.
 */
import { createServer, type Server } from 'node:http';
import Provider, { type Configuration, errors } from 'oidc-provider';
import { freePort } from './program.ts';

export interface IssuerPerson {
  sub: string;
  email: string;
  email_verified: boolean;
}

export interface TestIssuer {
  url: string;
  clientId: string;
  clientSecret: string;
  /** Who sits before the browser; undefined: somebody who says no. */
  sits(person: IssuerPerson | undefined): void;
  close(): Promise<void>;
}

export async function startIssuer(redirectUri: string): Promise<TestIssuer> {
  const url = `http://localhost:${await freePort()}`;
  const people = new Map<string, IssuerPerson>();
  let sitting: IssuerPerson | undefined;
  const client = { client_id: 'slotwire', client_secret: 'a secret of the issuer' };
  const configuration: Configuration = {
    clients: [{ ...client, redirect_uris: [redirectUri], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // The email in the token itself, as most providers send it.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return person && { accountId: sub, claims: async () => ({ ...person }) };
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['a key of the issuer'] },
  };
  const provider = new Provider(url, configuration);
  const answer = provider.callback();
  const server: Server = createServer(async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
    if (!sitting) {
      const declined = { error: 'access_denied', error_description: 'They said no.' };
      return provider.interactionFinished(request, response, declined, { mergeWithLastSubmission: false });
    }
    if (prompt.name === 'login') {
      people.set(sitting.sub, sitting);
      const login = { login: { accountId: sitting.sub, remember: false } };
      return provider.interactionFinished(request, response, login, { mergeWithLastSubmission: false });
    }
    const accountId = session?.accountId;
    if (!accountId) throw new errors.InvalidRequest('nobody sits here');
    const grant =
      (grantId && (await provider.Grant.find(grantId))) ||
      new provider.Grant({ accountId, clientId: String(params.client_id) });
    grant.addOIDCScope('openid email profile');
    const consent = { consent: { grantId: await grant.save() } };
    return provider.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
  });
  await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  return {
    url,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    sits: (person) => {
      sitting = person;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
