/** Rows: applications and what people granted them. Secrets and tokens stand as SHA-256 only. */

/** An OAuth application registered with Calendly. */
export interface Application {
  clientId: string;
  clientSecretHash: string;
  name: string;
  kind: 'web' | 'native';
  environment: 'sandbox' | 'production';
  redirectUris: string[];
  scopes: string[];
  /** Signs deliveries of subscriptions that brought no key of their own. */
  webhookSigningKey: string;
  createdAt: string;
}

/** What the consent page hands out; `id` is the SHA-256 of the code. */
export interface AuthorizationCode {
  id: string;
  clientId: string;
  userId: string;
  redirectUri: string;
  scopes: string[];
  codeChallenge: string | null;
  expiresAt: string;
  usedAt: string | null;
}

/** One consent: everything issued from one code is one family. */
export interface Grant {
  id: string;
  clientId: string;
  userId: string;
  scopes: string[];
  createdAt: string;
  endedAt: string | null;
}

/** What one answer of the token endpoint issued; tokens are kept as SHA-256 in hex. */
export interface TokenPair {
  id: string;
  grantId: string;
  accessHash: string;
  refreshHash: string;
  createdAt: string;
  expiresAt: string;
  refreshUsedAt: string | null;
  revokedAt: string | null;
}

/** Made by a person for themselves; `id` is the SHA-256 of the token. */
export interface PersonalToken {
  id: string;
  userId: string;
  name: string;
  scopes: string[];
  createdAt: string;
  deletedAt: string | null;
}
