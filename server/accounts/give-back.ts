/**
 * Gives grants back to Calendly. A personal access token is none: only its owner can end it. Where another account of
 * ours stands on the same application and Calendly user, a grant is handed on to it instead: Calendly may end all of a
 * person's grants with one, and nobody says it does not.
 */
import {
  type Calendly,
  type CalendlyErrorKind,
  isCalendlyError,
  type OAuthClient,
} from '../calendly/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Database } from '../db/index.ts';
import type { Log } from '../log.ts';
import type { Secret } from '../secret.ts';
import type { GivenPair, Pairs } from './pairs.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

/** What may be over when it is tried again. */
const passing: CalendlyErrorKind[] = ['unavailable', 'limited', 'invalid_client'];

export interface GiveBack {
  /**
   * All that an account holds. Tells which pairs that were; giving back again is fine.
   * @throws CalendlyError for what could not be given back yet
   */
  all(tenantId: string, accountId: string): Promise<string[]>;
  /** The same of what it holds through one connection. */
  through(tenantId: string, accountId: string, connectionId: number): Promise<string[]>;
  /** A grant that could not be kept; one that was kept after all is left. @throws CalendlyError as above */
  one(of: { tenantId: string; connectionId: number }, given: GivenPair): Promise<void>;
}

interface Grant {
  tenantId: string;
  connectionId: number;
  userUri: string;
  /** The account that gives it back. */
  accountId: string | null;
  refresh: Secret[];
  /** None where only former refresh tokens are left. */
  access: Secret[];
  /** Its name, while nobody is known to hold it. */
  pairId: string | null;
}

export function createGiveBack(deps: {
  database: Database;
  connections: Connections;
  calendly: Calendly;
  pairs: Pairs;
  log: Log;
}): GiveBack {
  const { database, connections, calendly, pairs, log } = deps;

  /** The client to revoke with; undefined when the grant was handed on or kept, or the connection is gone. */
  function handOn(grant: Grant): Promise<OAuthClient | undefined> {
    const { tenantId, connectionId } = grant;
    return database.tenantTransaction(tenantId, async (tx) => {
      if (grant.pairId && (await tokenStore.holdsPair(tx, grant.pairId))) return undefined;
      const sibling = await store.findSibling(tx, grant);
      if (sibling === undefined) return connections.openClient(tx, tenantId, connectionId);
      const holder = { tenantId, accountId: sibling, connectionId };
      const spare = grant.refresh.map((token) => pairs.sealSpare(holder, token));
      const handedOn = await tokenStore.addSpare(tx, sibling, connectionId, spare);
      return handedOn ? undefined : connections.openClient(tx, tenantId, connectionId);
    });
  }

  async function giveBack(grant: Grant): Promise<void> {
    const client = await handOn(grant);
    if (!client) return;
    const { tenantId, accountId } = grant;
    const whose = accountId === null ? undefined : { tenantId, accountId };
    for (const token of [...grant.refresh, ...grant.access]) {
      try {
        await calendly.oauth.revoke(client, token, whose);
      } catch (error) {
        if (!isCalendlyError(error) || passing.includes(error.kind)) throw error;
        log.warn({ err: error, account: accountId }, 'Calendly would not take a token back');
      }
    }
  }

  async function giveBackHeld(tenantId: string, accountId: string, through?: number): Promise<string[]> {
    const { account, held } = await database.tenantTransaction(tenantId, async (tx) => ({
      account: await store.findAccount(tx, accountId),
      held: await tokenStore.listTokens(tx, accountId),
    }));
    const rows = held.filter(({ connectionId }) => through === undefined || connectionId === through);
    for (const row of rows) {
      const { refreshSealed } = row;
      // What cannot be opened cannot be given back; its grant ends at Calendly by itself.
      if (refreshSealed && pairs.isLost(refreshSealed)) continue;
      const { connectionId } = row;
      const holder = { tenantId, accountId, connectionId };
      const spare = row.spareSealed
        .filter((sealed) => !pairs.isLost(sealed))
        .map((sealed) => pairs.open(holder, 'spare', sealed));
      const refresh = refreshSealed ? [...spare, pairs.open(holder, 'refresh', refreshSealed)] : spare;
      if (refresh.length === 0) continue;
      const access = refreshSealed ? [pairs.open(holder, 'access', row.accessSealed)] : [];
      await giveBack({ ...holder, userUri: account!.calendlyUser!, refresh, access, pairId: null });
    }
    return rows.map(({ pairId }) => pairId);
  }

  return {
    all: giveBackHeld,
    through: giveBackHeld,

    one: ({ tenantId, connectionId }, { ownerUri, refreshToken, accessToken, pairId }) =>
      giveBack({
        tenantId,
        connectionId,
        userUri: ownerUri,
        accountId: null,
        refresh: [refreshToken],
        access: [accessToken],
        pairId,
      }),
  };
}
