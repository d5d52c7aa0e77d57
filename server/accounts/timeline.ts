/** An account's life in words, told from the record of changes. */
import type { Account, Change, TimelineEntry } from '../../sdk/types.ts';
import { tellTimeline } from '../changes/index.ts';
import type { Tx } from '../db/index.ts';
import { catalogue, type FailureCode } from '../errors.ts';
import { describeReason } from './state.ts';

/** Newest first: the account's own changes and those of its subscription. */
export function tellAccount(tx: Tx, { id, subscription }: Account): Promise<TimelineEntry[]> {
  const subjects: Change['subject'][] = [{ kind: 'account', id }];
  if (subscription) subjects.push({ kind: 'subscription', id: subscription.id });
  return tellTimeline(tx, subjects, wordsOf);
}

/** One change of an account or of its subscription, in words. */
export function wordsOf({ type, data }: Change): string {
  const reason = typeof data.reason === 'string' ? describeReason(data.reason)?.words : undefined;
  switch (type) {
    case 'account.configured':
      return 'Prepared; nobody has consented yet.';
    case 'account.connected':
      return data.authorization ? 'Connected with a personal access token.' : 'Connected.';
    case 'account.disconnecting':
      return 'Disconnect begun.';
    case 'account.disconnected':
      return reason ?? disconnectWords(data.authorization !== undefined);
    case 'account.error':
      return reason ?? 'Access ended.';
    case 'account.alarm':
      return data.over ? 'What was unusual is over.' : 'Something unusual began.';
    case 'account.not_connected':
      return endedWords(data.code);
    case 'account.updated':
      return updateWords(data);
    case 'account.tokens_rotated':
      return 'Calendly replaced the tokens, as somebody asked.';
    case 'account.erased':
      return 'Erased.';
    case 'subscription.created':
      return 'Subscription made at Calendly.';
    case 'subscription.updated':
      return subscriptionWords(data);
    case 'subscription.deleted':
      return 'Subscription deleted at Calendly.';
    default:
      return type;
  }
}

function disconnectWords(isTokenLeft: boolean): string {
  return isTokenLeft
    ? 'Disconnected; nothing is left here. The personal access token works until its owner deletes it at Calendly.'
    : 'Disconnected; nothing is left at Calendly or here.';
}

function endedWords(code: unknown): string {
  return Object.hasOwn(catalogue, String(code))
    ? `A connect ended without one. ${catalogue[code as FailureCode].title}`
    : 'A connect ended without one.';
}

function updateWords({ backfill, scopes, nextConnectionId }: Change['data']): string {
  if (nextConnectionId !== undefined) {
    return `The next consent goes through connection #${nextConnectionId}.`;
  }
  if (scopes === undefined) return backfillWords(backfill as Account['backfill']);
  const { lost, gained } = scopes as { lost: string[]; gained: string[] };
  const parts = [
    lost.length > 0 && `Calendly no longer grants ${lost.join(', ')}.`,
    gained.length > 0 && `Calendly grants ${gained.join(', ')} too.`,
  ];
  return parts.filter(Boolean).join(' ');
}

function subscriptionWords({ state, keyInUse, problem }: Change['data']): string {
  if (problem !== undefined) return 'Calendly does not give the subscription that is wanted.';
  if (keyInUse !== undefined) return `Deliveries are signed with the ${keyInUse} key.`;
  return `Subscription ${state}.`;
}

function backfillWords(progress: Account['backfill']): string {
  if (progress?.state === 'done') return `Read ${progress.read} bookings from Calendly.`;
  return 'Began to read bookings from Calendly.';
}
