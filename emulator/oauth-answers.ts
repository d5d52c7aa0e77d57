/** What the OAuth endpoints answer when they refuse: Doorkeeper's errors, word for word. */
export interface OAuthAnswer {
  status: number;
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}

export const invalidClient: OAuthAnswer = failure(
  401,
  'invalid_client',
  'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
);

export const notYours: OAuthAnswer = failure(
  403,
  'unauthorized_client',
  'You are not authorized to revoke this token',
);

export function failure(status: number, error: string, words: string): OAuthAnswer {
  return { status, body: { error, error_description: words } };
}

export function missing(parameter: string): OAuthAnswer {
  return failure(400, 'invalid_request', `Missing required parameter: ${parameter}.`);
}

export function tooManyTokens(limit: number, reset: number): OAuthAnswer {
  return {
    status: 429,
    body: { title: 'Too Many Requests', message: 'Too many tokens were asked for.' },
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
    },
  };
}

export function invalidGrantAs(status: number): OAuthAnswer {
  return failure(
    status,
    'invalid_grant',
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  );
}
