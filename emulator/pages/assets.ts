/** The few files that pages load: read once. One that is asked for by its content may be kept for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const scriptsAndStyles = [
  'pages.css',
  'visitor.js',
  'picker.js',
  'consent.js',
  'console.css',
  'console.js',
] as const;
export type Asset = (typeof scriptsAndStyles)[number];

const font = import.meta.resolve('@fontsource-variable/geist/files/geist-latin-wght-normal.woff2');
const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.woff2': 'font/woff2',
};

const bytes = new Map<string, Buffer>([
  ...scriptsAndStyles.map(
    (name) => [name, readFileSync(new URL(`./assets/${name}`, import.meta.url))] as const,
  ),
  ['geist.woff2', readFileSync(new URL(font))],
]);

export function assetHref(name: Asset): string {
  const version = createHash('sha256').update(bytes.get(name)!).digest('base64url').slice(0, 10);
  return `/assets/${name}?${version}`;
}

export function serveAssets(app: FastifyInstance): void {
  for (const [name, content] of bytes) {
    app.get(`/assets/${name}`, (request, reply) => {
      const kept = request.url.includes('?') ? 'public, max-age=31536000, immutable' : 'no-cache';
      return reply.type(types[extname(name)]!).header('cache-control', kept).send(content);
    });
  }
}
