/** What was seen at Calendly, as plain facts. Whoever judges reads this alone; what is left out was not seen. */

/** Why something could not be seen, for people. */
export interface Unseen {
  unseen: string;
}

export type Seen<T> = T | Unseen | undefined;

export function isSeen<T>(seen: Seen<T>): seen is T {
  return seen !== undefined && !(typeof seen === 'object' && seen !== null && 'unseen' in seen);
}

export interface Evidence {
  /** Of the organization and the person, as Calendly names them; null where it does not say. */
  standing?: { stage: string | null; plan: string | null; role: string | null };
  /** Whether the redirect after the consent carried `iss`. */
  issuer?: Seen<boolean>;
  /** Whether the access token from before a refresh worked after it. */
  formerAccess?: Seen<boolean>;
  /** Status and success of subscribing. */
  subscribing?: Seen<{ made: boolean; status: number | null }>;
  /** The same address once more: within the organization, and from another organization. */
  sameAddress?: Seen<boolean>;
  sameAddressElsewhere?: Seen<boolean>;
  /** How many stood at once; `refused`: one more was not taken. */
  many?: Seen<{ stood: number; refused: boolean }>;
  /** Whose key had signed. `none`: of those that are known; `unsigned`: there was no signature. */
  signedBy?: Seen<{ key: 'own' | 'application' | 'none' | 'unsigned'; applicationKeyKnown: boolean }>;
  /** Two tries of one message. */
  retry?: Seen<{ signedAnew: boolean; createdAnew: boolean; afterSeconds: number }>;
  /** Whether `retry_started_at` was there while it was retried, and after the success. */
  recovery?: Seen<{ during: boolean; after: boolean }>;
  /** What came of an answer of 410. */
  gone?: Seen<'disabled' | 'retried'>;
  /** What became of a subscription whose one message failed for so long. */
  failedForADay?: Seen<{ disabled: boolean; hours: number }>;
  /** Which half of each reschedule arrived first. */
  moves?: Seen<('canceled' | 'created')[]>;
  /** Whether a group event's `updated_at` moved with its second invitee. */
  joined?: Seen<boolean>;
  /** Whether the first grant worked after the second consent. */
  firstGrant?: Seen<boolean>;
  /** The status of subscribing to a topic without its read scope; null: it was taken. */
  unreadable?: Seen<number | null>;
  /** Whether another grant worked after one was revoked. */
  sibling?: Seen<boolean>;
  /** Whether the subscription that the revoked grant had made still stood. */
  subscriptionStands?: Seen<boolean>;
  /** A refresh token used twice: what was answered, and whether the grant worked after it. */
  reuse?: Seen<{ status: number | null; worksAfter: boolean }>;
  /** How many of a minute's calls three of another application took from ours, ours own one not counted. */
  takenByOthers?: Seen<number>;
  /** Of six bookings by the API within a minute on the free plan, how many were taken. */
  freeBookings?: Seen<number>;
}
