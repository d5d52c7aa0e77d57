/** How a disconnect begins and ends for an account: from when on nobody gets its tokens, and when they are gone. */
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import * as begunStore from './begun-store.ts';
import * as linkStore from './link-store.ts';
import type { Mover } from './move.ts';
import { isLive } from './state.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

export interface Disconnects {
  /** From now on nobody gets a token for it but the disconnect itself. False when it is not connected. */
  beginDisconnect(tx: Tx, tenantId: string, accountId: string): Promise<boolean>;
  /**
   * Wipes its secrets. `leftBehind`: subscriptions that no token could delete. False when a refresh brought tokens
   * meanwhile that are not among those given back; `whatever` wipes those too. `copied`: they are another
   * installation's, and everything stays at Calendly as it is.
   */
  completeDisconnect(
    tx: Tx,
    tenantId: string,
    accountId: string,
    outcome: { givenBack: string[] | 'whatever'; leftBehind: string[]; copied?: true },
  ): Promise<boolean>;
}

export function createDisconnects({ clock, mover }: { clock: Clock; mover: Mover }): Disconnects {
  return {
    async beginDisconnect(tx, tenantId, id) {
      const account = await store.lockAccount(tx, id);
      if (!account || !isLive(account.state)) return false;
      if (account.disconnectingSince) return true;
      await store.writeDisconnecting(tx, id, clock.iso());
      await begunStore.deleteAttempts(tx, id, null);
      await linkStore.deleteInvitations(tx, id);
      mover.tell(tx, tenantId, account, 'account.disconnecting', { cause: 'request' });
      return true;
    },

    async completeDisconnect(tx, tenantId, id, { givenBack, leftBehind, copied }) {
      const account = await store.lockAccount(tx, id);
      if (!account) return true;
      const held = await tokenStore.listTokens(tx, id);
      if (givenBack !== 'whatever' && held.some(({ pairId }) => !givenBack.includes(pairId))) return false;
      const isTokenLeft = account.personalToken && account.state === 'connected' && !copied;
      await tokenStore.deleteTokens(tx, id);
      await store.writeDisconnected(tx, id, leftBehind);
      await mover.move(tx, tenantId, account, 'disconnected', {
        cause: 'request',
        ...(leftBehind.length > 0 ? { reason: 'left_at_calendly', data: { leftBehind } } : {}),
        ...(copied ? { reason: 'copied' } : {}),
        ...(isTokenLeft && leftBehind.length === 0
          ? { data: { authorization: 'personal_access_token' } }
          : {}),
      });
      return true;
    },
  };
}
