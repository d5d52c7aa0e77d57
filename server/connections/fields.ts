/** What a caller may send of a connection, each wrong field with words of its own. */
import { z } from 'zod';
import { typed } from '../http/index.ts';

export function characters(text: string): number {
  return [...text].length;
}

const name = typed('Give it a name your team will recognise.').refine((text) => characters(text) <= 100, {
  error: (issue) => `${characters(String(issue.input))} characters. 100 fit.`,
});
const clientId = typed('Paste the Client ID from Calendly’s developer console.').max(500, {
  error: 'This is too long for a Client ID.',
});
const clientSecret = typed(
  'Paste the Client secret. Calendly shows it once; if it is lost, make a new one there.',
).max(500, { error: 'This is too long for a Client secret.' });
const webhookSigningKey = typed(
  'Paste the Webhook signing key that Calendly shows beside the Client secret, or leave it out.',
).max(500, { error: 'This is too long for a Webhook signing key.' });

const type = z.literal('calendly', {
  error: ({ input }) => {
    if (input === undefined) return 'Say which service this connects: `calendly`.';
    if (typeof input === 'string' && input.toLowerCase() === 'calendly') {
      return 'Write it in small letters: `calendly`.';
    }
    return 'Only `calendly` can be connected.';
  },
});

const mostId = 2_147_483_646;
const id = z
  .int({ error: 'An id is a whole number from 1, or left out.' })
  .min(1, { error: 'Ids begin at 1.' })
  .max(mostId, { error: 'This id is too large.' });

export const newConnection = z.strictObject({
  type,
  id: id.optional(),
  name,
  clientId,
  clientSecret,
  options: z.strictObject({ webhookSigningKey: webhookSigningKey.optional() }).optional(),
});

export const connectionChanges = z.strictObject({
  type: z.unknown().optional(),
  id: z.undefined({ error: 'Slotwire gives the id. Leave it out.' }).optional(),
  name: name.optional(),
  clientId: clientId.optional(),
  clientSecret: clientSecret.optional(),
  options: z.strictObject({ webhookSigningKey: webhookSigningKey.nullable().optional() }).optional(),
});

export const connectionsQuery = z.strictObject({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

export const connectionAddress = z.strictObject({
  id: z.coerce.number({ error: 'A connection’s id is a whole number.' }).int().min(1).max(mostId),
});
