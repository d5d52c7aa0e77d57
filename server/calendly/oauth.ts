/**
 * The authorization code flow with PKCE, and what becomes of tokens afterwards. A token answer is taken whole or
 * not at all. Client id and secret go into HTTP Basic as they are, the way Calendly documents it; `oauth4webapi`
 * would percent-encode the `-` and `_` that its ids are full of, and Doorkeeper, by its error texts the server behind
 * it, takes them literally.
 */
import { z } from 'zod';
import { Secret } from '../secret.ts';
import type { Calendly, OAuthClient, Tokens } from './client.ts';
import { isCalendlyError } from './errors.ts';
import type { Http } from './http.ts';
import { grantRefusalOf, unreadableAnswer } from './refusals.ts';
import type { TellRequest, Whose } from './tell-request.ts';
import { uuidOf } from './uri.ts';

/** What may stand in a header. */
const token = z.string().regex(/^[!-~]{1,16384}$/);
const year = 366 * 86_400;

const tokenAnswer = z.object({
  token_type: z.string().regex(/^bearer$/i),
  access_token: token,
  refresh_token: token,
  expires_in: z.int().min(1).max(year),
  /** Left out when there is none. */
  scope: z.string().default(''),
  owner: z.string().refine((uri) => uuidOf(uri, 'user')),
  organization: z.string().refine((uri) => uuidOf(uri, 'organization')),
});

interface Call<T> {
  operation: string;
  acts: boolean;
  path: '/oauth/token' | '/oauth/introspect' | '/oauth/revoke';
  form: Record<string, string>;
  authorization?: string;
  shape: z.ZodType<T>;
  whose: Whose | undefined;
}

export function createOAuth(deps: { http: Http; tell: TellRequest; authUrl: string }): Calendly['oauth'] {
  const { http, tell, authUrl } = deps;

  function post<T>({ shape, whose, ...call }: Call<T>): Promise<T> {
    const of = { ...whose, method: 'POST', path: call.path, purpose: 'access' } as const;
    const send = () => http.send({ ...call, origin: 'auth', method: 'POST' });
    return tell(of, send, (answer) => {
      if (answer.status < 200 || answer.status > 299) throw grantRefusalOf(call, answer);
      const read = shape.safeParse(answer.body);
      if (!read.success) throw unreadableAnswer(call, answer, read.error);
      return read.data;
    });
  }

  async function tokensWith(
    operation: string,
    client: OAuthClient,
    form: Record<string, string>,
    whose: Whose | undefined,
  ): Promise<Tokens> {
    const given = await post({
      operation,
      acts: true,
      path: '/oauth/token',
      form,
      authorization: basic(client),
      shape: tokenAnswer,
      whose,
    });
    return {
      acceptedSecret: client.clientSecret,
      accessToken: new Secret(given.access_token),
      refreshToken: new Secret(given.refresh_token),
      expiresInSeconds: given.expires_in,
      scopes: given.scope.split(' ').filter(Boolean),
      ownerUri: given.owner,
      organizationUri: given.organization,
    };
  }

  const tokens = (
    operation: string,
    client: OAuthClient,
    form: Record<string, string>,
    whose: Whose | undefined,
  ) => withEither(client, (one) => tokensWith(operation, one, form, whose));

  return {
    authorizationUrl({ clientId, redirectUri, state, challenge, scopes }) {
      const url = new URL('/oauth/authorize', authUrl);
      url.search = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },
    exchange(client, { code, verifier, redirectUri }, whose) {
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier.reveal(),
      };
      return tokens('oauth.exchange', client, form, whose);
    },
    refresh(client, refreshToken, whose) {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
      return tokens('oauth.refresh', client, form, whose);
    },
    introspect: (client, token, whose) =>
      withEither(client, (one) =>
        post({
          operation: 'oauth.introspect',
          acts: false,
          path: '/oauth/introspect',
          form: withBody(one, token),
          shape: z.object({
            active: z.boolean(),
            owner: z.string().optional(),
            organization: z.string().optional(),
          }),
          whose,
        }),
      ),
    async revoke(client, token, whose) {
      await withEither(client, (one) =>
        post({
          operation: 'oauth.revoke',
          acts: true,
          path: '/oauth/revoke',
          form: withBody(one, token),
          shape: z.object({}),
          whose,
        }),
      );
    },
  };
}

/** With the secret in use; where Calendly refuses that, with the one that is to come. */
async function withEither<T>(client: OAuthClient, call: (client: OAuthClient) => Promise<T>): Promise<T> {
  const { clientId, clientSecret, nextSecret } = client;
  try {
    return await call({ clientId, clientSecret });
  } catch (error) {
    // Revoking says 403 of a wrong secret.
    if (!nextSecret || !isCalendlyError(error, 'invalid_client', 'forbidden')) throw error;
    return call({ clientId, clientSecret: nextSecret });
  }
}

function basic({ clientId, clientSecret }: OAuthClient): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')}`;
}

/** Introspection and revocation want the client in the body, unlike the token endpoint. */
function withBody({ clientId, clientSecret }: OAuthClient, token: Secret): Record<string, string> {
  return { client_id: clientId, client_secret: clientSecret.reveal(), token: token.reveal() };
}
