/** What the rest of the service can ask of Calendly. One call each; every failure is a `CalendlyError`. */
import type { Secret } from '../secret.ts';
import type { Page } from './api.ts';
import type { Booked, Booking } from './booking.ts';
import type { Calls } from './calls.ts';
import type { Rate } from './rate.ts';
import type { ScheduledEvent } from './resources/bookings.ts';
import type { WebhookSubscriptionResource } from './resources/subscriptions.ts';
import type { Whose } from './tell-request.ts';

/** A registered OAuth application, opened. */
export interface OAuthClient {
  clientId: string;
  clientSecret: Secret;
  /** Tried where Calendly refuses the other. */
  nextSecret?: Secret;
}

/** Who is asking: made by `accounts`, the one door to an access token. */
export interface Caller {
  accessToken: Secret;
  /** With `userUri`, whose budget it is. */
  clientId: string;
  userUri: string;
  /** For whom of those who share the budget; each gets the same part. */
  accountId?: string;
  /** Whose that account is. */
  tenantId?: string;
  /** Hears of scopes that an answer said were not granted. */
  lacks?(scopes: readonly string[]): void;
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
  /** Which of the client's secrets Calendly took. */
  acceptedSecret: Secret;
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

/** A call for each of Calendly's operations (`docs/calendly-calls.md` lists them), and what takes more than one. */
export interface Calendly extends Omit<Calls, 'webhookSubscriptions' | 'scheduledEvents'> {
  /** `whose`: the account that a call is made for, where there is one. */
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
      whose?: Whose,
    ): Promise<Tokens>;
    /** Uses the refresh token up. `mayHaveActed` on a failure says that it may be used up all the same. */
    refresh(client: OAuthClient, refreshToken: Secret, whose?: Whose): Promise<Tokens>;
    /** Of a live one Calendly also says whose it is. */
    introspect(
      client: OAuthClient,
      token: Secret,
      whose?: Whose,
    ): Promise<{ active: boolean; owner?: string | undefined; organization?: string | undefined }>;
    /** Also fine for a token that is revoked already. */
    revoke(client: OAuthClient, token: Secret, whose?: Whose): Promise<void>;
  };
  /**
   * Any call of the REST API, for whoever knows it better than we do. Every answer comes out, a refusal too; no answer,
   * or no leave within the budget, is a `CalendlyError`.
   */
  pass(caller: Caller, call: PassedCall): Promise<PassedAnswer>;
  /** @see Calls.users.me */
  currentUser: Calls['users']['me'];
  /**
   * Books as a person on the page does (`POST /invitees`, scope `scheduled_events:write`), never twice. What Calendly
   * refuses is a `CalendlyError`. When no answer tells what became of it, it is looked for once Calendly must be done
   * with it (scopes `event_types:read`, `availability:read`); what that cannot tell is `unknown`, for a person to decide.
   */
  book(caller: Caller, booking: Booking): Promise<Booked>;
  webhookSubscriptions: Omit<Calls['webhookSubscriptions'], 'create'> & {
    /** Scope `webhooks:write` and the read scope of every topic. Kind `conflict`: the address is taken. */
    create(caller: Caller, wanted: NewWebhookSubscription): Promise<WebhookSubscriptionResource>;
    /** Also fine for one that is gone. */
    delete: Calls['webhookSubscriptions']['delete'];
  };
  scheduledEvents: Calls['scheduledEvents'] & {
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
    ): Promise<Page<ScheduledEvent>>;
  };
}
