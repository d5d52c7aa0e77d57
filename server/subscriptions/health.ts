/** What an account's subscription looks like from outside, with the words for what is wrong with it. */
import type { HealthReason, Status, SubscriptionFacts } from '../../sdk/types.ts';
import { gatherNeeds, type Need, troublesOf } from '../accounts/index.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import * as store from './store.ts';
import { isKeyMissed } from './unknown-key.ts';

type Level = Status['health']['level'];
interface Finding {
  level: Exclude<Level, 'ok'>;
  code: string;
  words: string;
  wayOut: string;
  /** Undefined: since the subscription is in its state. */
  since?: string | null;
}

export interface Described {
  facts: SubscriptionFacts;
  health: Status['health'];
}

/** By account. One without a subscription is not among them. */
export async function subscriptionsOf(tx: Tx, accountIds: string[]): Promise<Map<string, Described>> {
  const rows = await store.listNewest(tx, accountIds);
  return new Map(rows.map((row) => [row.accountId, present(row)]));
}

/** What the subscriptions of all accounts that are connected need. */
export async function subscriptionNeeds(tx: Tx): Promise<Need[]> {
  const rows = await store.listSuspect(tx);
  return gatherNeeds(troublesOf(rows.map((row) => [row.accountId, present(row).health])));
}

function present(row: store.SubscriptionRow): Described {
  const found = findingsOf(row);
  const level = found.some((one) => one.level === 'broken') ? 'broken' : (found[0]?.level ?? 'ok');
  const reasons: HealthReason[] = found.map(({ level: _, since, ...said }) => ({
    ...said,
    since: since ?? row.stateSince,
  }));
  const { state, topics, keyInUse, stateSince: since } = row;
  const id = toWireId('subscription', row.id);
  // `listNewest` leaves out those that are gone.
  const facts = { id, scope: 'user', state, topics, keyInUse, since } as SubscriptionFacts;
  return { facts, health: { level, reasons } };
}

function findingsOf(row: store.SubscriptionRow): Finding[] {
  const found: Finding[] = [];
  if (row.problem !== null) {
    found.push({ level: 'broken', code: `subscription_${row.problem}`, ...problems[row.problem as Problem] });
  }
  if (row.state === 'retrying' || row.state === 'disabled') found.push(states[row.state]);
  if (isKeyMissed(row)) found.push({ ...keyUnknown, since: row.missedSince });
  if (row.refusedTopics.length > 0) {
    found.push({
      level: 'attention',
      code: 'topics_refused',
      words: `Calendly does not tell this account of ${row.refusedTopics.join(', ')}. Meetings work.`,
      wayOut: 'Connect again when the plan or the permissions have changed.',
    });
  }
  return found;
}

type Problem = 'permission_missing' | 'not_allowed' | 'refused' | 'keeps_vanishing';

const problems: Readonly<Record<Problem, { words: string; wayOut: string }>> = {
  permission_missing: {
    words: 'A permission is missing, so Calendly does not call us when something is booked.',
    wayOut: 'Connect again and leave every permission checked.',
  },
  not_allowed: {
    words:
      'Calendly does not let this person have a subscription, so it does not call us when something is booked.',
    wayOut: 'Check the person’s plan and role at Calendly, then connect again.',
  },
  refused: {
    words: 'Calendly refused the subscription, so it does not call us when something is booked.',
    wayOut: 'Check that the public address is reachable over https, then connect again.',
  },
  keeps_vanishing: {
    words: 'The subscription was made anew several times today and went away each time.',
    wayOut: 'Ask who deletes it at Calendly; then connect again. It is tried again by itself in six hours.',
  },
};

const keyUnknown: Finding = {
  level: 'attention',
  code: 'signing_key_unknown',
  words:
    'Signing key unknown: Calendly signs with a key that we do not have, so nothing it sends is taken at its word. Each time we ask Calendly instead, and meetings come a little later.',
  wayOut:
    'Enter the Webhook signing key of the application in the connection’s settings. Calendly shows it once, beside the Client secret.',
};

const states: Readonly<Record<'retrying' | 'disabled', Finding>> = {
  retrying: {
    level: 'attention',
    code: 'subscription_retrying',
    words: 'Calendly has trouble reaching us and keeps trying. Meetings may come late.',
    wayOut: 'Check that the public address answers from outside.',
  },
  disabled: {
    level: 'broken',
    code: 'subscription_off',
    words: 'Calendly switched the subscription off after 24 hours without an answer.',
    wayOut: 'A new one is made by itself, and everything since is read again.',
  },
};
