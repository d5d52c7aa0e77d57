/**
 * API keys: what programs show instead of a session. A key is 256 random bits of which the database holds the hash
 * alone, so finding it tells nothing by its time. It is read with every request: a revoked one is refused at once.
 */
import type { ApiKey, ApiScope, CreatedApiKey, NewApiKey } from '../../sdk/types.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { mintPrincipal, type Principal } from '../http/index.ts';
import { type Ids, tokenHash, toWireId } from '../ids.ts';
import * as store from './key-store.ts';

/** Known to secret scanners by this shape. */
const prefix = 'swk_';
const shape = /^Bearer (swk_[\w-]{43})$/i;
const shownLength = 12;
const touchMs = 60_000;

/** What a key that is bound to one end user may be for: reading what is theirs. */
export const endUserScopes: readonly ApiScope[] = ['meetings:read', 'accounts:read', 'changes:read'];

export interface ApiKeys {
  create(
    tx: Tx,
    tenantId: string,
    wanted: NewApiKey,
  ): Promise<{ ok: true; key: CreatedApiKey } | { ok: false; reason: 'unknown_end_user' }>;
  /** Newest first. */
  list(tx: Tx, before: string | undefined, limit: number): Promise<ApiKey[]>;
  find(tx: Tx, id: string): Promise<ApiKey | undefined>;
  /** Undefined when there is none. */
  rename(tx: Tx, id: string, name: string): Promise<ApiKey | undefined>;
  /** False when there is none. */
  revoke(tx: Tx, id: string): Promise<boolean>;
  /** Whoever sent this `Authorization`. @throws Failure `api_key_unknown` */
  authenticate(authorization: string): Promise<Principal>;
}

export function createApiKeys(deps: { database: Database; clock: Clock; ids: Ids }): ApiKeys {
  const { database, clock, ids } = deps;

  async function findShown(key: string): Promise<store.ShownKey | undefined> {
    const hash = tokenHash(key);
    const before = clock.now() - touchMs;
    return database.bearerTransaction(hash, async (tx) => {
      const row = await store.findShown(tx, hash);
      if (row && (row.lastUsedAt === null || Date.parse(row.lastUsedAt) < before)) {
        await store.touchKey(tx, hash, clock.iso(), isoMicros(before));
      }
      return row;
    });
  }

  return {
    async create(tx, tenantId, { name, scopes, userId }) {
      const endUser = userId === undefined ? undefined : await store.findEndUser(tx, userId);
      if (userId !== undefined && !endUser) return { ok: false, reason: 'unknown_end_user' };
      const id = ids.uuid();
      const key = `${prefix}${ids.secret()}`;
      await store.insertKey(tx, {
        tenantId,
        id,
        tokenHash: tokenHash(key),
        name,
        begins: key.slice(0, shownLength),
        scopes,
        endUserId: endUser?.id ?? null,
        createdAt: clock.iso(),
      });
      return { ok: true, key: { ...present((await store.findKey(tx, id))!), key } };
    },

    list: async (tx, before, limit) => (await store.listKeys(tx, before, limit)).map(present),

    async find(tx, id) {
      const row = await store.findKey(tx, id);
      return row && present(row);
    },

    async rename(tx, id, name) {
      await store.renameKey(tx, id, name);
      const row = await store.findKey(tx, id);
      return row && present(row);
    },

    revoke: (tx, id) => store.deleteKey(tx, id),

    async authenticate(authorization) {
      const [, key] = shape.exec(authorization) ?? [];
      const row = key && (await findShown(key));
      if (!row) throw new Failure('api_key_unknown');
      const { tenantId, id, name, scopes, endUserId } = row;
      return mintPrincipal({
        tenantId,
        caller: { kind: 'key', id, name, scopes },
        endUserId,
        expiresAt: null,
      });
    },
  };
}

function present(row: store.KeyRow): ApiKey {
  return { ...row, id: toWireId('apiKey', row.id) };
}
