/**
 * Asks Calendly for the subscription that an intent stands for. Topics that are not allowed are dropped and named,
 * the four of invitees never; an address that is taken is ours from an answer that was lost, or is given up.
 */
import {
  type Calendly,
  type Caller,
  isCalendlyError,
  isInviteeTopic,
  topicsWanted,
  uuidOf,
} from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { CloseGap } from './gap.ts';
import type { Intents } from './intents.ts';
import type { Leases, Work } from './leases.ts';
import * as store from './store.ts';
import type { Tell } from './tell.ts';

/** Why there can be none; `address_taken` ends by itself, the others when somebody connects again. */
export type Obstacle = 'address_taken' | 'permission_missing' | 'not_allowed' | 'refused';

export interface Register {
  create(work: Work, caller: Caller): Promise<'made' | Obstacle>;
  /** What an earlier try made, whose answer was lost. */
  adopt(work: Work, found: { uuid: string; events: string[] }): Promise<void>;
}

export function createRegister(deps: {
  database: Database;
  clock: Clock;
  calendly: Calendly;
  intents: Intents;
  leases: Leases;
  closeGap: CloseGap;
  tell: Tell;
}): Register {
  const { database, clock, calendly, intents, leases, closeGap, tell } = deps;

  async function adopt(work: Work, { uuid, events }: { uuid: string; events: string[] }): Promise<void> {
    const current = work.rows[0]!;
    const refusedTopics = topicsWanted(work.account.grantedScopes).filter((topic) => !events.includes(topic));
    await database.tenantTransaction(work.tenantId, async (tx) => {
      const made = { uuid, topics: events, refusedTopics, at: clock.iso() };
      if (!(await store.writeMade(tx, current.id, made))) return;
      tell(tx, work, current.id, 'created', { topics: events });
      await closeGap(tx, work);
    });
  }

  async function tryOnce(work: Work, caller: Caller, events: string[]): Promise<'made' | Obstacle> {
    const current = work.rows[0]!;
    await leases.hold(work);
    try {
      const resource = await calendly.webhookSubscriptions.create(caller, {
        url: intents.openUrl(current),
        events,
        organization: work.account.calendlyOrganization!,
        scope: 'user',
        user: work.account.calendlyUser!,
        signingKey: intents.openKey(current, 'key')!,
      });
      await adopt(work, { uuid: uuidOf(resource.uri, 'webhookSubscription')!, events: resource.events });
      return 'made';
    } catch (error) {
      if (isCalendlyError(error, 'conflict')) return 'address_taken';
      if (isCalendlyError(error, 'missing_scope')) return 'permission_missing';
      if (isCalendlyError(error, 'forbidden')) return 'not_allowed';
      if (isCalendlyError(error, 'invalid', 'not_found')) return 'refused';
      throw error;
    }
  }

  return {
    adopt,
    async create(work, caller) {
      const topics = topicsWanted(work.account.grantedScopes);
      const least = topics.filter(isInviteeTopic);
      const tried = await tryOnce(work, caller, topics);
      if (tried === 'made' || tried === 'address_taken' || least.length === topics.length) return tried;
      return tryOnce(work, caller, least);
    },
  };
}
