/**
 * How a call to Calendly failed, told apart by what the caller can do about it. Status, title and codes decide;
 * Calendly's prose is kept for people and decides nothing.
 */
export type CalendlyErrorKind =
  /** 401: the access token is invalid, expired or revoked. */
  | 'unauthorized'
  /** 403 `Insufficient scope`; `requiredScopes` names what is missing. */
  | 'missing_scope'
  /** Any other 403: role, a fact of the resource, or the plan where `needsPlan` says that one is needed. */
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  /** 400 or 422, with details per field. */
  | 'invalid'
  /** 429, or it waited too long for its turn and was not sent; come again after `retryAfterMs`. */
  | 'limited'
  /** 5xx, no connection, no answer in time, or an answer cut short; 424 when Calendly itself waits for another. */
  | 'unavailable'
  /** An answer that fits no description of Calendly's. */
  | 'unexpected'
  /** Token endpoint: the code or refresh token is used, ended or revoked. */
  | 'invalid_grant'
  /** Token endpoint: client id and secret are not accepted together; says nothing of any account. */
  | 'invalid_client';

/** What can be done about each. */
export const waysOut: Readonly<Record<CalendlyErrorKind, string>> = {
  unauthorized:
    'Get a new access token with the refresh token; if that is refused, the person connects again.',
  missing_scope: 'The person connects again and grants what is missing.',
  forbidden: 'Check the person’s role at Calendly, and what the words say of the resource.',
  not_found: 'Check the id; it may have been deleted, or belong to another organization.',
  conflict: 'Look for what is there already, and use it or remove it.',
  invalid: 'Correct the fields that the details name.',
  limited: 'Ask again after the time that is told.',
  unavailable: 'Ask again later; look first what became of it, if it may have acted.',
  unexpected: 'Look at Calendly what became of it, and report the answer: Calendly may have changed.',
  invalid_grant: 'The person connects again.',
  invalid_client: 'Check client id and client secret of the connection.',
};

/** What happened, for people. */
export const whatHappened: Readonly<Record<CalendlyErrorKind, string>> = {
  unauthorized: 'Calendly did not accept the access token.',
  missing_scope: 'A permission was missing that this needs.',
  forbidden: 'Calendly does not allow this to the person, for their role, their plan or the thing itself.',
  not_found: 'Calendly does not have it, or does not show it to this person.',
  conflict: 'It was there already.',
  invalid: 'Calendly refused the request as wrong.',
  limited: 'Calendly’s limit for this minute was reached.',
  unavailable: 'Calendly did not answer, or said that it could not.',
  unexpected: 'Calendly answered in a way that none of its documents describe.',
  invalid_grant: 'Calendly refused the code or refresh token: used, ended or revoked.',
  invalid_client: 'Calendly does not accept the connection’s Client ID and secret together.',
};

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
  /** The least plan that the operation needs: a 403 may be for want of it. */
  needsPlan?: 'paid' | 'enterprise';
  /** What Calendly said of a token that it refused; only a refresh can tell for sure. */
  ended?: 'expired' | 'revoked';
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

  /** What can be done about it, for people. */
  get wayOut(): string {
    const { kind, requiredScopes = [], needsPlan, ended, retryAfterMs } = this.facts;
    if (kind === 'unauthorized' && ended === 'revoked') return waysOut.invalid_grant;
    if (kind === 'missing_scope' && requiredScopes.length > 0)
      return `The person connects again and grants ${requiredScopes.join(', ')}.`;
    if (kind === 'forbidden' && needsPlan === 'enterprise')
      return 'It needs the Enterprise plan at Calendly, and a role that allows it.';
    if (kind === 'forbidden' && needsPlan)
      return 'It needs a paid plan at Calendly, and a role that allows it.';
    if (kind === 'limited' && retryAfterMs !== undefined)
      return `Ask again after ${Math.ceil(retryAfterMs / 1000)} seconds.`;
    return waysOut[kind];
  }
}

/** Whether an error is one of Calendly's and of one of these kinds. */
export function isCalendlyError(error: unknown, ...kinds: CalendlyErrorKind[]): error is CalendlyError {
  return error instanceof CalendlyError && (kinds.length === 0 || kinds.includes(error.kind));
}
