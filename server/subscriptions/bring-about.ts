/**
 * Makes what stands at Calendly what it should be: looks, judges, and goes the few steps between, each of which may be
 * the last before a crash. The new subscription is made before the old one goes.
 */
import { type Calendly, type Caller, topicsWanted } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { CloseGap } from './gap.ts';
import type { Intents } from './intents.ts';
import { judge, type Verdict } from './judge.ts';
import type { Leases, Work } from './leases.ts';
import type { Look, OwnStanding } from './look.ts';
import type { Obstacle, Register } from './register.ts';
import * as store from './store.ts';
import type { Tell } from './tell.ts';

const dayMs = 86_400_000;
const madePerDay = 3;

/** `standing`: all is as it should be · otherwise what stands in the way. */
export type BringAbout = (work: Work, caller: Caller) => Promise<'standing' | Obstacle | 'keeps_vanishing'>;

export function createBringAbout(deps: {
  database: Database;
  clock: Clock;
  calendly: Calendly;
  look: Look;
  intents: Intents;
  leases: Leases;
  register: Register;
  closeGap: CloseGap;
  tell: Tell;
}): BringAbout {
  const { database, clock, calendly, intents, leases, register, closeGap, tell } = deps;

  async function see(work: Work, state: 'active' | 'retrying' | 'disabled'): Promise<void> {
    const { id, state: known } = work.rows[0]!;
    if (known === state) return;
    await database.tenantTransaction(work.tenantId, async (tx) => {
      if (!(await store.writeState(tx, id, state, clock.iso()))) return;
      tell(tx, work, id, 'updated', { state });
      if (known === 'retrying') await closeGap(tx, work);
    });
  }

  function madeToday({ account, rows }: Work): number {
    const since = isoMicros(Math.max(clock.now() - dayMs, Date.parse(account.connectedAt ?? '')));
    return rows.filter(({ createdAt }) => createdAt >= since).length;
  }

  async function replace(work: Work): Promise<void> {
    await database.tenantTransaction(work.tenantId, async (tx) => {
      await intents.write(tx, work.tenantId, work.account, work.rows);
      work.rows = await store.listOf(tx, work.account.id);
    });
  }

  /** Earlier generations, second ones at the same address, and addresses of ours that nobody knows any more. */
  async function removeOthers(work: Work, caller: Caller, others: OwnStanding[]): Promise<void> {
    const current = work.rows[0]!.id;
    for (const { uuid } of others) {
      await leases.hold(work);
      await calendly.webhookSubscriptions.delete(caller, uuid);
    }
    const earlier = work.rows.filter(({ id, state }) => id !== current && state !== 'deleted');
    if (earlier.length === 0) return;
    await database.tenantTransaction(work.tenantId, async (tx) => {
      for (const { id } of earlier) {
        if (await store.writeDeleted(tx, id, clock.iso())) tell(tx, work, id, 'deleted');
      }
    });
  }

  async function act(work: Work, caller: Caller, verdict: Verdict, standing: OwnStanding | undefined) {
    switch (verdict.do) {
      case 'nothing':
        await see(work, verdict.state);
        return 'made';
      case 'adopt':
        await register.adopt(work, standing!);
        return 'made';
      case 'replace':
        if (verdict.because === 'disabled') await see(work, 'disabled');
        if (madeToday(work) > madePerDay) return 'keeps_vanishing';
        await replace(work);
        return register.create(work, caller);
      case 'create':
        return register.create(work, caller);
    }
  }

  return async (work, caller) => {
    await leases.hold(work);
    const found = await deps.look(caller, work, work.rows);
    const current = work.rows[0]!;
    const ofCurrent = found.filter(({ row }) => row?.id === current.id);
    const standing = ofCurrent.find(({ uuid }) => uuid === current.calendlyUuid) ?? ofCurrent[0];
    const { grantedScopes, connectionId, connectedAt } = work.account;
    const wanted = { topics: topicsWanted(grantedScopes), connectionId, connectedAt: connectedAt ?? '' };
    const verdict = judge({ ...current, lost: intents.isLost(current) }, standing, wanted);
    const acted = await act(work, caller, verdict, standing);
    if (acted !== 'made') return acted;
    const kept = verdict.do === 'replace' ? undefined : standing;
    await removeOthers(
      work,
      caller,
      found.filter((one) => one !== kept),
    );
    return 'standing';
  };
}
