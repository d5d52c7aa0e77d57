/** Every task there is, on one screen: its payload, and what it does. Who runs it is told in `app.ts`. */
export interface Tasks {
  /** Makes the account's webhook subscription at Calendly what it should be. */
  'subscriptions.ensure': { accountId: string };
  /** Reads the account's past 90 days and everything ahead. */
  'sync.backfill': { accountId: string };
  /** Gives everything back to Calendly and wipes the account's secrets. */
  'lifecycle.disconnect': { accountId: string };
  /** Asks Calendly for one invitee and applies what it says. */
  'meetings.fetch': { accountId: string; eventUuid: string; inviteeUuid: string; deliveryId?: string };
}

export type TaskName = keyof Tasks;
