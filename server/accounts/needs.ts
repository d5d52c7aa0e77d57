/** What accounts need from a person, gathered by its reason: a hundred with the same trouble are one need. */
import type { HealthReason, Status } from '../../sdk/types.ts';

type Level = Exclude<Status['health']['level'], 'ok'>;

/** One reason why one account is not well. */
export interface Trouble extends HealthReason {
  level: Level;
  accountId: string;
}

export interface Need extends HealthReason {
  level: Level;
  count: number;
  /** Some of them, those that came last first. */
  accountIds: string[];
}

const named = 3;

export function gatherNeeds(troubles: readonly Trouble[]): Need[] {
  const needs = new Map<string, Need>();
  for (const { accountId, ...reason } of troubles.toSorted((one, other) =>
    one.since < other.since ? 1 : -1,
  )) {
    const need = needs.get(reason.code);
    if (!need) {
      needs.set(reason.code, { ...reason, count: 1, accountIds: [accountId] });
      continue;
    }
    need.count++;
    need.since = reason.since;
    if (need.accountIds.length < named) need.accountIds.push(accountId);
  }
  return [...needs.values()];
}

/** The reasons of several accounts' health, as troubles. */
export function troublesOf(healths: Iterable<[accountId: string, health: Status['health']]>): Trouble[] {
  return [...healths].flatMap(([accountId, { level, reasons }]) =>
    level === 'ok' ? [] : reasons.map((reason) => ({ ...reason, level, accountId })),
  );
}
