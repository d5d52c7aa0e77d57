/** What the pages for people need of the emulator; they know nothing else of it. */
import type {
  Application,
  Bookings,
  EventType,
  Invitee,
  RoutingForm,
  ScheduledEvent,
  User,
} from '../entities.ts';
import type { Forms } from '../forms.ts';

/** An authorization request that was checked: everything a consent page shows, and what the answer must carry. */
export interface AuthorizeRequest {
  application: Application;
  redirectUri: string;
  /** Asked for; the person may leave some out. */
  scopes: string[];
  state: string | null;
  codeChallenge: string | null;
}

/** A request that must not be answered by a redirect: shown on a page of its own. */
export interface AuthorizeRefusal {
  ok: false;
  reason: 'unknown_client' | 'wrong_redirect_uri' | 'wrong_response_type' | 'wrong_scope' | 'wrong_pkce';
  words: string;
}

export interface PagesDoor {
  /** `offset`: how far it was moved from the machine's, in milliseconds. */
  clock: { now(): number; offset(): number };
  /** How many faults wait to strike; every page says so. */
  faultsOn(): number;
  /** Where the pages stand, without a slash at the end. */
  publicUrl: string;
  people(): User[];
  findPerson(slug: string): User | undefined;
  /** Active event types, by position. */
  eventTypesOf(userId: string): EventType[];
  findEventType(personSlug: string, typeSlug: string): EventType | undefined;
  /** What a single-use link leads to; nothing once it was used, or 90 days old. */
  findLink(id: string): { eventType: EventType; host: User } | undefined;
  findInvitee(
    id: string,
  ): { invitee: Invitee; event: ScheduledEvent; eventType: EventType; host: User } | undefined;
  findForm(id: string): RoutingForm | undefined;
  /** `person/type`. */
  eventTypePath(eventTypeId: string): string;
  forms: Forms;
  bookings: Bookings;
  authorize: {
    check(query: URLSearchParams): { ok: true; request: AuthorizeRequest } | AuthorizeRefusal;
    /** The redirect with a fresh code. */
    allow(request: AuthorizeRequest, userId: string, scopes: string[]): string;
    /** The redirect with `error=access_denied`. */
    deny(request: AuthorizeRequest): string;
  };
}
