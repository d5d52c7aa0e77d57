/** Asks Calendly about what a stale delivery names: its answer has the effect, and where there is none to be had the delivery is parked. */
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Outcome, Run } from '../jobs/index.ts';
import type { Meetings } from '../meetings/index.ts';
import * as store from './store.ts';

/** Runs the task `deliveries.confirm`. */
export type Confirm = (run: Run<'deliveries.confirm'>) => Promise<Outcome>;

export function createConfirm(deps: {
  database: Database;
  clock: Clock;
  meetings: Pick<Meetings, 'look'>;
  nudgePages(tx: Tx): Promise<void>;
}): Confirm {
  const { database, clock, meetings } = deps;
  return async ({ tenantId, payload: { accountId, deliveryId: id, eventUuid } }) => {
    const outcome = await meetings.look(
      { tenantId, accountId, eventUuid, cause: 'delivery' },
      async (tx, applied) => {
        const { meetingId, told } = applied ?? {};
        const outcome = applied?.learnt ? 'applied' : 'no_change';
        await store.writeMarks(tx, [{ accountId, id, outcome, meetingId, told }], clock.iso());
        await deps.nudgePages(tx);
      },
    );
    if (outcome.kind === 'give_up') {
      const mark = { accountId, id, outcome: 'parked', reason: outcome.reason } as const;
      await database.tenantTransaction(tenantId, (tx) => store.writeMarks(tx, [mark], clock.iso()));
    }
    return outcome;
  };
}
