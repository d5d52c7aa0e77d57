/** How well everybody's meetings agree with Calendly, and what sweeps have to say of it. */
import type { Coverage } from '../../sdk/types.ts';
import { gatherNeeds, type Need, troublesOf } from '../accounts/index.ts';
import type { Tx } from '../db/index.ts';
import { reasonsOf } from './freshness.ts';
import * as store from './store.ts';

export async function surveySweeps(tx: Tx): Promise<{ coverage: Coverage; needs: Need[] }> {
  const coverage = await store.findCoverage(tx);
  const rows = await store.listTelling(tx);
  const needs = gatherNeeds(
    troublesOf(rows.map((row) => [row.accountId, { level: 'attention', reasons: reasonsOf(row) }])),
  );
  return { coverage, needs };
}
