/** The emulator's OAuth server: every way in that clients are known to use, and every way in that must not work. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Client,
  call,
  connect,
  consent,
  redirectUri,
  startEmulator,
  type TestEmulator,
  token,
  verifier,
} from '../support/emulator.ts';

let emulator: TestEmulator;
let client: Client;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.send('POST', '/reset', {});
  client = await emulator.createApplication(redirectUri);
});

const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  fetch(`${emulator.url}${path}`, { method: 'POST', body, headers });
const grantOf = (code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirectUri,
  code_verifier: verifier,
});
const refreshWith = (refreshToken: string) =>
  token(emulator, client, { grant_type: 'refresh_token', refresh_token: refreshToken });
const credentials = () => ({ client_id: client.client_id, client_secret: client.client_secret });
const errorOf = async (answer: Response) => ((await answer.json()) as { error: string }).error;
const advance = (seconds: number) => emulator.send('POST', '/clock', { advanceSeconds: seconds });

test('a token answer has the keys and forms of the live one', async () => {
  const answer = await connect(emulator, client, 'mara-lind');
  expect(Object.keys(answer)).toEqual([
    'access_token',
    'token_type',
    'expires_in',
    'refresh_token',
    'scope',
    'created_at',
    'owner',
    'organization',
  ]);
  expect(answer.expires_in).toBe(7200);
  expect(answer.refresh_token).toMatch(/^[0-9a-f]{64}$/);
  const claims = JSON.parse(Buffer.from(answer.access_token!.split('.')[1]!, 'base64url').toString());
  expect(answer.owner).toBe(`https://api.calendly.com/users/${claims.user_uuid}`);
});

test('a client may prove itself by Basic, in a form, or in JSON', async () => {
  const codes = [];
  for (let n = 0; n < 3; n += 1) codes.push(await consent(emulator, client, 'mara-lind'));
  const basic = await token(emulator, client, grantOf(codes[0]!));
  const form = await post('/oauth/token', new URLSearchParams({ ...grantOf(codes[1]!), ...credentials() }));
  const json = await post('/oauth/token', JSON.stringify({ ...grantOf(codes[2]!), ...credentials() }), {
    'content-type': 'application/json',
  });
  expect([basic.status, form.status, json.status]).toEqual([200, 200, 200]);
});

test('Basic credentials are form-decoded', async () => {
  const code = await consent(emulator, client, 'mara-lind');
  const encode = (text: string) => encodeURIComponent(text).replaceAll('-', '%2D').replaceAll('_', '%5F');
  const answer = await post('/oauth/token', new URLSearchParams(grantOf(code)), {
    authorization: `Basic ${btoa(`${encode(client.client_id)}:${encode(client.client_secret)}`)}`,
  });
  expect(answer.status).toBe(200);
});

test('a wrong secret is told as Doorkeeper tells it', async () => {
  const code = await consent(emulator, client, 'mara-lind');
  const answer = await token(emulator, { ...client, client_secret: 'wrong' }, grantOf(code));
  expect(answer.status).toBe(401);
  expect(await answer.text()).toBe(
    '{"error":"invalid_client","error_description":"Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."}',
  );
  expect((await token(emulator, client, grantOf(code))).status).toBe(200);
});

test('a code works once, in ten minutes, with its verifier, for its address and its client', async () => {
  const used = await consent(emulator, client, 'mara-lind');
  expect((await token(emulator, client, grantOf(used))).status).toBe(200);
  const other = await emulator.createApplication(redirectUri);
  const fresh = () => consent(emulator, client, 'mara-lind');
  const refused = [
    await token(emulator, client, grantOf(used)),
    await token(emulator, client, { ...grantOf(await fresh()), code_verifier: 'b'.repeat(64) }),
    await token(emulator, client, { ...grantOf(await fresh()), redirect_uri: `${redirectUri}/` }),
    await token(emulator, other, grantOf(await fresh())),
    await post(
      '/oauth/token',
      new URLSearchParams({ ...grantOf(await fresh()), ...credentials(), code_verifier: '' }),
    ),
  ];
  const late = await fresh();
  await advance(601);
  refused.push(await token(emulator, client, grantOf(late)));
  for (const answer of refused) {
    expect(answer.status).toBe(400);
    expect(await errorOf(answer)).toBe('invalid_grant');
  }
});

test('without a challenge a web application needs no verifier', async () => {
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'users:read',
  });
  const location = await emulator.consent(`${emulator.url}/oauth/authorize?${query}`, 'mara-lind');
  const code = new URL(location).searchParams.get('code')!;
  const { code_verifier: _none, ...grant } = grantOf(code);
  expect((await token(emulator, client, grant)).status).toBe(200);
});

test('a refresh token works once, and the one in its place works next', async () => {
  const first = await connect(emulator, client, 'mara-lind');
  const second = await (await refreshWith(first.refresh_token!)).json();
  expect(second.refresh_token).not.toBe(first.refresh_token);
  const reused = await refreshWith(first.refresh_token!);
  expect([reused.status, await errorOf(reused)]).toEqual([400, 'invalid_grant']);
  expect((await refreshWith(second.refresh_token)).status).toBe(200);
  const hash = createHash('sha256').update(first.refresh_token!).digest('hex');
  const { refreshTokens } = await emulator.dump();
  expect(refreshTokens).toContainEqual({ hash, count: 2 });
});

test('mode: reuse of a refresh token ends the family', async () => {
  await emulator.send('POST', '/modes', { refresh_reuse: 'revoke_family', invalid_grant_status: '401' });
  const first = await connect(emulator, client, 'mara-lind');
  const second = await (await refreshWith(first.refresh_token!)).json();
  expect((await refreshWith(first.refresh_token!)).status).toBe(401);
  expect(await errorOf(await refreshWith(second.refresh_token))).toBe('invalid_grant');
  expect((await call(emulator, second.access_token, 'GET', '/users/me')).body.message).toBe(
    'The access token was revoked',
  );
});

test('a person gets eight tokens a minute', async () => {
  let { refresh_token: refreshToken } = await connect(emulator, client, 'mara-lind');
  for (let n = 0; n < 7; n += 1)
    refreshToken = (await (await refreshWith(refreshToken!)).json()).refresh_token;
  const refused = await refreshWith(refreshToken!);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('x-ratelimit-reset'))).toBeLessThanOrEqual(60);
  await advance(61);
  expect((await refreshWith(refreshToken!)).status).toBe(200);
});

test('an access token is invalid, expires, or is revoked, each with its own words', async () => {
  const words = async (accessToken: string) => (await call(emulator, accessToken, 'GET', '/users/me')).text;
  expect(await words('nonsense')).toBe('{"title":"Unauthenticated","message":"The access token is invalid"}');
  const first = await connect(emulator, client, 'mara-lind');
  await advance(7201);
  expect(await words(first.access_token!)).toContain('The access token expired');
  const second = await (await refreshWith(first.refresh_token!)).json();
  await emulator.send('POST', '/expire', { user: 'mara-lind' });
  expect(await words(second.access_token)).toContain('The access token expired');
  await emulator.send('POST', '/revoke', { user: 'mara-lind' });
  expect(await words(second.access_token)).toContain('The access token was revoked');
  expect(await errorOf(await refreshWith(second.refresh_token))).toBe('invalid_grant');
});

test('introspection and revocation take credentials in the body only', async () => {
  const tokens = await connect(emulator, client, 'mara-lind');
  const ask = (path: string, more: object) =>
    post(path, new URLSearchParams({ ...credentials(), token: tokens.refresh_token!, ...more }));
  const active = async () =>
    ((await (await ask('/oauth/introspect', {})).json()) as { active: boolean }).active;
  expect(await active()).toBe(true);
  expect((await ask('/oauth/introspect', { client_secret: 'wrong' })).status).toBe(401);
  const other = await emulator.createApplication(redirectUri);
  const foreign = { client_id: other.client_id, client_secret: other.client_secret };
  expect(await (await ask('/oauth/introspect', foreign)).json()).toEqual({ active: false });
  expect((await ask('/oauth/revoke', foreign)).status).toBe(403);
  expect(await active()).toBe(true);
  expect(await (await ask('/oauth/revoke', {})).text()).toBe('{}');
  expect((await ask('/oauth/revoke', {})).status).toBe(200);
  expect(await active()).toBe(false);
  expect((await call(emulator, tokens.access_token!, 'GET', '/users/me')).status).toBe(401);
});

test('mode: a second consent ends the first grant, or does not', async () => {
  const first = await connect(emulator, client, 'mara-lind');
  await connect(emulator, client, 'mara-lind');
  expect((await call(emulator, first.access_token!, 'GET', '/users/me')).status).toBe(200);
  await emulator.send('POST', '/modes', { second_grant: 'ends_first' });
  await connect(emulator, client, 'mara-lind');
  expect((await call(emulator, first.access_token!, 'GET', '/users/me')).status).toBe(401);
});

test('a person may say no, or grant less than was asked', async () => {
  const url = `${emulator.url}/oauth/authorize?${new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'users:read webhooks:write',
    state: 's&t',
  })}`;
  const answered = async (more: object) =>
    new URL((await emulator.send<{ location: string }>('POST', '/consent', { url, ...more })).location)
      .searchParams;
  const refused = await answered({ decision: 'deny' });
  expect([refused.get('error'), refused.get('state')]).toEqual(['access_denied', 's&t']);
  const granted = await answered({ user: 'mara-lind', scopes: ['users:read'] });
  const { code_verifier: _none, ...grant } = grantOf(granted.get('code')!);
  const tokens = await (await token(emulator, client, grant)).json();
  expect(tokens.scope).toBe('users:read');
  const denied = await call(emulator, tokens.access_token, 'GET', '/scheduled_events');
  expect(denied.text).toBe(
    `{"title":"Insufficient scope","message":"This operation requires the scopes listed in the 'required_scopes' array.","required_scopes":["scheduled_events:read"]}`,
  );
});

test('an authorization request that names the wrong things is refused before anybody is asked', async () => {
  const right = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'users:read',
  };
  const wrong: [object, RegExp][] = [
    [{ client_id: 'nobody' }, /client id/],
    [{ redirect_uri: `${redirectUri}?x` }, /not registered/],
    [{ response_type: 'token' }, /response type/],
    [{ scope: 'users:read users:write' }, /may not ask/],
    [{ scope: '' }, /No scope/],
    [{ code_challenge: 'x', code_challenge_method: 'plain' }, /S256/],
  ];
  for (const [change, words] of wrong) {
    const url = `${emulator.url}/oauth/authorize?${new URLSearchParams({ ...right, ...change })}`;
    await expect(emulator.send('POST', '/consent', { url, user: 'mara-lind' })).rejects.toThrow(words);
  }
});

test('a person makes tokens for themselves, which last until they are deleted', async () => {
  const wanted = { user: 'mara-lind', scopes: ['users:read'] };
  const { token: own } = await emulator.send<{ token: string }>('POST', '/personal-tokens', wanted);
  const me = () => call(emulator, own, 'GET', '/users/me');
  expect(JSON.parse(Buffer.from(own.split('.')[0]!, 'base64url').toString())).toMatchObject({ typ: 'PAT' });
  await advance(400 * 86_400);
  expect((await me()).body.resource.slug).toBe('mara-lind');
  expect((await call(emulator, own, 'GET', '/event_types')).body.required_scopes).toEqual([
    'event_types:read',
  ]);
  const dump = await emulator.send<object>('GET', '/dump');
  expect(JSON.stringify(dump)).not.toContain(own);
  expect(await emulator.send('POST', '/personal-tokens/delete', { user: 'mara-lind' })).toEqual({
    personal_tokens: 1,
  });
  expect(await me()).toMatchObject({ status: 401, body: { message: 'The access token was revoked' } });
});

test('a changed password ends them too, and one application’s end does not', async () => {
  const made = await emulator.send<{ token: string }>('POST', '/personal-tokens', { user: 'mara-lind' });
  await emulator.send('POST', '/revoke', { user: 'mara-lind', client: client.client_id });
  expect((await call(emulator, made.token, 'GET', '/users/me')).status).toBe(200);
  await emulator.send('POST', '/revoke', { user: 'mara-lind' });
  expect((await call(emulator, made.token, 'GET', '/users/me')).status).toBe(401);
});
