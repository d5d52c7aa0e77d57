/** Requests that no client library would send, over bare sockets. */
import { connect, type Socket } from 'node:net';

export interface SocketCase {
  name: string;
  /** Written one after the other. */
  parts: (string | Buffer)[];
}

export type Ended = { status: number } | 'closed' | 'open';

/** The first answer's status; `open` when neither answer nor end came in time. */
export function send(port: number, { parts }: SocketCase, withinMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (ended: Ended) => {
      clearTimeout(limit);
      socket.destroy();
      resolve(ended);
    };
    const limit = setTimeout(() => end('open'), withinMs);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (status && status !== '100') end({ status: Number(status) });
    });
    socket.on('error', () => end('closed'));
    socket.on('close', () => end('closed'));
    socket.on('connect', () => {
      for (const part of parts) socket.write(part);
    });
  });
}

export function socketCases(token: string): SocketCase[] {
  const path = `/api/calendly/webhook/${token}`;
  const head = (lines: string[], target = path, method = 'POST') =>
    `${method} ${target} HTTP/1.1\r\nhost: localhost\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  const body = '{"a":1}';
  const sized = `content-length: ${body.length}`;
  const plain = (name: string, lines: string[], rest = body): SocketCase => ({
    name,
    parts: [head(lines), rest],
  });
  const targets = [
    `${path}/`,
    `//api/calendly/webhook/${token}`,
    `${path}?a=b`,
    `${path}%2e`,
    `/api/calendly/../calendly/webhook/${token}`,
    `/API/calendly/webhook/${token}`,
    `/api/calendly/webhook/${'%00'.repeat(20)}`,
    `/api/calendly/webhook/${'a'.repeat(5000)}`,
    '/api/calendly/webhook/%ff%fe',
    '/api/calendly/webhook/',
    '/api/calendly/webhook',
  ];
  return [
    ...targets.map((target) => ({
      name: `address ${target.slice(0, 40)}`,
      parts: [head([sized], target), body],
    })),
    ...['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'BREW'].map((method) => ({
      name: `method ${method}`,
      parts: [head([sized], path, method), body],
    })),
    ...['gzip', 'br', 'deflate', 'gzip, gzip', 'x'.repeat(200)].map((encoding) =>
      plain(`encoding ${encoding.slice(0, 12)}`, [sized, `content-encoding: ${encoding}`]),
    ),
    ...[
      'application/json',
      'text/plain',
      'multipart/form-data',
      'nonsense',
      ';;;',
      '',
      'a/b; charset=\xff',
    ].map((type) => plain(`type ${type}`, [sized, `content-type: ${type}`])),
    ...[
      't=1',
      'v1=',
      't=NaN,v1=x',
      `t=1,v1=${'0'.repeat(64)}`,
      't=1,t=2,v1=a,v1=b',
      `${'a'.repeat(9000)}`,
      '\xff\xfe',
    ].map((signature) =>
      plain(`signature ${signature.slice(0, 12)}`, [sized, `calendly-webhook-signature: ${signature}`]),
    ),
    plain('both lengths', [sized, 'transfer-encoding: chunked'], '7\r\n{"a":1}\r\n0\r\n\r\n'),
    plain('two lengths', [sized, 'content-length: 3']),
    plain('negative length', ['content-length: -1']),
    plain('chunks that lie', ['transfer-encoding: chunked'], 'ffffffffff\r\n{'),
    plain('a chunk that is no number', ['transfer-encoding: chunked'], 'zz\r\n'),
    plain('trailers', ['transfer-encoding: chunked', 'trailer: x'], '7\r\n{"a":1}\r\n0\r\nx: y\r\n\r\n'),
    plain('unknown transfer encoding', ['transfer-encoding: cow']),
    plain('a smuggled second request', [sized], `${body}GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n`),
    plain('expectation', [sized, 'expect: a-pony']),
    plain('upgrade', [sized, 'connection: upgrade', 'upgrade: websocket']),
    plain('a gigabyte claimed', ['content-length: 1073741824'], 'x'.repeat(100_000)),
    plain(
      'five megabytes in chunks',
      ['transfer-encoding: chunked'],
      `500000\r\n${'x'.repeat(0x500000)}\r\n0\r\n\r\n`,
    ),
    plain('a header of 100 kB', [sized, `x-long: ${'x'.repeat(100_000)}`]),
    plain('3,000 headers', [sized, ...Array.from({ length: 3000 }, (_, index) => `x-${index}: y`)]),
    { name: 'HTTP/0.9', parts: [`POST ${path}\r\n\r\n`] },
    { name: 'HTTP/2 preface', parts: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'] },
    { name: 'TLS hello', parts: [Buffer.from('16030100a5010000a1030300', 'hex')] },
    { name: 'no host', parts: [`POST ${path} HTTP/1.1\r\n${sized}\r\n\r\n${body}`] },
    { name: 'bare line feeds', parts: [`POST ${path} HTTP/1.1\nhost: x\n${sized}\n\n${body}`] },
  ];
}

/** Says a little every second and never ends; how long until it was cut, in milliseconds. */
export function dawdle(port: number, first: string): Promise<number> {
  return new Promise((resolve) => {
    const began = performance.now();
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(first));
    const drip = setInterval(() => socket.write('x'), 1000);
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.on('close', () => {
      clearInterval(drip);
      resolve(performance.now() - began);
    });
  });
}
