/**
 * Where a reader stands in the record. A tenant's cursors carry the number of a change. Numbers count what moved for
 * everybody, so whoever is bound to one end user gets theirs sealed under a key of the tenant, each time anew: neither
 * one nor two of them tell how much moved for others.
 */
import { createSecretKey } from 'node:crypto';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { noCursor } from '../http/index.ts';
import { createVault, type Place } from '../vault/index.ts';

export interface Cursors {
  of(number: number): string;
  /** The number behind a cursor that came in `after`; 0, the beginning, without one. @throws Failure when it is none */
  read(cursor: string | undefined): number;
}

/** Who reads, and how their cursors are written. */
export interface Reader {
  tenantId: string;
  endUserId: string | null;
  cursors: Cursors;
}

export const tenantCursors: Cursors = {
  of: (number) => Buffer.from(`c${number}`).toString('base64url'),
  read(cursor) {
    if (cursor === undefined) return 0;
    const [, number] = /^c(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
    if (number === undefined) throw noCursor('after');
    return Number(number);
  },
};

export async function readerFor(
  database: Database,
  { tenantId, endUserId }: Omit<Reader, 'cursors'>,
): Promise<Reader> {
  if (endUserId === null) return { tenantId, endUserId, cursors: tenantCursors };
  const bytes = await database.tenantTransaction(tenantId, getKey, { endUserId });
  const place = { tenantId, table: 'changes', row: endUserId, column: 'number' };
  return { tenantId, endUserId, cursors: sealedCursors(bytes, place) };
}

/** It is there as soon as anybody could be bound to an end user: each was told of when they came. */
async function getKey(tx: Tx): Promise<Buffer> {
  const { key } = await tx.one<{ key: Buffer }>(
    'select cursor_key as key from change_counters where tenant_id = tenant()',
  );
  return key;
}

/** This key is none of the ring's: a cursor lasts longer than those, and hides a count, not a secret. */
function sealedCursors(bytes: Buffer, place: Place): Cursors {
  const [id, key] = ['cursor', createSecretKey(bytes)];
  const vault = createVault({ current: { id, key }, ids: [id], find: () => key, isLost: () => false });
  return {
    of(number) {
      // Of one length, which would tell of it too.
      const whole = Buffer.alloc(8);
      whole.writeBigUInt64BE(BigInt(number));
      return vault.sealBytes(whole, place).toString('base64url');
    },
    read(cursor) {
      if (cursor === undefined) return 0;
      try {
        return Number(vault.openBytes(Buffer.from(cursor, 'base64url'), place).readBigUInt64BE());
      } catch (error) {
        throw error instanceof Failure ? noCursor('after') : error;
      }
    },
  };
}
