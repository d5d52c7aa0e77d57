/**
 * From the token in the address that was posted to to whose it is and the keys that may have signed: one indexed
 * look-up, shared by all who arrive at the same time. What was found is remembered for a while, with its version:
 * whoever enters a delivery by it has the version compared in the same statement.
 */
import type { Clock } from '../clock.ts';
import { createBatch, type Database, isUnavailable } from '../db/index.ts';
import { tokenHash } from '../ids.ts';
import type { CandidateKey, CandidateKeys } from './candidate-keys.ts';
import * as store from './store.ts';
import { isKeyUnknown } from './unknown-key.ts';

export type FoundByToken =
  | {
      kind: 'open';
      tenantId: string;
      accountId: string;
      subscriptionId: string;
      connectionId: number;
      /** In the order to try them. */
      keys: CandidateKey[];
      /** What none of them verifies may be Calendly's all the same. */
      keyUnknown: boolean;
      /** When such a one was counted last. */
      missedAt: string | null;
      /** Not looked up just now: what this was found by, and how it stood. Whoever refuses by it looks anew first. */
      remembered?: Remembered;
    }
  | { kind: 'ended' }
  | undefined;

export interface Remembered {
  tokenHash: Buffer;
  version: string;
}

const most = 256;
const atOnce = 2;
/** So many are remembered, and so long: their keys lie open in memory meanwhile. */
const rememberedAtMost = 10_000;
const rememberedMs = 60_000;

/** `anew`: whatever is remembered. */
export type FindByToken = (token: string, options?: { anew?: boolean }) => Promise<FoundByToken>;

export function createFindByToken(deps: {
  database: Database;
  clock: Clock;
  candidateKeys: CandidateKeys;
}): FindByToken {
  const { database, clock, candidateKeys } = deps;
  /** By the hash of the token, in hex; what was found first goes first. */
  const lately = new Map<string, { found: FoundByToken; until: number }>();

  function remember(name: string, row: store.IntakeRow | undefined, found: FoundByToken): void {
    const now = clock.now();
    lately.delete(name);
    for (const [oldest, { until }] of lately) {
      if (until > now && lately.size < rememberedAtMost) break;
      lately.delete(oldest);
    }
    if (!row || found?.kind !== 'open') return;
    const { tokenHash, version } = row;
    lately.set(name, { found: { ...found, remembered: { tokenHash, version } }, until: now + rememberedMs });
  }

  function present(row: store.IntakeRow | undefined): FoundByToken {
    if (!row) return undefined;
    if (row.state === 'deleting' || row.state === 'deleted') return { kind: 'ended' };
    return {
      kind: 'open',
      tenantId: row.tenantId,
      accountId: row.accountId,
      subscriptionId: row.id,
      connectionId: row.connectionId,
      keys: candidateKeys(row),
      keyUnknown: isKeyUnknown(row),
      missedAt: row.missedAt,
    };
  }

  const lookUp = createBatch<Buffer, FoundByToken>({
    most,
    atOnce,
    hopeless: isUnavailable,
    async work(bearers) {
      const rows = await database.intakeTransaction((tx) => store.listByTokenHash(tx, bearers), {
        bearers,
        single: true,
      });
      const byHash = new Map(rows.map((row) => [row.tokenHash.toString('hex'), row]));
      return bearers.map((bearer) => {
        const name = bearer.toString('hex');
        const row = byHash.get(name);
        const found = present(row);
        remember(name, row, found);
        return found;
      });
    },
  });

  return async (token, { anew = false } = {}) => {
    const bearer = tokenHash(token);
    const known = anew ? undefined : lately.get(bearer.toString('hex'));
    return known && known.until > clock.now() ? known.found : lookUp(bearer);
  };
}
