/**
 * The subscriptions that the probe makes at Calendly, and their end: those of this run, and what an earlier one that
 * was killed left at the same address.
 */
import { type Calendly, type CalendlyError, isCalendlyError, uuidOf } from '../calendly/index.ts';
import type { Ids } from '../ids.ts';
import { Secret } from '../secret.ts';
import type { Grant, Grants } from './grants.ts';
import type { Listener } from './listener.ts';

export interface Wanted {
  name: string;
  events: string[];
  scope?: 'user' | 'organization';
}

export type Made = { ok: true; uuid: string } | { ok: false; error: CalendlyError };

export interface OwnSubscriptions {
  /** Each with a signing key of its own. A refusal of Calendly's is a value. */
  make(grant: Grant, wanted: Wanted): Promise<Made>;
  /** The key that this subscription was given. */
  keyOf(name: string): Secret | undefined;
  /** How it stands; undefined when it is gone. */
  look(
    grant: Grant,
    uuid: string,
  ): Promise<{ active: boolean; retrying: boolean; updatedAt: string } | undefined>;
  remove(grant: Grant, uuid: string): Promise<void>;
  /** Deletes what stands at an address of ours, of this run or an earlier one; resolves to how many. */
  sweep(grant: Grant): Promise<number>;
  /** Deletes what is left of this run. */
  removeAll(grant: Grant | undefined): Promise<void>;
  /** How many of this run still stand, as far as is known. */
  standing(): number;
}

export function createOwnSubscriptions(deps: {
  calendly: Calendly;
  ids: Ids;
  listener: Listener;
  grants: Grants;
}): OwnSubscriptions {
  const { calendly, ids, listener, grants } = deps;
  const made = new Set<string>();
  const keys = new Map<string, Secret>();

  async function remove(grant: Grant, uuid: string): Promise<void> {
    await calendly.webhookSubscriptions.delete(grants.caller(grant), uuid);
    made.delete(uuid);
  }

  return {
    remove,
    keyOf: (name) => keys.get(name),
    standing: () => made.size,
    async make(grant, { name, events, scope = 'user' }) {
      const { ownerUri: user, organizationUri: organization } = grant.tokens;
      const signingKey = keys.get(name) ?? new Secret(ids.secret());
      keys.set(name, signingKey);
      try {
        const resource = await calendly.webhookSubscriptions.create(grants.caller(grant), {
          url: new Secret(listener.addressOf(name)),
          events,
          organization,
          scope,
          ...(scope === 'user' ? { user } : {}),
          signingKey,
        });
        const uuid = uuidOf(resource.uri, 'webhookSubscription')!;
        made.add(uuid);
        return { ok: true, uuid };
      } catch (error) {
        if (isCalendlyError(error)) return { ok: false, error };
        throw error;
      }
    },

    async look(grant, uuid) {
      try {
        const found = await calendly.webhookSubscriptions.get(grants.caller(grant), uuid);
        const { state, retry_started_at: since, updated_at: updatedAt } = found;
        return { active: state === 'active', retrying: since !== null, updatedAt };
      } catch (error) {
        if (isCalendlyError(error, 'not_found')) return undefined;
        throw error;
      }
    },

    async sweep(grant) {
      const { ownerUri: user, organizationUri: organization } = grant.tokens;
      const of = { organization, user, scope: 'user' };
      const ours: string[] = [];
      for await (const { uri, callback_url: address } of calendly.webhookSubscriptions.list(
        grants.caller(grant),
        of,
      )) {
        const uuid = uuidOf(uri, 'webhookSubscription');
        if (uuid !== undefined && listener.isOurs(address)) ours.push(uuid);
      }
      for (const uuid of ours) await remove(grant, uuid);
      return ours.length;
    },

    async removeAll(grant) {
      if (grant) for (const uuid of [...made]) await remove(grant, uuid).catch(() => undefined);
    },
  };
}
