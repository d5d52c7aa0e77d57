/** What the API tells of connections; the same rules as in `types.ts`. */
import type { Environment, State, Status, TimelineEntry } from './types.ts';

/** The five properties that were asked for: a Calendly OAuth application registered with us. */
export interface ConnectionProperties {
  type: 'calendly';
  /** A whole number from 1, per tenant, never reused. */
  id: number;
  /** 1 to 100 characters, not blank. */
  name: string;
  clientId: string;
  clientSecret: string;
}

/** What a caller sends to create one. Without `id` the next free one is given. */
export interface NewConnection extends Omit<ConnectionProperties, 'id'> {
  id?: number;
  options?: NewConnectionOptions;
}

/** What may be said of a connection beside its five properties. */
export interface NewConnectionOptions {
  /** Calendly's *webhook signing key* of this application. */
  webhookSigningKey?: string;
  /** A secret that Calendly will ask for: tried when it refuses the present one, and kept once it works. */
  nextClientSecret?: string;
  /**
   * What a person is asked for: presets (`read-only`, `write`, `webhooks`, `full`), Calendly's own names, or the
   * names that `GET /api/v1/scopes` lists beside them. Left out: `webhooks`.
   */
  scopes?: string[];
  /** Which of several Calendly applications this is. A label; nothing depends on it. */
  environment?: Environment;
}

/** What a caller sends to change one: only what changes. */
export interface ConnectionChanges {
  name?: string;
  clientId?: string;
  clientSecret?: string;
  /** `null` takes away what was entered. */
  options?: {
    webhookSigningKey?: string | null;
    nextClientSecret?: string | null;
    scopes?: string[];
    environment?: Environment | null;
  };
}

export interface Connection extends ConnectionProperties {
  /** Always `***`. */
  clientSecret: '***';
  status: ConnectionStatus;
  options: ConnectionOptions;
}

/** The state is that of the connection's own account; beside it stand the counts of its end users' accounts. */
export interface ConnectionStatus extends Status {
  ownAccountId: string | null;
  accounts: Record<State, number>;
}

export interface ConnectionOptions {
  /** Calendly's *webhook signing key* of this application, `***` when it was entered. */
  webhookSigningKey: '***' | null;
  /** `***` while one is entered that Calendly did not ask for yet. */
  nextClientSecret: '***' | null;
  /** What a person is asked for, in Calendly's own names. */
  scopes: string[];
  environment: Environment | null;
  /** It stands in the configuration file, and is changed there. */
  configured: boolean;
  /** What is allowed and may be a mistake, such as a name that another connection has too. */
  warnings: { path: string; message: string }[];
  /** Set while its accounts are disconnected, so that it can be deleted. */
  deletingSince: string | null;
  createdAt: string;
  updatedAt: string;
}

/** One connection with what became of it. */
export interface ConnectionDetail extends Connection {
  /** Newest first: its own changes and those of its own account. */
  timeline: TimelineEntry[];
}

/** What a connection may ask a person for. */
export interface ScopeNames {
  /** Calendly's own names. `X:write` includes `X:read`. */
  scopes: string[];
  /** Sets of them by a name. */
  presets: Record<'read-only' | 'write' | 'webhooks' | 'full', string[]>;
  /** Other names that are understood, and what each stands for. */
  aliases: Record<string, string[]>;
}
