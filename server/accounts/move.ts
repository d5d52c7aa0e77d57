/** Moves an account to another state and tells of it, in one transaction. */
import type { Change, ChangeType } from '../../sdk/types.ts';
import type { AppendChange } from '../changes/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { toWireId } from '../ids.ts';
import type { Move, Reason } from './state.ts';
import * as store from './store.ts';

const told: Readonly<Record<Move, ChangeType>> = {
  consented: 'account.connected',
  access_ended: 'account.error',
  access_found: 'account.connected',
  disconnected: 'account.disconnected',
};

export interface Mover {
  /** False, and nothing told, when the account's state does not allow the move. */
  move(
    tx: Tx,
    tenantId: string,
    account: Pick<store.AccountRow, 'id' | 'endUserId'>,
    move: Move,
    why: { cause: Change['cause']; reason?: Reason; data?: Record<string, unknown> },
  ): Promise<boolean>;
  tell(
    tx: Tx,
    tenantId: string,
    account: Pick<store.AccountRow, 'id' | 'endUserId'>,
    type: ChangeType,
    why: { cause: Change['cause']; data?: Record<string, unknown> },
  ): void;
}

export function createMover({ clock, append }: { clock: Clock; append: AppendChange }): Mover {
  const mover: Mover = {
    async move(tx, tenantId, account, move, { cause, reason = null, data = {} }) {
      const moved = await store.moveAccount(tx, account.id, move, { reason, at: clock.iso() });
      if (moved) {
        mover.tell(tx, tenantId, account, told[move], { cause, data: reason ? { ...data, reason } : data });
      }
      return moved;
    },
    tell(tx, tenantId, { id, endUserId }, type, { cause, data = {} }) {
      const subject = { kind: 'account', id: toWireId('account', id) } as const;
      append(tx, tenantId, { type, cause, accountId: id, endUserId, subject, data });
    },
  };
  return mover;
}
