/** Stands between the service and Calendly and learns every secret that passes: what is asked with, what is given. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  url: string;
  close(): void;
}

type Learn = (kind: string, value: string | null | undefined) => void;

export async function listenBetween(emulatorUrl: string, learn: Learn): Promise<Listener> {
  const server = createServer(async (request, response) => {
    try {
      const body = await readAll(request);
      learnFromRequest(request, body, learn);
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const answer = await fetch(`${emulatorUrl}${request.url}`, {
        method: request.method!,
        headers: headers as Record<string, string>,
        body: body.length > 0 ? new Uint8Array(body) : null,
        redirect: 'manual',
      });
      const text = Buffer.from(await answer.arrayBuffer());
      if (request.url!.startsWith('/oauth/token')) learnTokens(text, learn);
      const kept = [...answer.headers].filter(
        ([name]) => !/^(connection|content-length|transfer-encoding|keep-alive)$/.test(name),
      );
      response.writeHead(answer.status, Object.fromEntries(kept)).end(text);
    } catch {
      response.destroy();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function learnFromRequest({ url = '', headers }: IncomingMessage, body: Buffer, learn: Learn): void {
  const [, scheme, credentials = ''] = /^(\w+) (.+)$/.exec(headers.authorization ?? '') ?? [];
  if (scheme === 'Bearer') learn('access token', credentials);
  if (scheme === 'Basic') {
    learn('client secret', Buffer.from(credentials, 'base64').toString().split(':')[1]);
    learn('client secret', credentials);
  }
  if (url.startsWith('/oauth/')) {
    const form = new URLSearchParams(body.toString());
    learn('code', form.get('code'));
    learn('verifier', form.get('code_verifier'));
    learn('refresh token', form.get('refresh_token'));
    learn('client secret', form.get('client_secret'));
  }
  if (url.startsWith('/webhook_subscriptions') && body.length > 0) {
    const { url: address, signing_key: key } = JSON.parse(body.toString()) as Record<string, string>;
    learn('delivery address', address?.split('/').at(-1));
    learn('signing key', key);
  }
}

function learnTokens(text: Buffer, learn: Learn): void {
  try {
    const { access_token: access, refresh_token: refresh } = JSON.parse(text.toString()) as Record<
      string,
      string
    >;
    learn('access token', access);
    learn('refresh token', refresh);
  } catch {}
}
