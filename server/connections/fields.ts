/** What a caller may send of a connection, each wrong field with words of its own. */
import { z } from 'zod';
import { meetingScopes, missingScopes, resolveScopes } from '../calendly/index.ts';
import { keepable, pageQuery, typed } from '../http/index.ts';

export function characters(text: string): number {
  return [...text].length;
}

export const environments = ['development', 'staging', 'production'] as const;

const nameless = 'Give it a name your team will recognise.';
const name = keepable(nameless)
  .min(1, { error: nameless, abort: true })
  .trim()
  .min(1, { error: `Spaces alone are no name. ${nameless}` })
  .refine((text) => characters(text) <= 100, {
    error: (issue) => `${characters(String(issue.input))} characters. 100 fit.`,
  })
  .meta({ description: 'What people know it by.', maxLength: 100, pattern: '\\S' });

const clientId = typed('Paste the Client ID from Calendly’s developer console.').max(500, {
  error: 'This is too long for a Client ID.',
});
const secret = (hint: string, what: string) =>
  typed(hint).max(500, { error: `This is too long for ${what}.` });
const clientSecret = secret(
  'Paste the Client secret. Calendly shows it once; if it is lost, make a new one there.',
  'a Client secret',
);
const webhookSigningKey = secret(
  'Paste the Webhook signing key that Calendly shows beside the Client secret, or leave it out.',
  'a Webhook signing key',
);
const nextClientSecret = secret(
  'Paste the Client secret that Calendly is going to ask for, or leave it out.',
  'a Client secret',
);

const scopes = z
  .array(z.string().max(100))
  .max(50)
  .transform((names, context) => {
    const { scopes: found, unknown } = resolveScopes(names);
    for (const one of unknown) {
      const path = [names.indexOf(one)];
      const message = `Calendly has no scope “${one}”, and it is no preset. \`GET /api/v1/scopes\` lists them.`;
      context.addIssue({ code: 'custom', path, message });
    }
    const missing = missingScopes(found, meetingScopes);
    if (unknown.length === 0 && missing.length > 0) {
      const message = `Meetings cannot be read without ${missing.join(' and ')}; the preset \`read-only\` has them.`;
      context.addIssue({ code: 'custom', message });
    }
    return found;
  });

const environment = z.enum(environments, { error: `One of ${environments.join(', ')}, or left out.` });

export const type = z.literal('calendly', {
  error: ({ input }) => {
    if (input === undefined) return 'Say which service this connects: `calendly`.';
    if (typeof input === 'string' && input.trim().toLowerCase() === 'calendly') {
      return 'Write it in small letters: `calendly`.';
    }
    return 'Only `calendly` can be connected.';
  },
});

const mostId = 2_147_483_646;
export const id = z
  .number({ error: 'An id is a whole number from 1, or left out.' })
  .refine(Number.isInteger, {
    error: (issue) => `${String(issue.input)} is a decimal. An id is a whole number from 1, or left out.`,
    abort: true,
  })
  .min(1, { error: 'Ids begin at 1.' })
  .max(mostId, { error: 'This id is too large.' })
  .meta({ type: 'integer', description: 'Stays as it is given, and is never given again.' });

const options = z.strictObject({
  webhookSigningKey: webhookSigningKey.optional(),
  nextClientSecret: nextClientSecret.optional(),
  scopes: scopes.optional(),
  environment: environment.optional(),
});

export const newConnection = z.strictObject({
  type,
  id: id.optional(),
  name,
  clientId,
  clientSecret,
  options: options.optional(),
});

/** As the configuration file has it: there every connection names its id. */
export const configuredConnection = newConnection.extend({ id });
export type ConfiguredConnection = z.output<typeof configuredConnection>;

export const connectionChanges = z.strictObject({
  type: z.unknown().optional(),
  id: z.unknown().optional(),
  name: name.optional(),
  clientId: clientId.optional(),
  clientSecret: clientSecret.optional(),
  options: z
    .strictObject({
      webhookSigningKey: webhookSigningKey.nullable().optional(),
      nextClientSecret: nextClientSecret.nullable().optional(),
      scopes: scopes.optional(),
      environment: environment.nullable().optional(),
    })
    .optional(),
});

export const connectionsQuery = z.strictObject({
  ...pageQuery(100, 200),
});

export const connectionAddress = z.strictObject({
  id: z.coerce.number({ error: 'A connection’s id is a whole number.' }).int().min(1).max(mostId),
});
