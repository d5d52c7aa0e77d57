/** How many values of the whole installation stand under which key, read a stretch of a table at a time. */
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { KeyRing } from './key-ring.ts';
import * as store from './key-store.ts';
import { countKeys, type Key, nextStretch, type SealedTable, type Stretch } from './sealed-table.ts';

export interface KeyCount {
  /** Empty for what is no sealed value at all. */
  id: string;
  values: number;
  /** The same by table. */
  tables: Record<string, number>;
}

export interface KeyStatus {
  /** Keys that anything stands under, or that a start asks for. */
  keys: (KeyCount & { held: boolean; isCurrent: boolean })[];
  holders: store.Holder[];
}

/** Where sealed values are, and whose. */
export interface SealedPlaces {
  database: Database;
  tables: readonly SealedTable[];
  tenantIds(): Promise<string[]>;
}

/** Every stretch of every table, one after the other. */
export async function eachStretch(
  { database, tables, tenantIds }: SealedPlaces,
  work: (tenantId: string, of: SealedTable, stretch: Stretch) => Promise<void>,
): Promise<void> {
  for (const tenantId of await tenantIds()) {
    for (const of of tables) {
      let after: Key | undefined;
      do {
        const stretch = await database.tenantTransaction(tenantId, (tx) => nextStretch(tx, of, after));
        await work(tenantId, of, stretch);
        after = stretch.upTo;
      } while (after);
    }
  }
}

export async function countAll(places: SealedPlaces): Promise<KeyCount[]> {
  const counts = new Map<string, KeyCount>();
  await eachStretch(places, async (tenantId, of, stretch) => {
    const found = await places.database.tenantTransaction(tenantId, (tx) => countKeys(tx, of, stretch));
    for (const [id, number] of found) {
      const count = counts.get(id) ?? { id, tables: {}, values: 0 };
      counts.set(id, count);
      count.values += number;
      count.tables[of.table] = (count.tables[of.table] ?? 0) + number;
    }
  });
  return [...counts.values()];
}

export async function readKeyStatus(places: SealedPlaces, ring: KeyRing): Promise<KeyStatus> {
  const counts = await countAll(places);
  const { keys, holders } = await places.database.dispatchTransaction(async (tx) => ({
    keys: await store.listKeys(tx),
    holders: await store.listHolders(tx),
  }));
  const asked = keys.filter(({ retiredAt }) => retiredAt === null).map(({ id }) => id);
  const ids = new Set([...asked, ...counts.map(({ id }) => id)]);
  return {
    holders,
    keys: [...ids].map((id) => ({
      ...(counts.find((count) => count.id === id) ?? { id, values: 0, tables: {} }),
      held: ring.find(id) !== undefined,
      isCurrent: keys.some((key) => key.id === id && key.isCurrent),
    })),
  };
}

/**
 * A key that is lost: from now on processes start without it. What it sealed is never opened again.
 * @throws Failure `not_found` when no start asks for it
 */
export async function giveUpKey(database: Database, id: string): Promise<void> {
  await database.dispatchTransaction(async (tx) => {
    await store.lockKeys(tx);
    const known = (await store.listKeys(tx)).some((key) => key.id === id && key.retiredAt === null);
    if (!known) throw new Failure('not_found', { detail: `No start asks for a key “${id}”.` });
    await store.retire(tx, [id]);
  });
}
