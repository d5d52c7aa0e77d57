/** A repair in words: pure. */
import type { Repair, RepairPlan, RepairStep } from '../../sdk/index.ts';
import type { MarkName } from '../kit/states.ts';

/** What the step does; `moment`: the same time for the reader. */
export function stepTitle({ verb, target }: RepairStep, moment: (time: string) => string): string {
  if (verb === 'ask_person') return target;
  if (verb === 'create_subscription') return `Create ${target}`;
  if (verb === 'delete_subscription') return `Delete ${target}`;
  return Number.isNaN(Date.parse(target))
    ? `Read ${target} again`
    : `Read the gap since ${moment(target)} again`;
}

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
  const times = today === 0 ? 'not' : today === 1 ? 'once' : `${today} times`;
  return `Within a day a subscription was ${times} made anew; by itself that is done at most ${most} times.`;
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
