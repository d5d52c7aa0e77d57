/** What the rest of the service can ask of Calendly. One call each; every failure is a `CalendlyError`. */
import type { Secret } from '../secret.ts';
import type { Rate } from './rate.ts';
import type { CalendlyUser, Invitee, ScheduledEvent, WebhookSubscriptionResource } from './resources.ts';

/** A registered OAuth application, opened. */
export interface OAuthClient {
  clientId: string;
  clientSecret: Secret;
}

/** Who is asking: made by `accounts`, the one door to an access token. */
export interface Caller {
  accessToken: Secret;
  /** With `userUri`, whose budget it is. */
  clientId: string;
  userUri: string;
  /** For whom of those who share the budget; each gets the same part. */
  accountId?: string;
  /** Live work goes before repair, repair before doubt (somebody unknown made us ask), doubt before bulk. */
  purpose: 'live' | 'repair' | 'doubt' | 'bulk';
}

export interface Tokens {
  accessToken: Secret;
  refreshToken: Secret;
  expiresInSeconds: number;
  /** What was granted; may be less than was asked. */
  scopes: string[];
  ownerUri: string;
  organizationUri: string;
}

export interface NewWebhookSubscription {
  /** Whoever knows it may post to us. */
  url: Secret;
  events: string[];
  organization: string;
  scope: 'user' | 'organization' | 'group';
  user?: string;
  group?: string;
  signingKey: Secret;
}

export interface PassedCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Pieces of the path, each a word or an id of Calendly's. @see segment */
  path: readonly string[];
  query: URLSearchParams;
  json: unknown;
}

export interface PassedAnswer {
  status: number;
  /** Parsed JSON, `{}` for an empty one; undefined when it is none. */
  body: unknown;
  rate: Rate;
}

export interface Calendly {
  oauth: {
    /** Where to send the person: authorization code, PKCE S256, state. */
    authorizationUrl(request: {
      clientId: string;
      redirectUri: string;
      state: string;
      challenge: string;
      scopes: readonly string[];
    }): string;
    exchange(
      client: OAuthClient,
      grant: { code: string; verifier: Secret; redirectUri: string },
    ): Promise<Tokens>;
    /** Uses the refresh token up. `mayHaveActed` on a failure says that it may be used up all the same. */
    refresh(client: OAuthClient, refreshToken: Secret): Promise<Tokens>;
    introspect(client: OAuthClient, token: Secret): Promise<{ active: boolean }>;
    /** Also fine for a token that is revoked already. */
    revoke(client: OAuthClient, token: Secret): Promise<void>;
  };
  /**
   * Any call of the REST API, for whoever knows it better than we do. Every answer comes out, a refusal too; no answer,
   * or no leave within the budget, is a `CalendlyError`.
   */
  pass(caller: Caller, call: PassedCall): Promise<PassedAnswer>;
  /** Scope `users:read`. */
  currentUser(caller: Caller): Promise<CalendlyUser>;
  webhookSubscriptions: {
    /** Scope `webhooks:write` and the read scope of every topic. Kind `conflict`: the address is taken. */
    create(caller: Caller, wanted: NewWebhookSubscription): Promise<WebhookSubscriptionResource>;
    get(caller: Caller, uuid: string): Promise<WebhookSubscriptionResource>;
    /** Also fine for one that is gone. */
    delete(caller: Caller, uuid: string): Promise<void>;
    list(
      caller: Caller,
      of: { organization: string; scope: string; user?: string; group?: string },
    ): AsyncIterable<WebhookSubscriptionResource>;
  };
  /** Scope `scheduled_events:read` for all four. */
  scheduledEvents: {
    get(caller: Caller, uuid: string): Promise<ScheduledEvent>;
    /** One page, by start time. Hand `next` back as `pageToken`; undefined on the last. */
    page(
      caller: Caller,
      query: {
        user: string;
        organization?: string;
        status?: 'active' | 'canceled';
        minStartTime?: string;
        maxStartTime?: string;
        pageToken?: string;
        count?: number;
      },
    ): Promise<{ items: ScheduledEvent[]; next: string | undefined }>;
    invitees(caller: Caller, eventUuid: string): AsyncIterable<Invitee>;
    invitee(caller: Caller, eventUuid: string, inviteeUuid: string): Promise<Invitee>;
  };
}
