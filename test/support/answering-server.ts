/** An HTTP server that answers whatever a test tells it, remembers what it was asked, and the client that asks it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type Budget, type Calendly, CalendlyError, createCalendly } from '../../server/calendly/index.ts';
import { systemClock } from '../../server/clock.ts';
import { createMetrics } from '../../server/metrics.ts';

export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}
export type Respond = (response: ServerResponse, asked: Asked) => void;

export async function startAnsweringServer() {
  const asked: Asked[] = [];
  let respond: Respond = silence;
  let address = '';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const one = {
      method: request.method!,
      url: new URL(request.url!, address),
      headers: request.headers,
      body,
    };
    asked.push(one);
    respond(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    asked,
    /** From now on it answers so. */
    answer(by: Respond): void {
      respond = by;
      asked.length = 0;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lets everything go. */
const boundless: Budget = { take: async () => ({ ok: true, permit: { learn: () => undefined } }) };

/** A client of Calendly at this address; without a budget given, everything goes. */
export function connectCalendly(
  url: string,
  options: {
    budget?: Budget;
    deadlineMs?: number;
    graceMs?: number;
    onSkew?: (milliseconds: number) => void;
  } = {},
): Calendly & { close(): Promise<void> } {
  return createCalendly({
    apiUrl: url,
    authUrl: url,
    clock: systemClock,
    metrics: createMetrics(),
    budget: boundless,
    deadlineMs: 2000,
    ...options,
  });
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Respond =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const html =
  (status: number): Respond =>
  (response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>a page of some proxy</html>');

export const empty =
  (status: number, headers: Record<string, string> = {}): Respond =>
  (response) =>
    response.writeHead(status, headers).end();

export const cut: Respond = (response) => response.destroy();

export const half: Respond = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"resource":');
  setTimeout(() => response.destroy(), 20);
};

export const silence: Respond = () => undefined;

/** How a call fails. Whatever a test holds secret is named `…-canary`, and must not be in it. */
export async function failureOf(call: Promise<unknown>): Promise<CalendlyError> {
  const error = await call.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (!(error instanceof CalendlyError)) throw new Error(`no CalendlyError but ${inspect(error)}`);
  if (/-canary/.test(inspect(error, { depth: 9 }))) throw new Error('the error shows a secret');
  return error;
}
