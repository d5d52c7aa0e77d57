/** What the API tells of deliveries; the same rules as in `types.ts`. */
import type { ChangeType, EndUser, Meeting } from './types.ts';

/**
 * `no_change`: what it says was known. `kept`: without meaning for meetings. `unconfirmed`: truly signed, but at
 * another time; Calendly is asked. `too_long`: only its beginning is kept; the account is read again. `parked`: it cannot be read, `reason` says why. `unverified`: no key of ours
 * signed it while none was known; its bytes have no effect.
 */
export type DeliveryOutcome =
  | 'waiting'
  | 'applied'
  | 'no_change'
  | 'kept'
  | 'unconfirmed'
  | 'too_long'
  | 'parked'
  | 'unverified';

/** One thing that Calendly posted to us, and what became of it. */
export interface Delivery {
  id: string;
  accountId: string;
  /** Null when the account is gone. */
  endUser: EndUser | null;
  receivedAt: string;
  /** When it last got its effect. */
  processedAt: string | null;
  /** How often a person had it given its effect again. */
  replays: number;
  /** Calendly's name for it; null until it was read. */
  topic: string | null;
  outcome: DeliveryOutcome;
  /** Code of why it had no effect. */
  reason: string | null;
  meetingId: string | null;
}

export interface DeliveryDetail extends Delivery {
  /** Why it had no effect, and what to do. */
  explanation: { words: string; wayOut: string } | null;
  /** Null when no key of ours signed it. */
  verification: {
    key: 'own' | 'previous' | 'application';
    signedAt: string;
    /** From its signature to here; Calendly signs whole seconds. */
    skewSeconds: number;
    /** Whether that is near enough to be believed without asking Calendly. */
    fresh: boolean;
  } | null;
  /** Those that are kept; a signature is `***`. */
  headers: Record<string, string>;
  /** `text` where the bytes are UTF-8 and no more than 256 KiB; else `hex` is how they begin. `/raw` has them all. */
  body: { length: number; text: string | null; hex: string | null };
  /** What it was told as, oldest first. */
  effects: { at: string; type: ChangeType; words: string; meetingId: string }[];
  /** The meeting that it is about, as it stands now. */
  meeting: Meeting | null;
  /** The same bytes, received once as fresh and once as stale. */
  copies: { id: string; receivedAt: string; outcome: DeliveryOutcome }[];
}

/** How many there are; what is not exact is the database's estimate. */
export interface Count {
  count: number;
  exact: boolean;
}
