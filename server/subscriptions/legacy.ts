/**
 * Subscriptions that an older integration made, at the one address that all of them share. A delivery there names its
 * subscription's creator; only keys that were registered for that person are tried. At most eight: whoever may
 * register must not be able to make every delivery cost more.
 */
import type { Clock } from '../clock.ts';
import { createBatch, type Database, isUnavailable, type Tx } from '../db/index.ts';
import { type Ids, tokenHash } from '../ids.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import type { CandidateKey } from './candidate-keys.ts';
import * as store from './legacy-store.ts';

/** So many keys are tried for a delivery. */
export const mostLegacyKeys = 8;
const mostAtOnce = 256;
/** Whether it may go; a delivery that says so brings that forward. */
const firstLookMs = 6 * 3_600_000;
const atOnce = 2;

export interface LegacyCandidate {
  tenantId: string;
  subscriptionId: string;
  scope: 'user' | 'organization';
  /** Whose it is at user scope. */
  accountId: string | null;
  keys: CandidateKey[];
}

export type FoundByCreator =
  | { kind: 'open'; candidates: LegacyCandidate[] }
  | { kind: 'ended' }
  | { kind: 'too_many' }
  | undefined;

export interface NewLegacy {
  connectionId: number;
  scope: 'user' | 'organization';
  /** URI of the Calendly user whose token made it, and the id in it. */
  creator: string;
  creatorId: string;
  accountId: string | null;
  organization: string | null;
  calendlyUuid: string;
  callbackUrl: string;
  key: Secret;
}

export interface Legacy {
  /** By the id of the Calendly user whose token made the subscription. */
  findByCreator(creatorId: string): Promise<FoundByCreator>;
  /** For one of organization scope: notes whom it told of, and resolves to those of them whose accounts are here. */
  serve(tx: Tx, subscriptionId: string, hosts: readonly string[]): Promise<string[]>;
  /** `other`: it is registered already, as another one. `too_many`: its creator has as many as are tried. */
  registerLegacy(
    tx: Tx,
    tenantId: string,
    wanted: NewLegacy,
  ): Promise<'new' | 'changed' | 'same' | 'gone' | 'other' | 'too_many'>;
}

export function createLegacy(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  enqueue: Enqueue;
}): Legacy {
  const { database, clock, ids, vault, enqueue } = deps;

  const place = (tenantId: string, row: string) => ({
    tenantId,
    table: 'legacy_subscriptions',
    row,
    column: 'key',
  });

  function keysOf({ tenantId, id, keySealed }: store.LegacyIntakeRow): CandidateKey[] {
    if (!keySealed || vault.isLost(keySealed)) return [];
    return [{ name: 'own', key: vault.open(keySealed, place(tenantId, id)) }];
  }

  function present(rows: store.LegacyIntakeRow[]): FoundByCreator {
    if (rows.length === 0) return undefined;
    const open = rows.filter(({ state }) => state === 'open');
    if (open.length === 0) return { kind: 'ended' };
    if (open.length > mostLegacyKeys) return { kind: 'too_many' };
    return {
      kind: 'open',
      candidates: open.map((row) => ({ ...row, subscriptionId: row.id, keys: keysOf(row) })),
    };
  }

  const findByCreator = createBatch<string, FoundByCreator>({
    most: mostAtOnce,
    atOnce,
    hopeless: isUnavailable,
    async work(creatorIds) {
      const bearers = creatorIds.map(tokenHash);
      const rows = await database.intakeTransaction(
        (tx) =>
          store.listByCreator(
            tx,
            [...new Map(bearers.map((one) => [hex(one), one])).values()],
            mostLegacyKeys + 1,
          ),
        { bearers, single: true },
      );
      const found = Map.groupBy(rows, ({ creatorHash }) => hex(creatorHash));
      return bearers.map((bearer) => present(found.get(hex(bearer)) ?? []));
    },
  });

  async function change(tx: Tx, known: store.LegacyRow, wanted: NewLegacy) {
    if (known.state !== 'open') return 'gone';
    const same = known.scope === wanted.scope && known.creator === wanted.creator;
    if (!same || known.accountId !== wanted.accountId) return 'other';
    const { tenantId, id, keySealed } = known;
    const held =
      keySealed && !vault.isLost(keySealed) ? vault.open(keySealed, place(tenantId, id)) : undefined;
    if (held?.equals(wanted.key)) return 'same';
    await store.writeLegacyKey(tx, id, vault.seal(wanted.key, place(tenantId, id)));
    return 'changed';
  }

  return {
    findByCreator,

    async serve(tx, subscriptionId, hosts) {
      await store.noteHosts(tx, subscriptionId, hosts, clock.iso());
      return store.listServed(tx, hosts);
    },

    async registerLegacy(tx, tenantId, wanted) {
      const known = await store.lockLegacy(tx, wanted.calendlyUuid);
      if (known) return change(tx, known, wanted);
      const id = ids.uuid();
      const creatorHash = tokenHash(wanted.creatorId);
      if ((await store.countOpenOf(tx, creatorHash)) >= mostLegacyKeys) return 'too_many';
      const { key, creatorId: _, ...facts } = wanted;
      const keySealed = vault.seal(key, place(tenantId, id));
      await store.insertLegacy(tx, {
        ...facts,
        tenantId,
        id,
        creatorHash,
        keySealed,
        createdAt: clock.iso(),
      });
      const payload = { legacyId: id };
      await enqueue(tx, 'subscriptions.retire', { tenantId, key: id, payload, afterMs: firstLookMs });
      return 'new';
    },
  };
}

const hex = (bytes: Buffer) => bytes.toString('hex');
