/** The emulator inside the test's process, on a free port, in memory unless a file is named. */
import { createHash } from 'node:crypto';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../emulator/index.ts';
import { controlEmulator } from './emulator-control.ts';
import { until } from './until.ts';

export type TestEmulator = Emulator & ReturnType<typeof controlEmulator>;

export async function startEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const emulator = createEmulator(options);
  const url = await emulator.listen('127.0.0.1', 0);
  return { ...emulator, ...controlEmulator(url), url };
}

export interface Client {
  client_id: string;
  client_secret: string;
  webhook_signing_key: string;
}

export const redirectUri = 'http://localhost:1234/callback';
export const mainScopes =
  'users:read organizations:read event_types:read availability:read scheduled_events:write webhooks:write';

/** A whole OAuth round: consent by this person, exchange; answers the token answer's body. */
export async function connect(
  emulator: Pick<TestEmulator, 'url' | 'consent'>,
  client: Client,
  user: string,
  scope: string = mainScopes,
): Promise<Record<string, string>> {
  const code = await consent(emulator, client, user, scope);
  const answer = await token(emulator, client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  if (answer.status !== 200) throw new Error(`exchange answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, string>;
}

export const verifier = 'a'.repeat(64);

export async function consent(
  emulator: Pick<TestEmulator, 'url' | 'consent'>,
  client: Client,
  user: string,
  scope: string = mainScopes,
  challenge: string | undefined = createHash('sha256').update(verifier).digest('base64url'),
): Promise<string> {
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: 'some state',
    ...(challenge === undefined ? {} : { code_challenge: challenge, code_challenge_method: 'S256' }),
  });
  const location = await emulator.consent(`${emulator.url}/oauth/authorize?${query}`, user);
  return new URL(location).searchParams.get('code')!;
}

/** The token endpoint with HTTP Basic and a form, as our client sends it. */
export function token(
  emulator: Pick<TestEmulator, 'url' | 'consent'>,
  client: Client,
  fields: Record<string, string>,
): Promise<Response> {
  return fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` },
    body: new URLSearchParams(fields),
  });
}

/** What a REST answer may hold; a test looks only at what it asked for. */
export interface Body {
  resource: Record<string, unknown>;
  collection: Record<string, unknown>[];
  pagination: Record<string, unknown>;
  title: string;
  message: string;
  details: { parameter?: string; message: string; code?: string }[];
  required_scopes: string[];
}

/** A REST call. */
export async function call(
  emulator: Pick<TestEmulator, 'url' | 'consent'>,
  accessToken: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; headers: Headers; text: string; body: Body }> {
  const answer = await fetch(`${emulator.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${accessToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (text === '' ? {} : JSON.parse(text)) as Body,
  };
}

/** Waits until a receiver was asked this often; answers what it was asked. */
export async function received<T>({ asked }: { asked: T[] }, count: number): Promise<T[]> {
  await until(`${count} deliveries`, () => asked.length >= count);
  return asked;
}
