/** Commits what was verified, many deliveries at a time, before anybody is told that it arrived. */
import { createBatch, type Database, type Enter, isUnavailable } from '../db/index.ts';
import type { Dispatch } from './dispatch.ts';
import * as store from './store.ts';

const most = 256;
/** A statement is written out several times over before it is sent; many long bodies in one would fill our memory. */
const heaviest = 4 * 1024 * 1024;
const atOnce = 2;

/** Resolves when it is committed. */
export type EnterDelivery = Enter<store.Received, void>;

export function createEnter(deps: {
  database: Database;
  dispatch: Pick<Dispatch, 'arrived'>;
}): EnterDelivery {
  const { database, dispatch } = deps;
  return createBatch<store.Received, void>({
    most,
    heaviest,
    weightOf: ({ body }) => body.length,
    atOnce,
    hopeless: isUnavailable,
    async work(rows) {
      await database.intakeTransaction((tx) => store.insertAll(tx, rows), { single: true });
      dispatch.arrived(rows);
      return rows.map(() => undefined);
    },
  });
}
