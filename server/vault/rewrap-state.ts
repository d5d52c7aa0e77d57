/** Which key seals just now, and how far the values under others have been taken over to it. */
import type { SealingKeys } from '../../sdk/types.ts';
import type { Database } from '../db/index.ts';
import * as store from './key-store.ts';

export type RewrapState = () => Promise<SealingKeys>;

export function createRewrapState({ database }: { database: Database }): RewrapState {
  return async () => {
    const { keys, holders } = await database.dispatchTransaction(async (tx) => ({
      keys: await store.listKeys(tx),
      holders: await store.listHolders(tx),
    }));
    const current = keys.find(({ isCurrent }) => isCurrent);
    const { rewrapBeganAt: beganAt = null, rewrapEndedAt: endedAt = null } = current ?? {};
    return {
      current: current ? { id: current.id, since: current.since } : null,
      others: keys.filter((key) => key !== current && key.retiredAt === null).map(({ id }) => id),
      processes: {
        running: holders.length,
        behind: holders.filter(({ keyIds, sealsWith }) => keyIds[0] !== sealsWith).length,
      },
      rewrap:
        current && beganAt ? { beganAt, endedAt, done: current.rewrapped, left: current.leftOver } : null,
    };
  };
}
