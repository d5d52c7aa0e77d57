/** What Slotwire asked Calendly for an account; the same rules as in `types.ts`. */

/**
 * `live`: somebody waits for it, or a meeting just moved · `repair` · `doubt`: somebody unknown made us ask · `bulk`:
 * reading many · `access`: for a token.
 */
export type RequestPurpose = 'live' | 'repair' | 'doubt' | 'bulk' | 'access';

export interface RequestFailure {
  /** Stable code, `docs/calendly-calls.md` lists them. */
  kind: string;
  /** What happened. */
  words: string;
  wayOut: string;
}

export interface CalendlyRequest {
  id: string;
  /** When its answer had come, or none. */
  at: string;
  method: string;
  /** With names in braces where ids stood: `/scheduled_events/{uuid}`. */
  path: string;
  purpose: RequestPurpose;
  /** Null when no answer came. */
  status: number | null;
  milliseconds: number;
  /** Null for a success. */
  failure: RequestFailure | null;
}

/** The requests of the last hour, and what failed within a day. */
export interface RecentRequests {
  /** When the first minute begins; the last one is not over yet. */
  from: string;
  /** How many were made in each of sixty minutes. */
  perMinute: number[];
  /** Those that failed in the same way told once, the latest first; at most five. */
  failures: RepeatedFailure[];
}

export interface RepeatedFailure extends RequestFailure {
  method: string;
  path: string;
  status: number | null;
  count: number;
  lastAt: string;
}
