/** What every stage of a probe works with. */
import type { Calendly, OAuthClient } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Secret } from '../secret.ts';
import type { Evidence, Unseen } from './evidence.ts';
import type { Grant, Grants } from './grants.ts';
import type { Listener } from './listener.ts';
import type { TellPerson } from './person.ts';
import type { OwnSubscriptions } from './subscriptions.ts';
import type { Wait } from './wait.ts';

export interface Asked {
  /** The sandbox application, which nothing else uses. */
  client: OAuthClient;
  /** The application's webhook signing key, as Calendly showed it once. */
  applicationKey?: Secret | undefined;
  /** Another application, to tell whose calls a limit counts. */
  otherClient?: OAuthClient | undefined;
  /** Somebody of another organization will consent too. */
  elsewhere?: boolean;
  /** How often the booking is moved. */
  moves?: number;
  /** Waits a day for what a message that fails so long does. */
  waitRetries?: boolean;
  /** On the free plan: books six times by the API, and cancels. */
  bookByApi?: boolean;
}

export interface Parts {
  asked: Asked;
  calendly: Calendly;
  clock: Clock;
  listener: Listener;
  grants: Grants;
  subscriptions: OwnSubscriptions;
  wait: Wait;
  tell: TellPerson;
  /** How often Calendly is asked about something that is under way. */
  askEveryMs: number;
  evidence: Evidence;
  /** The grant that this run goes on with; undefined when none is left that works. */
  held: { grant: Grant | undefined };
}

export const unseen = (why: string): Unseen => ({ unseen: why });

/** For what did not come in time, or that the person skipped. */
export const notCome = (what: string, why: 'late' | 'skipped'): Unseen =>
  unseen(why === 'late' ? `${what} did not come in time.` : `${what} was skipped.`);
