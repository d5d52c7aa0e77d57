/** The audit log over HTTP: a page of it, and all of it as CSV, which is entered as well. */
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { AuditEntry, Page } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import {
  byId,
  cursorOf,
  moment,
  type Principal,
  pageOf,
  pageQuery,
  type Route,
  route,
  subjectOf,
  toPage,
  typed,
} from '../http/index.ts';
import { fromWireId } from '../ids.ts';
import { auditEntry } from './answers.ts';
import type { Audit } from './audit.ts';

const text = (most: number) => typed('Send text, or leave it out.').max(most);

const filters = {
  whoKind: z.enum(['member', 'key', 'command']).optional(),
  whoId: z
    .string()
    .transform((wire, context) => {
      const id = fromWireId('member', wire) ?? fromWireId('apiKey', wire);
      if (id) return id;
      context.addIssue({ code: 'custom', message: 'This is no id of a member or a key.' });
      return z.NEVER;
    })
    .optional(),
  operation: text(100).optional(),
  subject: text(200).optional(),
  userId: text(255).optional(),
  from: moment.optional(),
  to: moment.optional(),
};

type Filters = z.output<z.ZodObject<typeof filters>>;

/** An end user is looked for by what the log knows of them. */
function filterOf({ tenantId }: Principal, { userId, subject, ...rest }: Filters) {
  return {
    ...rest,
    subject: userId === undefined ? subject : (subjectOf(tenantId, { userId }) ?? undefined),
  };
}

export function auditRoutes({ database, audit }: { database: Database; audit: Audit }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/v1/audit',
      summary: 'What was done and by whom, newest first',
      access: 'operator',
      scope: 'session',
      query: z.strictObject({
        ...filters,
        ...pageQuery(100, 500),
      }),
      answers: 200,
      answer: pageOf(auditEntry),
      handler: async ({ principal, query: { cursor, limit, ...given } }): Promise<Page<AuditEntry>> => {
        const before = cursorOf('auditEntry', cursor);
        const rows = await database.tenantTransaction(principal.tenantId, (tx) =>
          audit.list(tx, filterOf(principal, given), before, limit + 1),
        );
        return toPage(rows, limit, byId);
      },
    }),
    route({
      method: 'GET',
      path: '/api/v1/audit/export',
      summary: 'The same as CSV',
      access: 'operator',
      scope: 'session',
      reveals: true,
      query: z.strictObject(filters),
      answers: 200,
      answer: z.string(),
      media: 'text/csv',
      handler: async ({ principal, query, reply }) =>
        reply
          .type('text/csv; charset=utf-8')
          .header('cache-control', 'no-store')
          .header('content-disposition', 'attachment; filename="slotwire-audit.csv"')
          .send(Readable.from(audit.csv(principal.tenantId, filterOf(principal, query)))),
    }),
  ];
}
