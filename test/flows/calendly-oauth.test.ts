/** The OAuth endpoints against a real HTTP server: a token answer is taken whole or not at all. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CalendlyErrorKind } from '../../server/calendly/index.ts';
import { Secret } from '../../server/secret.ts';
import {
  connectCalendly,
  cut,
  empty,
  failureOf,
  half,
  html,
  json,
  type Respond,
  silence,
  startAnsweringServer,
} from '../support/answering-server.ts';
import { freePort } from '../support/program.ts';

let server: Awaited<ReturnType<typeof startAnsweringServer>>;
let client: ReturnType<typeof connectCalendly>;

beforeAll(async () => {
  server = await startAnsweringServer();
  client = connectCalendly(server.address);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const base = 'https://api.calendly.com';
const userUri = `${base}/users/u1`;
const application = { clientId: 'c-1_2', clientSecret: new Secret('cs-canary') };
const refreshToken = new Secret('rt-canary');

const tokenAnswer = {
  token_type: 'Bearer',
  access_token: 'at-canary',
  refresh_token: 'rt-canary',
  scope: 'users:read webhooks:write',
  created_at: 1_767_225_600,
  expires_in: 7200,
  owner: userUri,
  organization: `${base}/organizations/o1`,
};
const refresh = () => client.oauth.refresh(application, refreshToken);

test('the authorization address asks for a code by PKCE', () => {
  const url = new URL(
    client.oauth.authorizationUrl({
      clientId: 'c-1_2',
      redirectUri: 'https://app.example.com/oauth/calendly/callback',
      state: 's',
      challenge: 'c',
      scopes: ['users:read', 'webhooks:write'],
    }),
  );
  expect(url.origin + url.pathname).toBe(`${server.address}/oauth/authorize`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'c-1_2',
    response_type: 'code',
    redirect_uri: 'https://app.example.com/oauth/calendly/callback',
    scope: 'users:read webhooks:write',
    state: 's',
    code_challenge: 'c',
    code_challenge_method: 'S256',
  });
});

test('a code becomes tokens; the client is named by Basic, with its id as it is', async () => {
  server.answer(json(200, tokenAnswer));
  const tokens = await client.oauth.exchange(application, {
    code: 'the-code',
    verifier: new Secret('verifier-canary'),
    redirectUri: 'https://app.example.com/cb',
  });
  expect(tokens).toMatchObject({
    expiresInSeconds: 7200,
    scopes: ['users:read', 'webhooks:write'],
    ownerUri: userUri,
    organizationUri: `${base}/organizations/o1`,
  });
  expect(tokens.refreshToken.reveal()).toBe('rt-canary');
  expect(inspect(tokens, { depth: 9 })).not.toContain('-canary');
  expect(atob(server.asked[0]!.headers.authorization!.slice(6))).toBe('c-1_2:cs-canary');
  expect(Object.fromEntries(new URLSearchParams(server.asked[0]!.body))).toEqual({
    grant_type: 'authorization_code',
    code: 'the-code',
    redirect_uri: 'https://app.example.com/cb',
    code_verifier: 'verifier-canary',
  });
  expect(server.asked[0]!.headers.connection).toBe('close');
});

const without = (key: keyof typeof tokenAnswer) => ({ ...tokenAnswer, [key]: undefined });
test.each<[string, Respond]>([
  ['without a refresh token', json(200, without('refresh_token'))],
  ['without an access token', json(200, without('access_token'))],
  ['without an owner', json(200, without('owner'))],
  ['of another owner than a user', json(200, { ...tokenAnswer, owner: `${base}/groups/1` })],
  ['with a number as token', json(200, { ...tokenAnswer, refresh_token: 7 })],
  ['with an empty token', json(200, { ...tokenAnswer, access_token: '' })],
  ['with a line break in a token', json(200, { ...tokenAnswer, access_token: 'a\r\nx-evil: 1' })],
  ['with a token of 5 MB', json(200, { ...tokenAnswer, access_token: 'a'.repeat(5_000_000) })],
  ['of another type', json(200, { ...tokenAnswer, token_type: 'mac' })],
  ['that never expires', json(200, without('expires_in'))],
  ['that has expired', json(200, { ...tokenAnswer, expires_in: -1 })],
  ['that expires at once', json(200, { ...tokenAnswer, expires_in: 0 })],
  ['that lives for ages', json(200, { ...tokenAnswer, expires_in: 1e20 })],
  ['with a text as life', json(200, { ...tokenAnswer, expires_in: '7200' })],
  ['with a list as scope', json(200, { ...tokenAnswer, scope: ['users:read'] })],
  ['that is a list', json(200, [tokenAnswer])],
  ['that is null', json(200, null)],
  ['that is a page', html(200)],
  ['that is empty', empty(200)],
  ['that is cut short', (response) => response.writeHead(200).end(JSON.stringify(tokenAnswer).slice(0, -9))],
  ['that is a redirect', empty(303, { location: '/' })],
])('a token answer %s is refused whole, and may have used the grant up', async (_, answer) => {
  server.answer(answer);
  expect((await failureOf(refresh())).facts).toMatchObject({ kind: 'unexpected', mayHaveActed: true });
});

test.each<[number, unknown, CalendlyErrorKind, boolean]>([
  [400, { error: 'invalid_grant', error_description: 'used' }, 'invalid_grant', false],
  [401, { error: 'invalid_grant' }, 'invalid_grant', false],
  [401, { error: 'invalid_client', error_description: 'unknown' }, 'invalid_client', false],
  [400, { error: 'invalid_request' }, 'invalid', false],
  [400, { error: 'constructor' }, 'invalid', false],
  [401, {}, 'unexpected', false],
  [429, { error: 'invalid_grant' }, 'limited', false],
  [500, { error: 'invalid_grant' }, 'unavailable', true],
  [502, 'x', 'unavailable', true],
])('a refresh answered by %i %j', async (status, body, kind, mayHaveActed) => {
  server.answer(json(status, body));
  expect((await failureOf(refresh())).facts).toMatchObject({ kind, status, mayHaveActed });
});

test('a refresh whose answer is lost may have used the token up; an introspection uses nothing up', async () => {
  const impatient = connectCalendly(server.address, { deadlineMs: 200 });
  for (const answer of [cut, half, silence]) {
    server.answer(answer);
    const lost = await failureOf(impatient.oauth.refresh(application, refreshToken));
    expect(lost.facts).toMatchObject({ kind: 'unavailable', mayHaveActed: true });
    const asked = await failureOf(impatient.oauth.introspect(application, refreshToken));
    expect(asked.facts).toMatchObject({ kind: 'unavailable', mayHaveActed: false });
  }
  await impatient.close();
});

test('where nobody listens the token is not used up', async () => {
  const lost = connectCalendly(`http://127.0.0.1:${await freePort()}`);
  const error = await failureOf(lost.oauth.refresh(application, refreshToken));
  expect(error.facts).toMatchObject({ kind: 'unavailable', mayHaveActed: false });
  await lost.close();
});

const inBody = { client_id: 'c-1_2', client_secret: 'cs-canary', token: 'rt-canary' };

test('introspection names the client in the body', async () => {
  server.answer(json(200, { active: false, scope: 'users:read' }));
  expect(await client.oauth.introspect(application, refreshToken)).toEqual({ active: false });
  expect(server.asked[0]!.url.pathname).toBe('/oauth/introspect');
  expect(server.asked[0]!.headers.authorization).toBeUndefined();
  expect(Object.fromEntries(new URLSearchParams(server.asked[0]!.body))).toEqual(inBody);
});

test('so does revocation, which is well answered by nothing, and not by a page of some proxy', async () => {
  for (const answer of [empty(200), json(200, {})]) {
    server.answer(answer);
    await client.oauth.revoke(application, refreshToken);
    expect(server.asked[0]!.url.pathname).toBe('/oauth/revoke');
    expect(server.asked[0]!.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(server.asked[0]!.body))).toEqual(inBody);
  }
  server.answer(html(200));
  const error = await failureOf(client.oauth.revoke(application, refreshToken));
  expect(error.facts).toMatchObject({ kind: 'unexpected', mayHaveActed: true });
});
