/** Every task there is, on one screen: its payload, and what it does. Who runs it is told in `app.ts`. */
export interface Tasks {
  /**
   * Makes the account's webhook subscription at Calendly what it should be. `anew`: one that was made before then is
   * replaced, however good it looks; `asked`: by a person, so however often.
   */
  'subscriptions.ensure': { accountId: string; anew?: { before: string; asked: boolean } };
  /** Deletes an older integration's subscription at Calendly once nobody needs it any more. */
  'subscriptions.retire': { legacyId: string };
  /**
   * Reads the account's past 90 days and everything ahead, a piece at a time; `at` says where to go on (`seen`: which
   * that begin at `from` were read), `doubt` that somebody unknown made us read.
   */
  'sync.backfill': {
    accountId: string;
    at?: { began: string; part: number; from: string; seen?: string[]; read: number };
    doubt?: true;
  };
  /** Compares the account with Calendly, a piece at a time, then again on its schedule; `gap`: something was missed. */
  'sync.reconcile': {
    accountId: string;
    gap?: true;
    at?: {
      began: string;
      /** From where the past is read as well. */
      past: string | null;
      part: number;
      from: string;
      seen?: string[];
      requests: number;
      /** How many should have been listed, and how many of them were not; the first of those by name. */
      known: number;
      missing: number;
      missed: string[];
      /** When those were booked that should have been told by then and were not. */
      unheard?: string[];
    };
  };
  /** Looks at what is ahead of an account for bookings that no delivery brought, then again on its schedule. */
  'sync.glance': { accountId: string };
  /** Judges, once Calendly's subscription was looked at after `at`, why what was booked then was not told. */
  'sync.judgeSilence': { accountId: string; at: string; booked: string[] };
  /** Replaces the tokens of some accounts of a rotation, then of the next; `after`: behind this account. */
  'accounts.rotate': { rotationId: string; after?: string };
  /** Gives back what another Calendly person allowed and nobody took over in time; `link`: the hash of its link, in hex. */
  'accounts.giveBackHeld': { link: string };
  /** The first refresh of an account that was taken over, who it is, and then all that a new one gets. */
  'lifecycle.activate': { accountId: string };
  /** Gives everything back to Calendly and wipes the account's secrets. */
  'lifecycle.disconnect': { accountId: string };
  /** Gives back what an account still holds through the connection that it came from. */
  'lifecycle.leave': { accountId: string; connectionId: number };
  /** Asks whether Calendly still takes the connection's client id and secret, then again after a while. */
  'lifecycle.checkClient': { connectionId: number };
  /** Disconnects every account of a connection, then deletes it. */
  'lifecycle.deleteConnection': { connectionId: number };
  /** Disconnects an end user's accounts, then forgets the end user and all that is theirs. */
  'lifecycle.eraseEndUser': { endUserId: string };
  /** Follows the repair of an account that somebody began, until it is done. */
  'lifecycle.repair': { accountId: string };
  /** After the database went back: has every connected account looked at, some at a time. */
  'lifecycle.lookAgain': { after?: string };
  /** Asks Calendly for one scheduled event and its invitees, and applies what it says. */
  'meetings.fetch': { accountId: string; eventUuid: string };
  /** Erases the meetings of a disconnected account, where the tenant's policy says so. */
  'meetings.erase': { accountId: string };
  /** Asks Calendly about what a stale delivery names. */
  'deliveries.confirm': { accountId: string; deliveryId: string; eventUuid: string };
  /** Looks at Calendly for what deliveries that no key verified may have been about. */
  'deliveries.ask': { accountId: string; subscriptionId: string };
  /** Deletes what was received long ago, some at a time, then again after a while. */
  'deliveries.expire': Record<string, never>;
  /** Deletes what was asked of Calendly long ago from the log, some at a time, then again after a while. */
  'requests.expire': Record<string, never>;
  /** Looks for what is unusual in the last hour of all accounts, then again after a while. */
  'alarms.watch': Record<string, never>;
  /** Deletes what no key verified of a disconnected account: no key is left that could. */
  'deliveries.dropSealed': { accountId: string };
  /** Tries the keys of a connection, one subscription after the other, on what no key verified before. */
  'deliveries.verify': { connectionId: number; after?: string };
}

export type TaskName = keyof Tasks;

/** What can wait: of a worker's places it takes only a part, so that the rest is done at once. */
const bulk: ReadonlySet<TaskName> = new Set([
  'sync.backfill',
  'sync.reconcile',
  'sync.glance',
  'meetings.erase',
  'deliveries.expire',
  'deliveries.verify',
]);

export const isBulk = (name: TaskName): boolean => bulk.has(name);
