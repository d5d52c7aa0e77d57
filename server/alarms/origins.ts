/**
 * From where an API key is used, and from where what Calendly sends comes. A network that was never met beside others
 * that were is an alarm. Nobody is kept waiting for it or refused; what could not be noted is noted with the next call.
 */
import { isIP } from 'node:net';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database } from '../db/index.ts';
import type { Principal } from '../http/index.ts';
import type { Log } from '../log.ts';
import type { Raise } from './raise.ts';
import * as store from './store.ts';

export interface Origins {
  /** A program showed its key from this address. */
  noteCaller(principal: Principal, address: string): void;
  /** A delivery of this account, truly signed, came from this address. */
  noteSender(to: { tenantId: string; accountId: string }, address: string): void;
  /** Resolves when all that was begun is written. */
  settled(): Promise<void>;
}

type Whose = Pick<store.AlarmRow, 'accountId' | 'apiKeyId' | 'kind'>;

const hourMs = 3_600_000;
/** Of those met within the hour, so that not every call writes. */
const remembered = 10_000;

export function createOrigins(deps: { database: Database; clock: Clock; raise: Raise; log: Log }): Origins {
  const { database, clock, raise, log } = deps;
  const metAt = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  async function meet(tenantId: string, whose: Whose, address: string): Promise<void> {
    await database.tenantTransaction(tenantId, async (tx) => {
      const since = isoMicros(clock.now());
      const { network, isNew } = await store.meetNetwork(tx, tenantId, whose.apiKeyId, address, since);
      if (isNew) await raise.begin(tx, tenantId, [{ ...whose, since, facts: { network } }]);
    });
  }

  function note(tenantId: string, whose: Whose, told: string): void {
    const address = plain(told);
    if (address === undefined) return;
    const name = `${whose.apiKeyId ?? tenantId} ${address}`;
    const now = clock.now();
    if ((metAt.get(name) ?? 0) > now - hourMs) return;
    if (metAt.size >= remembered) metAt.clear();
    metAt.set(name, now);
    const written = meet(tenantId, whose, address)
      .catch((error) => {
        metAt.delete(name);
        log.warn({ err: error }, 'from where a call came could not be noted');
      })
      .finally(() => writing.delete(written));
    writing.add(written);
  }

  return {
    noteCaller({ tenantId, caller }, address) {
      if (caller.kind !== 'key') return;
      note(tenantId, { accountId: null, apiKeyId: caller.id, kind: 'new_address' }, address);
    },
    noteSender: ({ tenantId, accountId }, address) =>
      note(tenantId, { accountId, apiKeyId: null, kind: 'new_sender' }, address),
    async settled() {
      await Promise.all(writing);
    },
  };
}

/** An IPv4 address that came over an IPv6 socket is an IPv4 address; what a proxy told may be none at all. */
function plain(address: string): string | undefined {
  const bare = address.replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '');
  return isIP(bare) === 0 ? undefined : bare;
}
