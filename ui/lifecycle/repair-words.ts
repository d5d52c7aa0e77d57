/** A repair in words: pure. */
import type { Repair, RepairPlan, RepairStep, RepairVerb } from '../../sdk/index.ts';
import type { MarkName } from '../kit/states.ts';

export const verbs: Record<RepairVerb, string> = {
  ask_person: 'People must',
  create_subscription: 'Create',
  delete_subscription: 'Delete',
  read_gap: 'Read the gap again',
};

export const stepMarks: Record<Repair['steps'][number]['state'], MarkName> = {
  waiting: 'configured',
  running: 'working',
  done: 'passed',
  failed: 'failed',
};

/** `2 requests to Calendly`. */
export function costOf(requests: number): string {
  if (requests === 0) return 'no request to Calendly';
  return requests === 1 ? '1 request to Calendly' : `about ${requests} requests to Calendly`;
}

/** How often it was mended without anybody asking. */
export function byItselfWords({ today, most }: RepairPlan['byItself']): string {
  return `Made anew within a day: ${today}. By itself at most ${most} times.`;
}

export function foundWords(found: number): string {
  if (found === 0) return 'No meeting was missing.';
  return found === 1
    ? '1 meeting found that no delivery brought.'
    : `${found} meetings found that no delivery brought.`;
}

/** Steps that another plan for the same account does not have. */
export function newIn(steps: readonly RepairStep[], before: readonly RepairStep[] | undefined): Set<string> {
  const known = new Set(before?.map(({ key }) => key));
  return new Set(before ? steps.map(({ key }) => key).filter((key) => !known.has(key)) : []);
}

/** Those that the plan before had and this one has not. */
export function goneFrom(
  steps: readonly RepairStep[],
  before: readonly RepairStep[] | undefined,
): RepairStep[] {
  return (before ?? []).filter(({ key }) => !steps.some((step) => step.key === key));
}
