/** What the end user's pages are made of, and the module that opens them from an application's page. */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Route, route } from '../http/index.ts';
import { styleFor } from './pages/style.ts';
import { tell } from './pages/tell.ts';

const font = fileURLToPath(
  import.meta.resolve('@fontsource-variable/geist/files/geist-latin-wght-normal.woff2'),
);
/** The module with which an application's page opens a session: the SDK's, as a browser reads it. */
const connectModule = fileURLToPath(new URL('../../sdk/connect.ts', import.meta.url));
const styleQuery = z.object({
  color: z
    .string()
    .regex(/^[0-9a-f]{6}$/)
    .optional()
    .catch(undefined),
});

export function partRoutes(): Route[] {
  let connectScript: Promise<string> | undefined;
  return [
    route({
      method: 'GET',
      path: '/connect/geist.woff2',
      summary: 'The type of the end user’s pages',
      access: 'public',
      answers: 200,
      handler: async ({ reply }) =>
        reply
          .header('cache-control', 'public, max-age=86400')
          .type('font/woff2')
          .send(await readFile(font)),
    }),
    route({
      method: 'GET',
      path: '/connect/connect.js',
      summary: 'The module with which an application’s page opens a session',
      access: 'public',
      answers: 200,
      handler: async ({ reply }) => {
        connectScript ??= readFile(connectModule, 'utf8').then((text) => stripTypeScriptTypes(text));
        return reply
          .header('cache-control', 'public, max-age=3600')
          .header('access-control-allow-origin', '*')
          .header('cross-origin-resource-policy', 'cross-origin')
          .type('text/javascript')
          .send(await connectScript);
      },
    }),
    route({
      method: 'GET',
      path: '/connect/style.css',
      summary: 'How the end user’s pages look',
      access: 'public',
      query: styleQuery,
      answers: 200,
      handler: async ({ query, reply }) =>
        reply.header('cache-control', 'public, max-age=3600').type('text/css').send(styleFor(query.color)),
    }),
    route({
      method: 'GET',
      path: '/connect/tell.js',
      summary: 'Tells the page that opened a window how it ended',
      access: 'public',
      answers: 200,
      handler: async ({ reply }) =>
        reply.header('cache-control', 'public, max-age=3600').type('text/javascript').send(tell),
    }),
  ];
}
