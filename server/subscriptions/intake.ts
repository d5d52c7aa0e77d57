/**
 * From the token in the address that was posted to to whose it is and the keys that may have signed: one indexed
 * look-up, shared by all who arrive at the same time. Nothing is remembered from one to the next.
 */
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
    }
  | { kind: 'ended' }
  | undefined;

const most = 256;
const atOnce = 2;

export type FindByToken = (token: string) => Promise<FoundByToken>;

export function createFindByToken(deps: { database: Database; candidateKeys: CandidateKeys }): FindByToken {
  const { database, candidateKeys } = deps;

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

  return createBatch<string, FoundByToken>({
    most,
    atOnce,
    hopeless: isUnavailable,
    async work(tokens) {
      const bearers = tokens.map(tokenHash);
      const rows = await database.intakeTransaction((tx) => store.listByTokenHash(tx, bearers), {
        bearers,
        single: true,
      });
      const found = new Map(rows.map((row) => [row.tokenHash.toString('hex'), row]));
      return bearers.map((bearer) => present(found.get(bearer.toString('hex'))));
    },
  });
}
