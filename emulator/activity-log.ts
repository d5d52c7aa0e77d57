/** Who did what in an organization, as its activity log tells it. */
import type { Clock } from './clock.ts';
import type { User } from './entities.ts';
import type { Ids } from './ids.ts';
import type { State } from './state.ts';

export type ActivityLog = ReturnType<typeof createActivityLog>;

export function createActivityLog(deps: { state: State; clock: Clock; ids: Ids }) {
  const { state, clock, ids } = deps;
  return {
    note(actor: User, namespace: string, action: string, details: Record<string, unknown>): void {
      state.logEntries.put({
        id: ids.uuid(),
        organizationId: actor.organizationId,
        occurredAt: clock.iso(),
        namespace,
        action,
        actorId: actor.id,
        details,
      });
    },
  };
}
