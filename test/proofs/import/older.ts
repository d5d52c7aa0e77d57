/**
 * A hand-written integration as they are found: one address for everybody, a signing key for each person, found by
 * trying all of them, and tokens that it refreshes itself. It writes the rows that an import reads.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type Client, call, connect, mainScopes, type TestEmulator, token } from '../../support/emulator.ts';

export interface Member {
  id: string;
  slug: string;
}

interface Row {
  userId: string;
  userUri: string;
  organizationUri: string;
  refreshToken: string;
  hook?: string;
  callbackUrl?: string;
  signingKey?: string;
  scope?: 'organization';
}

/** Where it was known in the world; who answers there is changed by moving the name. */
export const olderOrigin = 'https://app.example.com';
const callbackUrl = `${olderOrigin}/api/calendly/webhook`;
const topics = ['invitee.created', 'invitee.canceled', 'invitee_no_show.created', 'invitee_no_show.deleted'];

export type Older = Awaited<ReturnType<typeof openOlder>>;

export async function openOlder(emulator: TestEmulator, client: Client) {
  const rows: Row[] = [];
  let received = 0;

  const server = createServer(async (request, response) => {
    const body = await readAll(request);
    const known = rows.some((row) => row.signingKey && isSignedWith(row.signingKey, request, body));
    if (known) received++;
    response.writeHead(known ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await emulator.send('POST', '/callbacks', { [olderOrigin]: `http://127.0.0.1:${port}` });

  async function subscribe(accessToken: string, row: Row, scope: 'user' | 'organization'): Promise<void> {
    const signingKey = randomBytes(24).toString('hex');
    const made = await call(emulator, accessToken, 'POST', '/webhook_subscriptions', {
      url: callbackUrl,
      events: topics,
      organization: row.organizationUri,
      ...(scope === 'user' ? { user: row.userUri } : {}),
      scope,
      signing_key: signingKey,
    });
    if (made.status !== 201) throw new Error(`subscribing answered ${made.status}: ${made.text}`);
    Object.assign(row, { hook: String(made.body.resource.uri), callbackUrl, signingKey });
    if (scope === 'organization') row.scope = scope;
  }

  async function refresh(row: Row): Promise<void> {
    const answer = await token(emulator, client, {
      grant_type: 'refresh_token',
      refresh_token: row.refreshToken,
    });
    // It goes on with the others, as such programs do.
    if (answer.status !== 200) return;
    row.refreshToken = ((await answer.json()) as { refresh_token: string }).refresh_token;
  }

  return {
    rows,
    received: () => received,
    async connect(person: Member, hook: 'user' | 'organization' | 'none'): Promise<void> {
      const tokens = await connect(emulator, client, person.id, mainScopes);
      const row: Row = {
        userId: person.slug,
        userUri: tokens.owner!,
        organizationUri: tokens.organization!,
        refreshToken: tokens.refresh_token!,
      };
      rows.push(row);
      if (hook !== 'none') await subscribe(tokens.access_token!, row, hook);
    },
    refresh: async (some: readonly Row[]) => {
      for (const row of some) await refresh(row);
    },
    /** One JSON object a line. */
    written: () => rows.map((row) => JSON.stringify(row)).join('\n'),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function isSignedWith(key: string, { headers }: IncomingMessage, body: Buffer): boolean {
  const [, time, signature] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['calendly-webhook-signature'])) ?? [];
  if (!time || !signature) return false;
  const expected = createHmac('sha256', key).update(`${time}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
