/** The JSON of connecting end users. */

/** What an application makes for one of its people, each time they press its button. */
export interface NewConnectSession {
  /** Through which connection; may be left out where there is one alone, or the account has one. */
  connectionId?: number;
  name?: string;
  email?: string;
  /** `connect` (unless told otherwise), or `manage`: see the connection and end it. */
  purpose?: 'connect' | 'manage';
  /** Origin of the page that opens it in a window and is told the result; one of the tenant's return addresses. */
  origin?: string;
  /** Where the browser goes when it is done in the same window; of one of those origins. */
  returnTo?: string;
  /** The end user's; else the browser's is taken. */
  language?: 'en' | 'de' | 'fr' | 'es';
}

/** For one browser, for ten minutes. */
export interface ConnectSession {
  /** Open it in a window, or send the browser there. */
  url: string;
  expiresAt: string;
  accountId: string;
}

/**
 * How far a session is, as the page that opened it may ask: `opened`, not used yet · `at_calendly` · `asks`: another
 * Calendly person came back, and they are asked which of the two it shall be · `connected` · `refused`: it ended, or was
 * declined, and may be tried again until the session ends · `disconnecting` · `disconnected` · `ended`: too old.
 */
export type ConnectStage =
  | 'opened'
  | 'at_calendly'
  | 'asks'
  | 'connected'
  | 'refused'
  | 'disconnecting'
  | 'disconnected'
  | 'ended';

export interface ConnectProgress {
  stage: ConnectStage;
  accountId: string;
  /** Of a refusal: its code, what happened and the way out, in the end user's language. */
  refusal: { code: string; words: string; wayOut: string } | null;
  /** Once connected: of the webhook subscription; null where there is none. */
  subscription: 'wanted' | 'active' | 'retrying' | 'disabled' | 'deleting' | null;
  /** Once connected: of the first reading. */
  meetings: { state: 'waiting' | 'running' | 'done'; read: number; total: number | null } | null;
}

/** What the page that opened the window is told, by `postMessage` to its exact origin. */
export type ConnectMessage = { type: 'slotwire.connect' } & (
  | { outcome: 'connected' | 'disconnected'; accountId: string }
  | ({ outcome: 'refused'; accountId: string } & NonNullable<ConnectProgress['refusal']>)
);

/** Connects an account without a consent. */
export interface NewPersonalAccessToken {
  /** As Calendly showed it, once, to the person who made it; told by nobody again. */
  token: string;
  /** Its owner takes the place of another Calendly person who is connected; else that is refused. */
  replaces?: boolean;
}

/** How the end users' pages show the application. */
export interface ConnectPage {
  /** What end users call it; null: the tenant's name. */
  name: string | null;
  /** `#0e7c61`, as it was asked for; null: ink. */
  color: string | null;
  /** The colour as it is worn: darkened where neither white nor ink on it could be read (4.5:1). */
  worn: { color: string; darkened: boolean } | null;
  /** The picture as a `data:` address. */
  logo: string | null;
}

/** A page of an end user's as it would look, whole. */
export interface ConnectPreview {
  html: string;
  worn: ConnectPage['worn'];
}
