/** What a waiting delivery is to us. Pure; it reads the bytes and nothing else. */
import { type Envelope, inviteeIds, parseDelivery, uuidOf } from '../calendly/index.ts';
import { observePayload, type Picture, visibleText } from '../meetings/index.ts';
import type { Mark, Waiting } from './store.ts';

export type Judgement =
  /** Said to the account, about one of its meetings. */
  | { kind: 'observation'; topic: string; picture: Picture; olderUri: string | undefined }
  /** True, but perhaps said before: it only names what to ask about. */
  | { kind: 'hint'; topic: string; eventUuid: string }
  /** Only its beginning was kept: the account is read again. */
  | { kind: 'too_long' }
  /** Without effect, and why. */
  | { kind: 'settled'; mark: Omit<Mark, 'accountId' | 'id'> };

/** Nothing in a body makes this throw. */
export function judge(delivery: Waiting, calendlyUser: string): Judgement {
  if (delivery.length !== null) return { kind: 'too_long' };
  const parsed = parseDelivery(delivery.body);
  if (!parsed.ok) return parked(parsed.position ? `${parsed.reason}: ${parsed.position}` : parsed.reason);
  const { envelope } = parsed;
  const topic = visibleText(envelope.topic.slice(0, 100));
  if (!isOf(envelope, delivery.scope, calendlyUser)) return parked('foreign_envelope', topic);
  if (envelope.kind === 'other') return { kind: 'settled', mark: { outcome: 'kept', topic } };
  const { payload } = envelope;
  const { eventUuid } = inviteeIds(payload.uri)!;
  if (uuidOf(payload.scheduled_event.uri, 'scheduledEvent') !== eventUuid) {
    return parked('wrong_shape: payload.scheduled_event.uri', topic);
  }
  if (delivery.trust === 'stale') return { kind: 'hint', topic, eventUuid };
  return {
    kind: 'observation',
    topic,
    picture: observePayload(payload),
    olderUri: payload.old_invitee ?? undefined,
  };
}

export function parked(reason: string, topic?: string): Judgement {
  return { kind: 'settled', mark: { outcome: 'parked', reason: reason.slice(0, 200), topic } };
}

/**
 * The one application key signs for every account, so the envelope must say by itself that it is this account's:
 * made for a subscription of its Calendly user, about an event that this user hosts. Of an organization's it is what
 * this user hosts, whoever made the subscription.
 */
function isOf(envelope: Envelope, scope: Waiting['scope'], calendlyUser: string): boolean {
  const own = uuidOf(calendlyUser, 'user');
  if (own === undefined) return false;
  const hosts = hostsOf(envelope);
  const byAnybody = scope === 'organization' && hosts.length > 0;
  if (!byAnybody && uuidOf(envelope.createdBy, 'user') !== own) return false;
  return hosts.length === 0 || hosts.some((host) => uuidOf(host, 'user') === own);
}

/** URIs of the Calendly users who host what it is about; none where it is about no scheduled event. */
export function hostsOf(envelope: Envelope): string[] {
  if (envelope.kind === 'other') return [];
  return (envelope.payload.scheduled_event.event_memberships ?? []).map(({ user }) => user);
}
