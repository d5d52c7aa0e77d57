/**
 * The file of an import: a JSON list, or one JSON object a line. Checked as a whole before anything is done with it;
 * what is wrong is told with row and field, and never with the value, since most of it is secret.
 */
import { z } from 'zod';
import { uuidOf } from '../calendly/index.ts';

const uri = (kind: 'user' | 'organization' | 'webhookSubscription', words: string) =>
  z.string({ error: words }).refine((value) => uuidOf(value, kind) !== undefined, { error: words });
const token = z
  .string({ error: 'Text as Calendly gave it.' })
  .regex(/^[!-~]{1,16384}$/, { error: 'Text as Calendly gave it, without spaces.' });

const shape = z
  .strictObject({
    userId: z.string({ error: 'Your own id of the person: 1 to 255 characters.' }).min(1).max(255),
    name: z.string().max(200).optional(),
    email: z.string().max(320).optional(),
    userUri: uri('user', 'The person’s URI at Calendly: https://api.calendly.com/users/…'),
    organizationUri: uri(
      'organization',
      'The organization’s URI at Calendly: https://api.calendly.com/organizations/…',
    ).optional(),
    refreshToken: token.optional(),
    hook: uri(
      'webhookSubscription',
      'The subscription’s URI at Calendly: https://api.calendly.com/webhook_subscriptions/…',
    ).optional(),
    callbackUrl: z.url({ protocol: /^https?$/, error: 'The address that Calendly posts to.' }).optional(),
    signingKey: token.optional(),
    scope: z.enum(['user', 'organization'], { error: '`user` or `organization`.' }).default('user'),
  })
  .superRefine((row, context) => {
    const together = ['hook', 'callbackUrl', 'signingKey'] as const;
    const missing = together.filter((field) => row[field] === undefined);
    if (missing.length > 0 && missing.length < together.length) {
      const message = 'A subscription is told by `hook`, `callbackUrl` and `signingKey` together.';
      context.addIssue({ code: 'custom', path: [missing[0]!], message });
    }
    if (row.refreshToken === undefined && row.hook === undefined) {
      context.addIssue({
        code: 'custom',
        path: [],
        message: 'The row holds neither a refresh token nor a subscription.',
      });
    }
    if (row.scope === 'organization' && row.organizationUri === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['organizationUri'],
        message: 'Say whose organization’s it is.',
      });
    }
  });

export type ImportRow = z.output<typeof shape>;

/** Of a row of the file, from 1 on; 0: of the file. */
export interface ImportProblem {
  row: number;
  field: string;
  message: string;
}

export function parseImportRows(text: string): { rows: ImportRow[]; problems: ImportProblem[] } {
  const { values, problems } = readJson(text);
  const rows: ImportRow[] = [];
  for (const [index, value] of values.entries()) {
    if (value === undefined) continue;
    const read = shape.safeParse(value);
    if (read.success) rows.push(read.data);
    else problems.push(...read.error.issues.map((issue) => problemOf(index + 1, issue)));
  }
  return { rows, problems: problems.length > 0 ? problems.sort((a, b) => a.row - b.row) : twice(rows) };
}

function problemOf(row: number, { path, message, ...issue }: z.core.$ZodIssue): ImportProblem {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  if (unknown !== undefined) return { row, field: unknown, message: 'There is no such field.' };
  return { row, field: path.join('.'), message };
}

/** A line that is no JSON leaves a hole, so that the others keep their numbers. */
function readJson(text: string): { values: unknown[]; problems: ImportProblem[] } {
  if (text.trimStart().startsWith('[')) {
    const values = parse(text);
    if (Array.isArray(values)) return { values, problems: [] };
    return { values: [], problems: [{ row: 0, field: '', message: 'The file is no JSON list.' }] };
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parse);
  const problems = values.flatMap((value, index) =>
    value === undefined ? [{ row: index + 1, field: '', message: 'The line is no JSON object.' }] : [],
  );
  return { values, problems };
}

/** The error would quote the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Which of two rows holds the newer token nobody could say. */
function twice(rows: readonly ImportRow[]): ImportProblem[] {
  const problems: ImportProblem[] = [];
  const tokens = new Map<string, number>();
  const standing = new Map<string, number>();
  for (const [index, { userId, userUri, refreshToken, hook }] of rows.entries()) {
    const row = index + 1;
    if (refreshToken !== undefined) {
      const person = JSON.stringify([userId, userUri]);
      const first = tokens.get(person);
      if (first !== undefined) {
        problems.push({ row, field: 'refreshToken', message: `Row ${first} holds one for the same person.` });
      } else tokens.set(person, row);
    }
    if (hook === undefined) continue;
    const first = standing.get(hook);
    if (first !== undefined) problems.push({ row, field: 'hook', message: `Row ${first} holds it too.` });
    else standing.set(hook, row);
  }
  return problems;
}
