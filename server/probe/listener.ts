/**
 * Where Calendly's redirects and deliveries arrive while the probe runs: a server of its own at the public address.
 * Addresses for deliveries have a token of this run in them; what is posted elsewhere is nobody's.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Envelope, parseDelivery } from '../calendly/index.ts';
import { Failure } from '../errors.ts';

/** One try of Calendly's to tell something. */
export interface Arrival {
  /** Which of our subscriptions it was sent to. */
  to: string;
  header: string | undefined;
  body: Buffer;
  at: number;
  /** What it says of an invitee; undefined for what it is not about one, or cannot be read. */
  said: Extract<Envelope, { kind: 'invitee' }> | undefined;
  answered: number;
}

export interface Listener {
  redirectUri: string;
  addressOf(name: string): string;
  /** Whether an address is of this or an earlier run here. */
  isOurs(address: string): boolean;
  arrivals: readonly Arrival[];
  /** What the browser came back with. */
  redirects: readonly URLSearchParams[];
  /** What deliveries to this subscription are answered, by how often the same message came before. */
  answer(name: string, status: (earlier: number) => number): void;
  stop(): Promise<void>;
}

const mostBytes = 1024 * 1024;
const callback = '/oauth/calendly/callback';
const folder = '/probe/';

/** @throws Failure `port_taken` */
export async function listen(options: {
  host: string;
  port: number;
  publicUrl: string;
  token: string;
  now: () => number;
}): Promise<Listener> {
  const { publicUrl, token, now } = options;
  const arrivals: Arrival[] = [];
  const redirects: URLSearchParams[] = [];
  const ours = `${folder}${token}/`;
  const answers = new Map<string, (earlier: number) => number>();

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', publicUrl);
    if (request.method === 'GET' && pathname === callback) {
      redirects.push(searchParams);
      return say(response, 200, 'Thank you. Go back to the terminal.');
    }
    const name = pathname.startsWith(ours) ? pathname.slice(ours.length) : '';
    if (request.method !== 'POST' || !/^[a-z0-9-]+$/.test(name))
      return say(response, 404, 'Nothing is here.');
    const body = await bodyOf(request);
    if (!body) return say(response, 413, 'Too long.');
    const said = readInvitee(body);
    const earlier = arrivals.filter(({ to, said: before }) => to === name && isSame(before, said));
    const answered = answers.get(name)?.(earlier.length) ?? 200;
    const [header] = [request.headers['calendly-webhook-signature']].flat();
    arrivals.push({ to: name, header, body, at: now(), said, answered });
    say(response, answered, '');
  }

  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  await begin(server, options);
  return {
    redirectUri: `${publicUrl}${callback}`,
    addressOf: (name) => `${publicUrl}${ours}${name}`,
    isOurs: (address) => address.startsWith(`${publicUrl}${folder}`),
    arrivals,
    redirects,
    answer: (name, status) => void answers.set(name, status),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function begin(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(new Failure('port_taken', { detail: `${host}:${port}: ${cause.code}.`, cause })),
    );
    server.listen(port, host, resolve);
  });
}

function say(response: ServerResponse, status: number, words: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end(words);
}

/** Undefined when it is longer than anything of Calendly's. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readInvitee(body: Buffer): Arrival['said'] {
  const read = parseDelivery(body);
  return read.ok && read.envelope.kind === 'invitee' ? read.envelope : undefined;
}

/** Tries of one message: of the same topic, about the same invitee. */
export function isSame(one: Arrival['said'], other: Arrival['said']): boolean {
  return one !== undefined && one.topic === other?.topic && one.payload.uri === other.payload.uri;
}
