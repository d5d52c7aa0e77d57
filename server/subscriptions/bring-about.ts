/**
 * Makes what stands at Calendly what it should be: looks, judges, and goes the few steps between, each of which may be
 * the last before a crash. The new subscription is made before the old one goes.
 */
import { type Calendly, type Caller, isCalendlyError } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { FindStanding, Follow } from './follow.ts';
import type { CloseGap } from './gap.ts';
import type { Intents } from './intents.ts';
import type { Verdict } from './judge.ts';
import type { Leases, Work } from './leases.ts';
import type { OwnStanding } from './look.ts';
import type { Obstacle, Register } from './register.ts';
import * as store from './store.ts';
import type { Tell } from './tell.ts';
import type { Anew, Weigh } from './weigh.ts';

/** `standing`: all is as it should be · otherwise what stands in the way. */
export type BringAbout = (
  work: Work,
  caller: Caller,
  anew: Anew,
) => Promise<'standing' | Obstacle | 'keeps_vanishing'>;

export function createBringAbout(deps: {
  database: Database;
  clock: Clock;
  calendly: Calendly;
  findStanding: FindStanding;
  follow: Follow;
  weigh: Weigh;
  intents: Intents;
  leases: Leases;
  register: Register;
  closeGap: CloseGap;
  tell: Tell;
}): BringAbout {
  const { database, clock, calendly, weigh, intents, leases, register, closeGap, tell } = deps;

  async function see(work: Work, state: 'active' | 'retrying' | 'disabled'): Promise<void> {
    const { id, state: known, problem } = work.rows[0]!;
    if (known === state && problem === null) return;
    await database.tenantTransaction(work.tenantId, async (tx) => {
      const solved = problem !== null && (await store.writeProblem(tx, id, null));
      const moved = await store.writeState(tx, id, state, clock.iso());
      if (solved || moved) tell(tx, work, id, 'updated', { state });
      if (moved && known === 'retrying') await closeGap(tx, work);
    });
  }

  async function replace(work: Work): Promise<void> {
    await database.tenantTransaction(work.tenantId, async (tx) => {
      await intents.write(tx, work.tenantId, work.account, work.rows);
      work.rows = await store.listOf(tx, work.account.id);
    });
  }

  /** Earlier generations, second ones at the same address, and addresses of ours that nobody knows any more. */
  async function removeOthers(work: Work, caller: Caller, others: string[]): Promise<void> {
    const current = work.rows[0]!.id;
    for (const uuid of others) {
      await leases.hold(work);
      await remove(caller, uuid);
    }
    const earlier = work.rows.filter(({ id, state }) => id !== current && state !== 'deleted');
    if (earlier.length === 0) return;
    await database.tenantTransaction(work.tenantId, async (tx) => {
      for (const { id } of earlier) {
        if (await store.writeDeleted(tx, id, clock.iso())) tell(tx, work, id, 'deleted');
      }
    });
  }

  /** Where its maker may not delete it, as in an organization that they left, nobody of ours can. */
  async function remove(caller: Caller, uuid: string): Promise<void> {
    try {
      await calendly.webhookSubscriptions.delete(caller, uuid);
    } catch (error) {
      if (!isCalendlyError(error, 'forbidden')) throw error;
    }
  }

  async function act(work: Work, caller: Caller, verdict: Verdict, anew: Anew, standing?: OwnStanding) {
    switch (verdict.do) {
      case 'nothing':
        await see(work, verdict.state);
        return 'made';
      case 'adopt':
        await register.adopt(work, standing!);
        return 'made';
      case 'replace':
        if (verdict.because === 'disabled') await see(work, 'disabled');
        if (!weigh.mayMake(work, anew)) return 'keeps_vanishing';
        await replace(work);
        return register.create(work, caller);
      case 'create':
        return register.create(work, caller);
    }
  }

  return async (work, caller, anew) => {
    for (let followed = false; ; followed = true) {
      await leases.hold(work);
      const found = await deps.findStanding(work, caller);
      if (typeof found === 'string') return found;
      const { verdict, standing, others } = weigh(work, found.own, anew);
      const acted = await act(work, caller, verdict, anew, standing);
      if (acted === 'not_allowed' && !followed && (await deps.follow(work, caller))) continue;
      if (acted !== 'made') return acted;
      await removeOthers(work, caller, others);
      return 'standing';
    }
  };
}
