/** What would be done about an account's subscription now, without doing it, and how far what was begun has come. */
import type { AccountRow } from '../accounts/index.ts';
import type { Caller } from '../calendly/index.ts';
import { topicsWanted } from '../calendly/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { FindStanding } from './follow.ts';
import type { Verdict } from './judge.ts';
import type { Obstacle } from './register.ts';
import * as store from './store.ts';
import { madePerDay, type Weigh } from './weigh.ts';

type Of = { tenantId: string; account: AccountRow };

export interface Surveyed {
  verdict: Verdict;
  /** How many topics a new one would be for. */
  topics: number;
  /** What would go: ids at Calendly. The present one is among them only when another takes its place. */
  others: string[];
  /** Those of ours that Calendly shows. */
  shown: string[];
  /** The present one at Calendly. */
  present: string | null;
  /** Of other software, or of other accounts of ours. */
  foreign: number;
}

/** How far it has come since then. */
export interface Progress {
  /** One that was made at Calendly since is active. */
  made: boolean;
  /** Earlier ones that are not gone, of ours. */
  earlier: number;
  problem: string | null;
}

export interface Survey {
  /** The obstacle where Calendly does not let us look. Undefined before any was wanted. @throws CalendlyError */
  survey(of: Of, caller: Caller): Promise<Surveyed | Obstacle | undefined>;
  progress(tx: Tx, accountId: string, since: string): Promise<Progress>;
  /** How often it was made anew within a day by itself or by a person, and how often by itself it may be. */
  madeAnew(tx: Tx, account: AccountRow): Promise<{ today: number; most: number }>;
}

export function createSurvey(deps: { database: Database; findStanding: FindStanding; weigh: Weigh }): Survey {
  const { database, findStanding, weigh } = deps;
  return {
    async survey({ tenantId, account }, caller) {
      const rows = await database.tenantTransaction(tenantId, (tx) => store.listOf(tx, account.id));
      if (!rows[0]) return undefined;
      const of = { tenantId, account, rows };
      const found = await findStanding(of, caller);
      if (typeof found === 'string') return found;
      const { verdict, standing, others } = weigh(of, found.own, undefined);
      const topics = topicsWanted(account.grantedScopes).length;
      const shown = found.own.map(({ uuid }) => uuid);
      return { verdict, topics, others, shown, present: standing?.uuid ?? null, foreign: found.others };
    },

    async progress(tx, accountId, since) {
      const [newest, ...earlier] = await store.listOf(tx, accountId);
      return {
        made: newest?.state === 'active' && newest.stateSince >= since,
        earlier: earlier.filter(({ state }) => state !== 'deleted').length,
        // What an earlier look found says nothing of this one.
        problem: newest?.lookedAt && newest.lookedAt >= since ? newest.problem : null,
      };
    },

    async madeAnew(tx, account) {
      const rows = await store.listOf(tx, account.id);
      return { today: weigh.madeAnew({ account, rows }), most: madePerDay };
    },
  };
}
