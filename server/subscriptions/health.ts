/** What an account's subscription looks like from outside, with the words for what is wrong with it. */
import type { HealthReason, Status, SubscriptionFacts } from '../../sdk/types.ts';
import { gatherNeeds, type Need, troublesOf } from '../accounts/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import { overdueBefore } from './schedule.ts';
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

export interface Health {
  /** By account. One without a subscription is not among them. */
  subscriptionsOf(tx: Tx, accountIds: string[]): Promise<Map<string, Described>>;
  /** What those of all connected accounts need from a person. */
  needs(tx: Tx): Promise<Need[]>;
}

export function createHealth({ clock }: { clock: Clock }): Health {
  const overdue = () => isoMicros(overdueBefore(clock.now()));
  return {
    async subscriptionsOf(tx, accountIds) {
      const rows = await store.listNewest(tx, accountIds);
      return new Map(rows.map((row) => [row.accountId, present(row, overdue())]));
    },

    async needs(tx) {
      const rows = await store.listSuspect(tx, overdue());
      return gatherNeeds(troublesOf(rows.map((row) => [row.accountId, present(row, overdue()).health])));
    },
  };
}

function present(row: store.SubscriptionRow, overdue: string): Described {
  const found = findingsOf(row, overdue);
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

function findingsOf(row: store.SubscriptionRow, overdue: string): Finding[] {
  const found: Finding[] = [];
  if (row.problem !== null) {
    found.push({ level: 'broken', code: `subscription_${row.problem}`, ...problems[row.problem as Problem] });
  }
  if (row.state === 'retrying' || row.state === 'disabled') found.push(states[row.state]);
  if (row.unansweredSince !== null) found.push({ ...unanswered, since: row.unansweredSince });
  else if (row.lookDue !== null && row.lookDue < overdue) found.push({ ...unwatched, since: row.lookDue });
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

/** What stands in the way of a subscription, and the way out. */
export function describeObstacle(code: string): { words: string; wayOut: string } {
  return problems[code as Problem] ?? problems.refused;
}

const unanswered: Finding = {
  level: 'attention',
  code: 'calendly_unanswered',
  words:
    'Calendly does not answer us about this account, so what it does not tell by itself cannot be found. What it sends is received.',
  wayOut:
    'Nothing to do; it is asked again at least every five minutes, and everything since is compared then.',
};

const unwatched: Finding = {
  level: 'attention',
  code: 'watch_overdue',
  words:
    'Nobody looks after this account’s subscription, so trouble with it is not noticed. What Calendly sends is received.',
  wayOut: 'Check that a process works on jobs, then press Repair.',
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
