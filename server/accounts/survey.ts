/** All accounts at a glance: how many are in which state, and what those that are not well need. */
import type { HealthReason, State } from '../../sdk/types.ts';
import { missingScopes } from '../calendly/index.ts';
import { isoMicros } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { gatherNeeds, type Need, type Trouble } from './needs.ts';
import { describeReason } from './state.ts';
import * as store from './survey-store.ts';
import { disconnectUnfinished, permissionMissing } from './views.ts';

/** A disconnect is done in seconds; one that takes longer is waiting for Calendly. */
const disconnectMs = 60_000;

export interface Survey {
  states: Record<State, number>;
  needs: Need[];
}

export async function surveyAccounts(tx: Tx, now: number): Promise<Survey> {
  const states: Survey['states'] = { connected: 0, error: 0, disconnected: 0, configured: 0 };
  for (const { state, count } of await store.countByState(tx)) states[state] = count;
  const ended = (await store.groupByReason(tx)).map(
    ({ reason, ...group }): Need => ({ ...describeReason(reason)!, ...group, level: 'broken' }),
  );
  return { states, needs: [...ended, ...gatherNeeds(await listTroubles(tx, now))] };
}

async function listTroubles(tx: Tx, now: number): Promise<Trouble[]> {
  const disconnecting = await store.listDisconnecting(tx, isoMicros(now - disconnectMs));
  const unfinished = disconnecting.map(({ id, disconnectingSince }) =>
    troubleOf(id, disconnectUnfinished(disconnectingSince)),
  );
  const lacking = (await store.listLacking(tx)).flatMap(
    ({ id, wanted, granted, connectedAt, personalToken }) => {
      const missing = missingScopes(granted, wanted);
      return missing.length === 0
        ? []
        : [troubleOf(id, permissionMissing(missing, connectedAt, personalToken))];
    },
  );
  return [...unfinished, ...lacking];
}

function troubleOf(accountId: string, reason: HealthReason): Trouble {
  return { ...reason, level: 'attention', accountId };
}
