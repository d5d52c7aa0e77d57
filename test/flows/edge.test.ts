/** What is refused at the edge of HTTP is told as a problem of ours, whatever was wrong. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer, serveUi } from '../../server/http/index.ts';
import { createLog } from '../../server/log.ts';

let app: FastifyInstance;
let port: number;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slotwire-edge-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'assets', 'page-1a2b.js'), '1');
  app = await createServer({
    log: createLog('silent'),
    secure: false,
    trustProxy: false,
  });
  app.post('/api/echo', (request) => request.body);
  await serveUi(app, folder);
  await app.listen({ host: '127.0.0.1', port: 0 });
  ({ port } = app.server.address() as { port: number });
});

afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Everything that comes back until the socket is closed. */
function say(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (chunk) => {
      said += chunk;
    });
    socket.once('error', reject).once('close', () => resolve(said));
  });
}

const long = 'x'.repeat(20_000);

test.each([
  ['a line that is no HTTP', 'HELLO\r\n\r\n', 400, 'malformed_request'],
  ['a header without a name', 'GET / HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n', 400, 'malformed_request'],
  ['a head that is too large', `GET / HTTP/1.1\r\nhost: x\r\nx: ${long}\r\n\r\n`, 431, 'headers_too_large'],
  ['an address that is too long', `GET /${long} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, 'headers_too_large'],
  [
    'an address that cannot be decoded',
    'GET /%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    400,
    'malformed_request',
  ],
])('%s', async (_name, text, status, code) => {
  const said = await say(text);
  expect(said).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(said).toMatch(/content-type: application\/problem\+json/i);
  const body = said.slice(said.indexOf('\r\n\r\n') + 4);
  expect(JSON.parse(body)).toMatchObject({ status, code, wayOut: expect.any(String) });
});

test('a compressed body is refused for what it is, and a plain one is read', async () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
    fetch(`http://127.0.0.1:${port}/api/echo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const packed = await post(new Uint8Array(gzipSync('{"a":1}')), { 'content-encoding': 'gzip' });
  expect(packed.status).toBe(415);
  expect(await packed.json()).toMatchObject({ code: 'unsupported_media_type' });
  const plain = await post('{"a":1}', { 'content-encoding': 'identity' });
  expect(await plain.json()).toEqual({ a: 1 });
});

test('nobody keeps an answer of the API, good or bad; files of the pages are kept as their names allow', async () => {
  const json = { 'content-type': 'application/json' };
  for (const [method, path, headers, kept] of [
    ['POST', '/api/echo', json, 'no-store'],
    ['POST', '/api/echo', { ...json, 'content-encoding': 'gzip' }, 'no-store'],
    ['GET', '/api/nowhere', {}, 'no-store'],
    ['GET', '/demo/accounts', {}, 'no-cache'],
    ['GET', '/assets/page-1a2b.js', {}, 'public, max-age=31536000, immutable'],
  ] as const) {
    const body = method === 'POST' ? '{"a":1}' : null;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, body });
    expect(answer.headers.get('cache-control'), `${method} ${path}`).toBe(kept);
  }
});
