/**
 * New tokens for accounts on a security event: each pair that is older than the rotation is refreshed, which uses it
 * up at Calendly. It goes on wherever it was stopped, since what is left is told by the pairs themselves.
 */
import type { TokenRotation } from '../../sdk/types.ts';
import type { Clock } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { type Ids, toWireId } from '../ids.ts';
import { done, type Enqueue, type Outcome, type Run } from '../jobs/index.ts';
import type { AccessTokens } from './access-token.ts';
import type { Mover } from './move.ts';
import * as rotationStore from './rotation-store.ts';
import * as store from './store.ts';

const atOnce = 10;
/** Calendly may be down, or have given these people as many tokens as it gives in a minute. */
const againMs = 60_000;
const patienceMs = 24 * 3_600_000;

export interface Rotations {
  begin(
    tx: Tx,
    tenantId: string,
    of: { accountId: string | null; connectionId: number | null },
  ): Promise<TokenRotation>;
  find(tx: Tx, id: string): Promise<TokenRotation | undefined>;
  /** Runs the task `accounts.rotate`. */
  run(run: Run<'accounts.rotate'>): Promise<Outcome>;
}

export function createRotations(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  renew: AccessTokens['renew'];
  mover: Mover;
  enqueue: Enqueue;
}): Rotations {
  const { database, clock, ids, renew, mover, enqueue } = deps;

  async function present(tx: Tx, row: rotationStore.RotationRow): Promise<TokenRotation> {
    const { accountId, connectionId, accounts, beganAt, endedAt } = row;
    return {
      id: toWireId('rotation', row.id),
      accountId: accountId && toWireId('account', accountId),
      connectionId,
      accounts,
      left: await rotationStore.countDue(tx, row),
      beganAt,
      endedAt,
    };
  }

  async function rotate(tenantId: string, accountId: string): Promise<void> {
    if (!(await renew(tenantId, accountId))) return;
    await database.tenantTransaction(tenantId, async (tx) => {
      const account = await store.findAccount(tx, accountId);
      if (account?.state !== 'connected') return;
      mover.tell(tx, tenantId, account, 'account.tokens_rotated', { cause: 'request' });
    });
  }

  function next(tenantId: string, rotationId: string, after: string | null) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const row = await rotationStore.findRotation(tx, rotationId);
      if (!row || row.endedAt !== null) return [];
      const some = await rotationStore.listDue(tx, row, after, atOnce);
      if (some.length > 0) return some;
      const left = await rotationStore.countDue(tx, row);
      const patient = clock.now() - Date.parse(row.beganAt) < patienceMs;
      if (left > 0 && patient) {
        const job = { tenantId, key: rotationId, payload: { rotationId }, afterMs: againMs };
        await enqueue(tx, 'accounts.rotate', job);
      } else await rotationStore.endRotation(tx, rotationId, clock.iso());
      return [];
    });
  }

  return {
    async begin(tx, tenantId, of) {
      const id = ids.uuid();
      const scope = { ...of, beganAt: clock.iso() };
      const accounts = await rotationStore.countDue(tx, scope);
      const row = { ...scope, id, accounts, endedAt: null };
      await rotationStore.insertRotation(tx, tenantId, row);
      await enqueue(tx, 'accounts.rotate', { tenantId, key: id, payload: { rotationId: id } });
      return present(tx, row);
    },

    async find(tx, id) {
      const row = await rotationStore.findRotation(tx, id);
      return row && present(tx, row);
    },

    async run({ tenantId, payload: { rotationId, after = null } }) {
      const some = await next(tenantId, rotationId, after);
      const last = some.at(-1);
      if (last === undefined) return done();
      for (const accountId of some) await rotate(tenantId, accountId);
      await database.tenantTransaction(tenantId, (tx) =>
        enqueue(tx, 'accounts.rotate', { tenantId, key: rotationId, payload: { rotationId, after: last } }),
      );
      return done();
    },
  };
}
