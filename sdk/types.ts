/**
 * The JSON that Slotwire's API speaks, written once: the server returns these shapes, the client and the UI read them.
 * Times are ISO 8601 UTC with six decimals and `Z`. Ids are opaque, prefixed strings, except `Connection.id`.
 */

export type * from './connect-types.ts';
export type * from './connection-types.ts';
export type * from './delivery-types.ts';
export type * from './overview-types.ts';
export type * from './repair-types.ts';
export type * from './request-types.ts';
export type * from './team-types.ts';

import type { RecentRequests } from './request-types.ts';
import type { Role } from './team-types.ts';

// ── Problems ──────────────────────────────────────────────────────────────────────────────────────────

/** Every refusal and fault (RFC 9457), `application/problem+json`. */
export interface Problem {
  /** Stable code from the catalogue, `docs/errors.md`. */
  code: string;
  status: number;
  /** What happened, in plain words. */
  title: string;
  /** What it means, with the facts of this case. */
  detail?: string;
  /** What to do next. */
  wayOut: string;
  /** One entry per wrong field of a request. */
  fields?: { path: string; message: string }[];
  requestId: string;
}

/** One page of a list, by keyset. */
export interface Page<T> {
  items: T[];
  /** Hand back as `cursor` for the next page; null on the last. */
  nextCursor: string | null;
}

// ── Session ───────────────────────────────────────────────────────────────────────────────────────────

export type Environment = 'development' | 'staging' | 'production';

export interface Session {
  member: { id: string; name: string; email: string; role: Role };
  tenant: { id: string; slug: string; name: string; environment: Environment };
  /** Where Calendly is: the bundled emulator, or the real service. */
  calendly: { kind: 'emulator' | 'live'; url: string };
  /** Address to give Calendly as redirect URI. */
  redirectUri: string;
  /** Told when the tenant is the seeded demo company. */
  demo: { company: string; people: number } | null;
  /** Other tenants that this browser is signed in to as well. */
  others: { slug: string; name: string; environment: Environment }[];
  expiresAt: string;
}

// ── API keys ──────────────────────────────────────────────────────────────────────────────────────────

/** What a key may do. Each operation needs one of them, or a member who is signed in. */
export type ApiScope =
  | 'meetings:read'
  | 'accounts:read'
  | 'accounts:write'
  | 'connections:read'
  | 'connections:write'
  | 'deliveries:read'
  | 'deliveries:replay'
  | 'changes:read'
  | 'calendly:call';

export interface ApiKey {
  id: string;
  name: string;
  /** Its first twelve characters, to tell it by. */
  begins: string;
  scopes: ApiScope[];
  /** The end user that it is bound to; null: the whole tenant. */
  userId: string | null;
  createdAt: string;
  /** To the minute; null before its first use. */
  lastUsedAt: string | null;
}

export interface NewApiKey {
  name: string;
  scopes: ApiScope[];
  userId?: string;
}

export interface CreatedApiKey extends ApiKey {
  /** The key itself, told this once: `swk_…`. */
  key: string;
}

// ── States ────────────────────────────────────────────────────────────────────────────────────────────

export type State = 'configured' | 'connected' | 'disconnected' | 'error';
export type Action = 'Connect' | 'Disconnect' | 'Test' | 'Re-connect' | 'Update credentials';
export type HealthLevel = 'ok' | 'attention' | 'broken';

export interface HealthReason {
  code: string;
  /** What happened, what it means for meetings. */
  words: string;
  wayOut: string;
  since: string;
}

export interface Status {
  state: State;
  since: string;
  /** Code of why the state is not `connected`; null when nothing needs saying. */
  reason: { code: string; words: string; wayOut: string } | null;
  /** What the state allows, with the words of the buttons. */
  actions: Action[];
  health: { level: HealthLevel; reasons: HealthReason[] };
}

// ── Connecting and testing ────────────────────────────────────────────────────────────────────────────

/** An opened authorization flow: send the person there. */
export interface AuthorizationStart {
  authorizationUrl: string;
  expiresAt: string;
}

/** Origins, beside our own pages, to which a connect may send the browser back. */
export interface ReturnAddresses {
  addresses: string[];
}

/** The keys that seal every secret of the installation, by their ids alone. */
export interface SealingKeys {
  /** What seals now; null before any process has begun. */
  current: { id: string; since: string } | null;
  /** Keys that something may still be sealed under: no process starts without them. */
  others: string[];
  /** Running processes, and how many of them do not seal with the first key of their ring yet. */
  processes: { running: number; behind: number };
  /** How many values were sealed anew under the current key, and how many are left; null when none ever were. */
  rewrap: { beganAt: string; endedAt: string | null; done: number; left: number } | null;
}

/** What was tried, one line each, in the order of a connect. */
export interface TestReport {
  lines: TestLine[];
}

export interface TestLine {
  /**
   * `client`: client id and secret, of a connection · `calendly`: whom our access speaks for · `permissions` ·
   * `subscription`: ours, and active · `address`: what is posted to the public one arrives here · `delivery`: a
   * verified one has come · `clock`: ours against Calendly's.
   */
  step: 'client' | 'calendly' | 'permissions' | 'subscription' | 'address' | 'delivery' | 'clock';
  /** `waiting`: nothing is wrong, it has not come yet. */
  outcome: 'passed' | 'failed' | 'waiting' | 'not_tried';
  facts: Record<string, string | number | boolean | null | string[]>;
  /** Of a failed line: what is wrong, and what to do. */
  words?: string;
  wayOut?: string;
}

// ── Accounts ──────────────────────────────────────────────────────────────────────────────────────────

export interface EndUser {
  /** The application's own id of its person; null for the operator's own account. */
  userId: string | null;
  kind: 'application' | 'operator';
  name: string | null;
  email: string | null;
}

export interface SubscriptionFacts {
  id: string;
  scope: 'user' | 'organization' | 'group';
  state: 'wanted' | 'active' | 'retrying' | 'disabled' | 'deleting';
  topics: string[];
  /** Which key verified the last delivery; null before the first. */
  keyInUse: 'own' | 'previous' | 'application' | null;
  since: string;
}

export interface Account {
  id: string;
  endUser: EndUser;
  connectionId: number;
  connectionName: string;
  /** The connection that the next consent goes through, where that is another one. */
  nextConnectionId: number | null;
  status: Status;
  /** Null until somebody consented. */
  calendly: {
    userUri: string;
    organizationUri: string;
    name: string;
    email: string;
    timezone: string;
    schedulingUrl: string;
  } | null;
  scopes: { wanted: string[]; granted: string[] };
  subscription: SubscriptionFacts | null;
  lastDeliveryAt: string | null;
  meetingsAhead: number;
  backfill: { state: 'waiting' | 'running' | 'done'; read: number; total: number | null } | null;
  /** A disconnect that has begun and is not complete. */
  disconnecting: { since: string; left: string[] } | null;
  connectedAt: string | null;
  /** By what Calendly is asked; null while nothing is held. */
  authorization: 'oauth' | 'personal_access_token' | null;
}

export interface TimelineEntry {
  at: string;
  /** What kind of thing moved: `account.connected`, `delivery.applied`, … */
  type: string;
  words: string;
  source: 'delivery' | 'backfill' | 'reconciliation' | 'person' | 'slotwire';
}

/** How well the account's meetings agree with Calendly, and since when. */
export interface Freshness {
  /** Told by Calendly as they move, or asked for where Calendly cannot reach the service. */
  how: 'webhook' | 'polling';
  /** What did not move since then is as Calendly has it; null before the first complete sweep. */
  asOf: string | null;
  lastSweep: { began: string; ended: string; requests: number } | null;
  /** From one sweep to the next; null before the first. */
  everySeconds: number | null;
  /** How often a sweep of the last seven days moved a meeting, since nothing else had told of it. */
  foundBySweep7d: number;
}

export interface AccountDetail extends Account {
  /** Requests that Calendly allows in this minute, and how many of them are left; null before the first was made. */
  budget: { limit: number; left: number; endsAt: string } | null;
  /**
   * The person's role in their organization and its plan, in Calendly's words: `owner`, `teams`, `paid`. Asked for by
   * Test; null before the first.
   */
  probed: { role: string | null; plan: string | null; stage: string | null; at: string } | null;
  freshness: Freshness;
  requests: RecentRequests;
  timeline: TimelineEntry[];
}

// ── Meetings ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * `moved`: canceled by a reschedule whose new half has not been seen yet. `gone`: Calendly does not show it to this
 * account any more, as when another host took it over; it may come back.
 */
export type MeetingStatus = 'scheduled' | 'moved' | 'canceled' | 'gone';

export interface MeetingLocation {
  /** Calendly's location type: `zoom`, `physical`, … */
  type: string;
  /** One line for people; null when nothing is known yet. */
  words: string | null;
  joinUrl: string | null;
}

export interface Meeting {
  id: string;
  accountId: string;
  endUser: EndUser;
  status: MeetingStatus;
  noShow: boolean;
  startTime: string;
  endTime: string;
  /** Name of the event type at the time of booking. */
  name: string;
  /** Groups meetings of one scheduled event. */
  scheduledEventUri: string;
  eventTypeUri: string | null;
  invitee: { name: string; email: string; timezone: string | null; uri: string };
  seats: { active: number; limit: number };
  location: MeetingLocation | null;
  /** How often it was moved. */
  moves: number;
  /** From where the last observation came. */
  source: 'delivery' | 'backfill' | 'reconciliation';
  createdAt: string;
  updatedAt: string;
}

export interface MeetingDetail extends Meeting {
  /** Every time the meeting had, oldest first; the last is the present one. */
  chain: { inviteeUri: string; startTime: string | null; endTime: string | null; status: string }[];
  answers: { question: string; answer: string }[];
  guests: string[];
  hosts: { name: string | null; email: string | null; uri: string }[];
  tracking: Record<string, string | null>;
  payment: Record<string, unknown> | null;
  cancellation: { by: string; type: string; reason: string | null; at: string } | null;
  cancelUrl: string | null;
  rescheduleUrl: string | null;
  timeline: TimelineEntry[];
}

// ── Rotations ─────────────────────────────────────────────────────────────────────────────────────────

/** Whose tokens Calendly shall replace: one account's, a connection's accounts', or, with neither, all. */
export interface NewTokenRotation {
  accountId?: string;
  connectionId?: number;
}

export interface TokenRotation {
  id: string;
  accountId: string | null;
  connectionId: number | null;
  /** How many were connected when it began. */
  accounts: number;
  /** How many of those still have their pair of before. */
  left: number;
  beganAt: string;
  /** Null while it goes on; it is given up after a day, with what then is left. */
  endedAt: string | null;
}

// ── Changes ───────────────────────────────────────────────────────────────────────────────────────────

export type ChangeType =
  | 'connection.created'
  | 'connection.updated'
  | 'connection.deleted'
  | 'account.configured'
  | 'account.connected'
  | 'account.disconnecting'
  | 'account.disconnected'
  | 'account.error'
  | 'account.alarm'
  | 'account.not_connected'
  | 'account.updated'
  | 'account.tokens_rotated'
  | 'account.erased'
  | 'subscription.created'
  | 'subscription.updated'
  | 'subscription.deleted'
  | 'meeting.scheduled'
  | 'meeting.updated'
  | 'meeting.moved'
  | 'meeting.canceled'
  | 'meeting.no_show_set'
  | 'meeting.no_show_unset'
  | 'meeting.gone'
  | 'meeting.returned'
  | 'meeting.merged'
  | 'key.alarm';

/** One thing of ours that moved. Numbers grow without gaps inside a tenant; the cursor stays opaque. */
export interface Change {
  id: string;
  cursor: string;
  type: ChangeType;
  at: string;
  cause: 'delivery' | 'backfill' | 'reconciliation' | 'request' | 'system';
  accountId: string | null;
  subject: { kind: 'connection' | 'account' | 'subscription' | 'meeting' | 'key'; id: string };
  /** The meeting as it stood after the change, for meeting changes. */
  data: Record<string, unknown>;
}
