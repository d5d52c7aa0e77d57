/**
 * How a call to Calendly failed, told apart by what the caller can do about it. Status, title and codes decide;
 * Calendly's prose is kept for people and never matched.
 */
export type CalendlyErrorKind =
  /** 401: the access token is invalid, expired or revoked. */
  | 'unauthorized'
  /** 403 `Insufficient scope`; `requiredScopes` names what is missing. */
  | 'missing_scope'
  /** Any other 403: plan, role, or a fact of the resource. */
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  /** 400 or 422, with details per field. */
  | 'invalid'
  /** 429, or it waited too long for its turn and was not sent; come again after `retryAfterMs`. */
  | 'limited'
  /** 5xx, no connection, no answer in time, or an answer cut short. */
  | 'unavailable'
  /** An answer that fits no description of Calendly's. */
  | 'unexpected'
  /** Token endpoint: the code or refresh token is used, ended or revoked. */
  | 'invalid_grant'
  /** Token endpoint: client id and secret are not accepted together; says nothing of any account. */
  | 'invalid_client';

export interface CalendlyErrorFacts {
  kind: CalendlyErrorKind;
  /** Which of our calls: `oauth.refresh`, `webhookSubscriptions.create`, … */
  operation: string;
  /** Undefined when no answer came. */
  status?: number;
  /** Calendly's own title and message, for people. */
  title?: string;
  words?: string;
  details?: { parameter?: string; code?: string; message: string }[];
  requiredScopes?: string[];
  retryAfterMs?: number;
  /** Whether Calendly may have done what was asked although we hold no answer that says so. */
  mayHaveActed: boolean;
  cause?: unknown;
}

export class CalendlyError extends Error {
  readonly facts: Readonly<CalendlyErrorFacts>;

  constructor(facts: CalendlyErrorFacts) {
    const answer = facts.status === undefined ? 'no answer' : `answered ${facts.status}`;
    super(`Calendly: ${facts.operation} ${answer}, ${facts.kind}${facts.words ? `: ${facts.words}` : ''}`, {
      cause: facts.cause,
    });
    this.name = 'CalendlyError';
    this.facts = facts;
  }

  get kind(): CalendlyErrorKind {
    return this.facts.kind;
  }
}

/** Whether an error is one of Calendly's and of one of these kinds. */
export function isCalendlyError(error: unknown, ...kinds: CalendlyErrorKind[]): error is CalendlyError {
  return error instanceof CalendlyError && (kinds.length === 0 || kinds.includes(error.kind));
}
