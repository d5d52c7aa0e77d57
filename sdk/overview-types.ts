/** What the overview tells, and trying it out where Calendly is the emulator; the same rules as in `types.ts`. */
import type { Change, State } from './types.ts';

export type OverviewRange = '1h' | '24h' | '7d' | '30d';

/** One kind of trouble that needs a person: what happened, what it means for meetings, the way out. */
export interface AttentionItem {
  code: string;
  level: 'attention' | 'broken';
  title: string;
  means: string;
  wayOut: string;
  /** What is counted. */
  of: 'account' | 'connection' | 'delivery' | 'key' | 'service';
  count: number;
  since: string;
  /** Some of those that it concerns, the latest first. */
  examples: { id: string; name: string }[];
}

/** What is known to be complete. */
export interface Coverage {
  /** Accounts that are connected. */
  accounts: number;
  /** How many of them were not read whole yet. */
  unknown: number;
  /** What did not move since then is as Calendly has it, for all accounts that were read; null when none was. */
  asOf: string | null;
}

/** Milliseconds from arrival to effect, each at most a fifth too high. */
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** Everything by numbers. What deliveries came to is told of those that arrived in the range. */
export interface Overview {
  asOf: string;
  from: string;
  deliveries: {
    /** With a true signature, those that wait included. */
    received: number;
    /** Had their effect. */
    applied: number;
    /** Told nothing new, or nothing about meetings. */
    unchanged: number;
    /** Were true but old, so Calendly was asked. */
    unconfirmed: number;
    /** Could not be read when they came. */
    parked: number;
    /** Carried no signature of ours; not kept. */
    refused: number;
  };
  applyMs: Percentiles | null;
  waiting: { count: number; since: string | null };
  accounts: Record<State, number>;
  connections: number;
  /** Whether anything ever came of itself: a delivery, or a meeting that moved after the first reading. */
  begun: boolean;
  coverage: Coverage;
  attention: AttentionItem[];
  /** The newest changes, newest first. */
  latest: Change[];
  /** Of the accounts that those are about. */
  names: Record<string, string>;
}

export interface OverviewBucket {
  at: string;
  received: number;
  refused: number;
  /** Null when nothing had its effect. */
  applyMs: Percentiles | null;
}

export interface OverviewSeries {
  from: string;
  to: string;
  bucketSeconds: number;
  /** Every bucket from `from` on; the last one is not over yet. */
  buckets: OverviewBucket[];
}

export interface TrialPeople {
  people: { accountId: string; name: string; eventTypes: { uri: string; name: string; minutes: number }[] }[];
}

/** Something that was done at the emulator, on its way here. */
export interface TrialStep {
  accountId: string;
  event: string;
  invitee: string;
  startTime: string;
  /** Just before it was done, when it was done by the emulator's clock, and when this was answered. */
  after: string;
  at: string;
  now: string;
  /** The booking's own page at the emulator. */
  page: string;
}

/** How far it has come; null is not yet. */
export interface TrialTrace {
  receivedAt: string | null;
  /** Which key verified it. */
  key: 'own' | 'previous' | 'application' | null;
  appliedAt: string | null;
  meetingId: string | null;
}
