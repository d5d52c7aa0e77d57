/**
 * What Repair would do about an account: pure, from what is known and what Calendly says. A new subscription comes
 * before an old one goes, and what was missed is read last.
 */
import { createHash } from 'node:crypto';
import type { HealthReason, RepairPlan, RepairStep } from '../../sdk/types.ts';
import { describeObstacle, type Surveyed } from '../subscriptions/index.ts';

export interface Known {
  /** Why nothing can be asked of Calendly in the account's name; null when it can. */
  access: { code: string; words: string; wayOut: string } | null;
  /** Reasons of the account's health. */
  reasons: readonly HealthReason[];
  /** What Calendly showed of subscriptions, or the code of why it does not; undefined: none is wanted, or none can be asked for. */
  subscription: Surveyed | string | undefined;
  /** Since when what moved may be unknown; null before the first complete sweep. */
  asOf: string | null;
  /** How many requests the last sweep took. */
  sweepRequests: number;
}

export type Plan = Pick<RepairPlan, 'basis' | 'steps' | 'requests' | 'runnable' | 'leftAlone'>;

/** While these stand another subscription may help, however good the present one looks. */
const helpedAnew: Readonly<Record<string, string>> = {
  subscription_retrying: 'Calendly has trouble reaching us through the present one.',
  silent: 'Bookings came that no delivery brought.',
};

/** What only people can mend, by the code of the reason. */
const asked: ReadonlySet<string> = new Set([
  'permission_missing',
  'client_refused',
  'subscription_permission_missing',
  'subscription_not_allowed',
  'subscription_refused',
  'signing_key_unknown',
  'topics_refused',
  'not_readable',
]);

const because = {
  disabled: 'Calendly switched the present one off.',
  missing: 'None of ours stands at Calendly.',
  topics: 'The present one is for other topics than are wanted.',
  address: 'The present one leads to an address that is no longer ours.',
  connection: 'The present one was made through another connection.',
  key: 'The signing key of the present one was lost.',
  asked: 'Another is wanted.',
} as const;

export function planRepair(known: Known): Plan {
  const steps = known.access ? [] : [...subscriptionSteps(known), gapStep(known)];
  const all = [...people(known), ...steps];
  return {
    basis: basisOf(all),
    steps: all,
    requests: all.reduce((sum, step) => sum + step.requests, 0),
    runnable: steps.length > 0,
    leftAlone: typeof known.subscription === 'object' ? known.subscription.foreign : null,
  };
}

/** Two plans of one basis do the same. How much a sweep costs, and since when, says nothing of what is wrong. */
function basisOf(steps: readonly RepairStep[]): string {
  const told = steps.map(({ key, verb }) => `${key} ${verb}`).join('\n');
  return createHash('sha256').update(told).digest('hex').slice(0, 16);
}

function people({ access, reasons, subscription }: Known): RepairStep[] {
  if (access) return [ask(access)];
  const told = reasons.filter(({ code }) => asked.has(code)).map(ask);
  if (typeof subscription !== 'string') return told;
  const key = `ask:subscription_${subscription}`;
  if (told.some((step) => step.key === key)) return told;
  return [...told, ask({ code: `subscription_${subscription}`, ...describeObstacle(subscription) })];
}

function ask({ code, words, wayOut }: { code: string; words: string; wayOut: string }): RepairStep {
  return { key: `ask:${code}`, verb: 'ask_person', target: wayOut, why: words, requests: 0 };
}

function subscriptionSteps({ subscription, reasons }: Known): RepairStep[] {
  if (typeof subscription !== 'object') return [];
  const { verdict, topics, others, shown, present } = subscription;
  const why = whyAnew(verdict, reasons);
  const gone = why === undefined || present === null ? others : [...new Set([...others, present])];
  const create: RepairStep = {
    key: 'create',
    verb: 'create_subscription',
    target: `a subscription for ${topics} topics, at a new address of ours`,
    why: why ?? '',
    requests: 1,
  };
  return [
    ...(why === undefined ? [] : [create]),
    ...gone.map(
      (uuid): RepairStep => ({
        key: `delete:${uuid}`,
        verb: 'delete_subscription',
        target: `subscription ${uuid.slice(0, 8)}…`,
        why: whyGone(shown.includes(uuid), why !== undefined),
        requests: 1,
      }),
    ),
  ];
}

function whyGone(isShown: boolean, isReplaced: boolean): string {
  if (!isShown) return 'Calendly does not show it any more; it is deleted to make sure.';
  return isReplaced ? 'The new one takes its place.' : 'It is ours, and another serves the account.';
}

/** Why one is to be made; undefined when the present one is as it should be. */
function whyAnew(verdict: Surveyed['verdict'], reasons: readonly HealthReason[]): string | undefined {
  if (verdict.do === 'replace') return because[verdict.because];
  if (verdict.do === 'create') return because.missing;
  const [helped] = reasons.filter(({ code }) => Object.hasOwn(helpedAnew, code));
  return helped && helpedAnew[helped.code];
}

function gapStep({ asOf, sweepRequests }: Known): RepairStep {
  return {
    key: 'gap',
    verb: 'read_gap',
    target: asOf ?? 'the whole account',
    why: 'What moved since then is compared with Calendly again, so that no meeting stays missing.',
    requests: sweepRequests,
  };
}
