/** Serves the built UI: hashed files for ever, the page for every address that is not a file or an API. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Failure } from '../errors.ts';

const notPages = /^\/(api|schemas|oauth|livez|readyz|metrics|assets)(\/|$)/;

export async function serveUi(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const kept = path.includes(`${folder}/assets/`);
      reply.header('cache-control', kept ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && !notPages.test(request.url.split('?')[0] ?? '');
    if (!wantsPage || !existsSync(join(folder, 'index.html'))) throw new Failure('not_found');
    return reply.header('cache-control', 'no-cache').type('text/html').sendFile('index.html');
  });
}
