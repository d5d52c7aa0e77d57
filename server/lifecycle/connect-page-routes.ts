/** Settings of the end users' pages over HTTP: the application's name, colour and picture, and how that looks. */
import { z } from 'zod';
import type { ConnectPage, ConnectPreview } from '../../sdk/types.ts';
import type { Database, Tx } from '../db/index.ts';
import { answerOf, type Route, route, typed } from '../http/index.ts';
import { type ConnectLook, getConnectLook, writeConnectLogo, writeConnectLook } from '../tenants/index.ts';
import { asAddress, wornOf } from './look.ts';
import { previewPage, previews } from './pages/preview.ts';
import { languages } from './pages/words.ts';

const name = typed('Give a name that your people know, or none.').max(100, { error: '100 characters fit.' });
const color = z
  .string()
  .trim()
  .regex(/^#?[0-9a-f]{6}$/i, { error: 'Write a colour as six hex digits, like #0e7c61.' })
  .transform((text) => text.replace('#', '').toLowerCase());
const body = z.strictObject({ name: name.nullable(), color: color.nullable() });

const mostBytes = 100_000;
/** What a file of each kind begins with, in hex. */
const pictures: Record<string, RegExp> = {
  'image/png': /^89504e470d0a1a0a/,
  'image/jpeg': /^ffd8ff/,
  'image/webp': /^52494646.{8}57454250/,
};

const logoBody = z.strictObject({
  logo: z.string().transform((text, context): NonNullable<ConnectLook['logo']> => {
    const [, type = '', data = ''] = /^data:([a-z/]+);base64,([\w+/]+=*)$/.exec(text) ?? [];
    const bytes = Buffer.from(data, 'base64');
    const begins = bytes.subarray(0, 16).toString('hex');
    if (bytes.length > mostBytes) {
      context.addIssue({ code: 'custom', message: 'This picture is too large: 100 kB fit.' });
    } else if (!pictures[type]?.test(begins)) {
      context.addIssue({ code: 'custom', message: 'Send a PNG, JPEG or WebP picture.' });
    }
    return { bytes, type };
  }),
});

const worn = z.strictObject({ color: z.string(), darkened: z.boolean() }).nullable();
const connectPage = answerOf<ConnectPage>()(
  'ConnectPage',
  z.strictObject({
    name: z.string().nullable(),
    color: z.string().nullable(),
    worn,
    logo: z.string().nullable(),
  }),
);
const connectPreview = answerOf<ConnectPreview>()(
  'ConnectPreview',
  z.strictObject({ html: z.string(), worn }),
);

const previewQuery = z.strictObject({
  name: name.optional(),
  color: color.optional(),
  language: z.enum(languages).default('en'),
  page: z.enum(previews).default('invitation'),
});

export function connectPageRoutes({ database }: { database: Database }): Route[] {
  const path = '/api/v1/settings/connect-page';
  const read = async (tx: Tx) => present(await getConnectLook(tx));
  return [
    route({
      method: 'GET',
      path,
      summary: 'How the end users’ pages show the application',
      access: 'viewer',
      scope: 'session',
      answers: 200,
      answer: connectPage,
      handler: ({ principal: { tenantId } }): Promise<ConnectPage> =>
        database.tenantTransaction(tenantId, read),
    }),
    route({
      method: 'PUT',
      path,
      summary: 'Replace its name and colour there',
      access: 'operator',
      scope: 'session',
      body,
      answers: 200,
      answer: connectPage,
      handler: async ({ tx, body, note }): Promise<ConnectPage> => {
        const before = await getConnectLook(tx);
        note({ field: 'name', before: before.name, after: body.name });
        note({ field: 'color', before: before.color, after: body.color });
        await writeConnectLook(tx, body);
        return read(tx);
      },
    }),
    route({
      method: 'PUT',
      path: `${path}/logo`,
      summary: 'Replace its picture there',
      access: 'operator',
      scope: 'session',
      body: logoBody,
      answers: 200,
      answer: connectPage,
      handler: async ({ tx, body, note }): Promise<ConnectPage> => {
        const { logo } = await getConnectLook(tx);
        note({ field: 'logo bytes', before: logo?.bytes.length ?? null, after: body.logo.bytes.length });
        await writeConnectLogo(tx, body.logo);
        return read(tx);
      },
    }),
    route({
      method: 'DELETE',
      path: `${path}/logo`,
      summary: 'Take its picture away there',
      access: 'operator',
      scope: 'session',
      answers: 200,
      answer: connectPage,
      handler: async ({ tx }): Promise<ConnectPage> => {
        await writeConnectLogo(tx, null);
        return read(tx);
      },
    }),
    route({
      method: 'GET',
      path: `${path}/preview`,
      summary: 'A page of an end user’s as it would look',
      access: 'viewer',
      scope: 'session',
      query: previewQuery,
      answers: 200,
      answer: connectPreview,
      handler: ({ principal: { tenantId }, query }): Promise<ConnectPreview> =>
        database.tenantTransaction(tenantId, async (tx) => {
          const { tenantName, logo } = await getConnectLook(tx);
          const application = query.name ?? tenantName;
          const look = { application, color: query.color ?? null, logo: asAddress(logo) };
          const html = previewPage({ ...look, language: query.language }, query.page);
          return { html, worn: wornOf(query.color ?? null) };
        }),
    }),
  ];
}

function present({ name, color, logo }: ConnectLook): ConnectPage {
  return { name, color: color && `#${color}`, worn: wornOf(color), logo: asAddress(logo) };
}
