/** Rows: subscriptions and what they are sent. */

export interface WebhookSubscription {
  id: string;
  callbackUrl: string;
  events: string[];
  scope: 'user' | 'organization' | 'group';
  organizationId: string;
  userId: string | null;
  groupId: string | null;
  creatorId: string;
  /** The application whose token made it; null for a personal access token. */
  clientId: string | null;
  signingKey: string | null;
  state: 'active' | 'disabled';
  retryStartedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** One message for one subscription, with its tries. */
export interface Delivery {
  id: string;
  subscriptionId: string;
  event: string;
  body: Uint8Array;
  createdAt: string;
  attempts: Attempt[];
  state: 'waiting' | 'delivered' | 'dropped';
  nextAttemptAt: string | null;
  /** Waits until a later one of the same subscription was tried (fault `reorder`). */
  held: boolean;
}

export interface Attempt {
  at: string;
  /** `t` of the signature it carried; null without a signature. */
  signedAt: number | null;
  status: number | null;
  error: string | null;
  milliseconds: number;
}
