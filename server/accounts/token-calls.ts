/**
 * At most eight calls of Calendly's token endpoint in any minute for one (OAuth client, Calendly user), whichever of
 * our tenants, accounts and processes make them: Calendly gives a person no more tokens than that. Introspecting and
 * revoking give none and are not counted. Kept outside the tenant wall, by hash, and only for that minute.
 */
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { tokenHash } from '../ids.ts';

export const callsAMinute = 8;

export interface TokenCalls {
  /** Counts one call that is about to be made; false, and nothing counted, when it must not be made now. */
  take(clientId: string, whose: string): Promise<boolean>;
}

export function createTokenCalls({ database, clock }: { database: Database; clock: Clock }): TokenCalls {
  return {
    take: (clientId, whose) =>
      database.dispatchTransaction(async (tx) => {
        // Newest first. A moment ahead of ours by more counts no more either: a clock may have been set back.
        const taken = await tx.maybe(
          `insert into token_calls as held (key_hash, called_at) values ($1, array[$2::timestamptz])
           on conflict (key_hash) do update set called_at = (excluded.called_at || held.called_at)[1:$3]
           where coalesce(abs(extract(epoch from excluded.called_at[1] - held.called_at[$3])) > 60, true)
           returning true`,
          [tokenHash(`${clientId}\n${whose}`), clock.iso(), callsAMinute],
        );
        // Whoever is being counted at the same moment is not waited for.
        await tx.query(
          `delete from token_calls where key_hash in (
             select key_hash from token_calls where called_at[1] < $1::timestamptz - interval '1 minute'
             for update skip locked)`,
          [clock.iso()],
        );
        return taken !== undefined;
      }),
  };
}
