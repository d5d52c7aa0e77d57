/** How the last sweep of an account went, for who waits for one. */
import type { Tx } from '../db/index.ts';
import * as store from './store.ts';

export interface Swept {
  asOf: string | null;
  ended: string | null;
  requests: number;
  problem: store.Problem | null;
  /** Meetings that sweeps moved within the days that are remembered. */
  found: number;
}

const never: Swept = { asOf: null, ended: null, requests: 2, problem: null, found: 0 };

export async function findSweep(tx: Tx, accountId: string): Promise<Swept> {
  const [row] = await store.listSweeps(tx, [accountId]);
  if (!row) return never;
  const { asOf, ended, requests, problem } = row;
  const found = Object.values(row.found).reduce((sum, count) => sum + count, 0);
  return { asOf, ended, requests: requests ?? never.requests, problem, found };
}
