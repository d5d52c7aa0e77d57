/**
 * Posts to an account's own address the way Calendly does, from outside in, with a header that keeps it from having
 * any effect. That address is known to this installation and to Calendly alone, so only we can answer it.
 */
import type { AccountRow } from '../accounts/index.ts';
import type { Database } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Intents } from './intents.ts';
import * as store from './store.ts';

/** With a word that the answer repeats. Who has it at an address of ours is told so, and nothing is received. */
export const roundTripHeader = 'slotwire-round-trip';

export type RoundTrip =
  | { ok: true }
  /** `status`: somebody answered, who is not us · `error`: nobody did, for this reason of the network's. */
  | { ok: false; status: number | null; error: string | null };

/** As long as Calendly waits for a connection. */
const patienceMs = 10_000;
const answerAtMost = 200;

/** Undefined where the account has no address. */
export type TryRoundTrip = (of: { tenantId: string; account: AccountRow }) => Promise<RoundTrip | undefined>;

export function createRoundTrip(deps: { database: Database; ids: Ids; intents: Intents }): TryRoundTrip {
  const { database, ids, intents } = deps;
  return async ({ tenantId, account }) => {
    const [row] = await database.tenantTransaction(tenantId, (tx) => store.listOf(tx, account.id));
    if (!row || row.state === 'deleted' || row.urlSealed === null || intents.isLost(row)) return undefined;
    const word = ids.secret();
    try {
      const answer = await fetch(intents.openUrl(row).reveal(), {
        method: 'POST',
        headers: { [roundTripHeader]: word, 'content-type': 'application/json' },
        body: '{}',
        // Calendly follows none, and counts one as a failure.
        redirect: 'manual',
        signal: AbortSignal.timeout(patienceMs),
      });
      const said = await beginningOf(answer);
      if (answer.status === 200 && said === word) return { ok: true };
      return { ok: false, status: answer.status, error: null };
    } catch (error) {
      return { ok: false, status: null, error: reasonOf(error) };
    }
  };
}

/** Whoever answers may never come to an end. */
async function beginningOf(answer: Response): Promise<string> {
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('latin1');
    if (text.length > answerAtMost) break;
  }
  return text;
}

/** `ENOTFOUND`, `CERT_HAS_EXPIRED`, `TimeoutError`: a word to look up, never the address. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : name;
}
