/**
 * Turns an answer that is no success into a `CalendlyError`. Status, title and codes decide its kind; prose never does.
 */
import { z } from 'zod';
import { CalendlyError, type CalendlyErrorFacts, type CalendlyErrorKind } from './errors.ts';
import type { Answer } from './http.ts';
import { untilReset } from './rate.ts';

/** What was asked, as far as an error tells it. */
export interface Asked {
  operation: string;
  acts: boolean;
  plan?: 'paid' | 'enterprise';
}

const longestWords = 500;

const words = z
  .string()
  .transform((text) => text.slice(0, longestWords))
  .optional()
  .catch(undefined);
const detail = z.object({ parameter: words, code: words, message: z.string() });
const resourceError = z
  .object({
    title: words,
    message: words,
    details: z.array(detail).optional().catch(undefined),
    required_scopes: z.array(z.string()).optional().catch(undefined),
  })
  .catch({});
const oauthError = z.object({ error: words, error_description: words }).catch({});

/** Of the REST API: `{ title, message, details? }`. */
export function refusalOf(asked: Asked, answer: Answer): CalendlyError {
  const { title, message, details, required_scopes: requiredScopes } = resourceError.parse(answer.body ?? {});
  const lacksScope =
    answer.status === 403 && (title === 'Insufficient scope' || requiredScopes !== undefined);
  const kind = lacksScope ? 'missing_scope' : kindOf(answer.status);
  return errorOf(asked, answer, {
    kind,
    title,
    words: message,
    details,
    requiredScopes,
    ...(kind === 'forbidden' ? { needsPlan: asked.plan } : {}),
    ...(kind === 'unauthorized' ? { ended: refusedTokens.get(message ?? '') } : {}),
  });
}

/** A hint for people (calendly-api.md §2.2); whatever else it says, a refresh decides. */
const refusedTokens = new Map<string, 'expired' | 'revoked'>([
  ['The access token expired', 'expired'],
  ['The access token was revoked', 'revoked'],
]);

/** Of the OAuth endpoints: `{ error, error_description }`, whose code says more than 400 or 401 does. */
export function grantRefusalOf(asked: Asked, answer: Answer): CalendlyError {
  const { error, error_description: description } = oauthError.parse(answer.body ?? {});
  return errorOf(asked, answer, {
    kind: grantKindOf(answer.status, error),
    title: error,
    words: description,
  });
}

function grantKindOf(status: number, error: string | undefined): CalendlyErrorKind {
  const refused = status === 400 || status === 401;
  if (refused && (error === 'invalid_grant' || error === 'invalid_client')) return error;
  // No access token is in play here, so a bare 401 says nothing that could be acted on.
  return status === 401 ? 'unexpected' : kindOf(status);
}

/** A success whose body is not what a success looks like: whatever was asked may well be done. */
export function unreadableAnswer(asked: Asked, answer: Answer, cause: z.ZodError): CalendlyError {
  const where = cause.issues[0]?.path.map(String).join('.') || 'the answer';
  return errorOf(asked, answer, { kind: 'unexpected', cause: new Error(`not as described: ${where}`) });
}

function errorOf(
  asked: Asked,
  answer: Answer,
  facts: Pick<CalendlyErrorFacts, 'kind'> & Partial<CalendlyErrorFacts>,
) {
  return new CalendlyError({
    ...facts,
    operation: asked.operation,
    status: answer.status,
    retryAfterMs: facts.kind === 'limited' ? untilReset(answer.rate) : undefined,
    mayHaveActed: asked.acts && !isRefusal(answer.status),
  });
}

function kindOf(status: number): CalendlyErrorKind {
  if (status === 400 || status === 422) return 'invalid';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'limited';
  if (status === 408 || status === 424 || status >= 500) return 'unavailable';
  return 'unexpected';
}

/** Only a 4xx says that nothing was done, and of those not the one that gave up waiting. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
