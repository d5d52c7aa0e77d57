/** Commits what was verified, many deliveries at a time, before anybody is told that it arrived. */
import { createBatch, type Database, type Enter, isUnavailable } from '../db/index.ts';
import type { Dispatch } from './dispatch.ts';
import * as store from './store.ts';

const most = 256;
/** A statement is written out several times over before it is sent; many long bodies in one would fill our memory. */
const heaviest = 4 * 1024 * 1024;
const atOnce = 2;

/** Resolves when it is committed; to false when it was not taken, because what it was verified by is outdated. */
export type EnterDelivery = Enter<store.Received, boolean>;

export function createEnter(deps: {
  database: Database;
  dispatch: Pick<Dispatch, 'arrived'>;
}): EnterDelivery {
  const { database, dispatch } = deps;
  return createBatch<store.Received, boolean>({
    most,
    heaviest,
    weightOf: ({ body }) => body.length,
    atOnce,
    hopeless: isUnavailable,
    async work(rows) {
      const hashes = rows.flatMap(({ remembered }) => remembered?.tokenHash ?? []);
      const taken = await database.intakeTransaction((tx) => store.insertAll(tx, rows), {
        bearers: hashes,
        single: true,
      });
      dispatch.arrived(rows.filter((_, index) => taken[index]));
      return taken;
    },
  });
}
