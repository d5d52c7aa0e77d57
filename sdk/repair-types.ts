/** Repair of an account: what it will do, and what became of it; the same rules as in `types.ts`. */
import type { HealthLevel, SubscriptionFacts } from './types.ts';

/** `ask_person` is what only people can do; it is told, and never run. */
export type RepairVerb = 'ask_person' | 'create_subscription' | 'delete_subscription' | 'read_gap';

export interface RepairStep {
  /** The same for the same step when the plan is computed again. */
  key: string;
  verb: RepairVerb;
  /** To what, in words; a gap's is the moment from which it is read, the words of `ask_person` are what to do. */
  target: string;
  why: string;
  /** Requests to Calendly that it costs, as far as that is known beforehand. */
  requests: number;
}

/** Computed from what is known and what Calendly says now. A new subscription is made before an old one is deleted. */
export interface RepairPlan {
  accountId: string;
  computedAt: string;
  /** Stands for what the plan follows from; it is handed back to run the plan. */
  basis: string;
  steps: RepairStep[];
  requests: number;
  /** False when there is nothing in it but what people must do. */
  runnable: boolean;
  /** Subscriptions of other software for this person, which nobody touches; null when Calendly did not list them. */
  leftAlone: number | null;
  byItself: RepairedByItself;
}

/** How often the subscription was made anew within a day without anybody asking for it, and how often it may be. */
export interface RepairedByItself {
  today: number;
  most: number;
}

export interface RepairPicture {
  level: HealthLevel;
  reasons: { code: string; words: string }[];
  subscription: SubscriptionFacts['state'] | null;
}

export interface RepairRunStep extends RepairStep {
  /** `ask_person` stays waiting. */
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** Why it failed. */
  words: string | null;
}

/** One that somebody ran. */
export interface Repair {
  id: string;
  accountId: string;
  state: 'running' | 'done' | 'failed';
  beganAt: string;
  endedAt: string | null;
  steps: RepairRunStep[];
  before: RepairPicture;
  after: RepairPicture | null;
  /** Meetings that moved by reading the gap, since no delivery had told of it; null until it was read. */
  found: number | null;
}

/** The last repair of an account, null when nobody ever ran one. */
export interface RepairStatus {
  repair: Repair | null;
  byItself: RepairedByItself;
}
