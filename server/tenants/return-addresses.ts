/**
 * Where a browser may be sent back to after Calendly, besides our own pages: origins that the tenant listed. Whole
 * origins, since an application wants its person back on the page they left, and what goes along (an account's id, or
 * the code of a refusal) opens nothing. Compared as a browser reads them, never as text that begins alike.
 */
import { z } from 'zod';
import type { ReturnAddresses } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import { type Route, route } from '../http/index.ts';
import { returnAddresses } from './answers.ts';
import * as store from './store.ts';

const most = 50;

const address = z.string().transform((text, context) => {
  const read = readAddress(text.trim());
  if ('origin' in read) return read.origin;
  context.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

const body = z.strictObject({
  addresses: z
    .array(address, { error: 'A list of addresses.' })
    .max(most, { error: `${most} addresses fit.` })
    .transform((all) => [...new Set(all)]),
});

export function returnAddressRoutes({ database }: { database: Database }): Route[] {
  const path = '/api/v1/settings/return-addresses';
  return [
    route({
      method: 'GET',
      path,
      summary: 'Where connects may send the browser back to, besides our own pages',
      access: 'viewer',
      scope: 'session',
      answers: 200,
      answer: returnAddresses,
      handler: ({ principal: { tenantId } }): Promise<ReturnAddresses> =>
        database.tenantTransaction(tenantId, async (tx) => ({
          addresses: await store.listReturnAddresses(tx),
        })),
    }),
    route({
      method: 'PUT',
      path,
      summary: 'Replace that list',
      access: 'operator',
      scope: 'session',
      body,
      answers: 200,
      answer: returnAddresses,
      handler: async ({ tx, body: { addresses }, note }): Promise<ReturnAddresses> => {
        note({ field: 'addresses', before: await store.listReturnAddresses(tx), after: addresses });
        await store.writeReturnAddresses(tx, addresses);
        return { addresses };
      },
    }),
  ];
}

/** An origin as browsers write it, or what is wrong with what was typed. */
export function readAddress(text: string): { origin: string } | { wrong: string } {
  if (text.includes('*')) return { wrong: 'There are no wildcards. List each address by itself.' };
  const url = /^https?:\/\/[^/\\]/i.test(text) && !/[\\\s\p{Cc}]/u.test(text) ? URL.parse(text) : null;
  if (!url) return { wrong: 'Write a whole address, like https://app.example.com.' };
  if (text.includes('@')) return { wrong: 'Leave out the user name and password.' };
  if (text.includes('#')) return { wrong: 'Leave out # and what comes after it.' };
  if (url.protocol === 'http:' && !isOwnMachine(url.hostname)) {
    return { wrong: 'Use https. Only localhost may be http.' };
  }
  if (url.pathname !== '/' || text.includes('?')) {
    return { wrong: `Every page of an origin counts. Write ${url.origin}.` };
  }
  return { origin: url.origin };
}

function isOwnMachine(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
