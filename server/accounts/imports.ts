/**
 * Accounts that an older integration connected through the same OAuth application. Their refresh tokens are held from
 * the import on and touched by nobody: until it is activated an account is `configured`, and nothing asks Calendly
 * with its tokens. A refresh token works once, so from its first refresh here on only we can renew that access.
 */
import type { Calendly, CalendlyUser, OAuthClient } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import { Secret } from '../secret.ts';
import * as endUserStore from './end-user-store.ts';
import * as importStore from './import-store.ts';
import type { Journal } from './journal.ts';
import type { Mover } from './move.ts';
import type { Pairs } from './pairs.ts';
import { isLive } from './state.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

export interface ImportedAccount {
  userId: string;
  name: string | null;
  email: string | null;
  connectionId: number;
  /** The scopes that the connection asks for. */
  wantedScopes: readonly string[];
  calendlyUser: string;
  organization: string | null;
  /** Undefined: what is sent for it is taken in, and it is connected by hand. */
  refreshToken: Secret | undefined;
}

export type TakenOver =
  | { ok: true; accountId: string; what: 'new' | 'changed' | 'same' | 'connected' }
  | { ok: false; reason: 'erasing' | 'disconnected' | 'other_calendly_user' | 'other_connection' };

/**
 * `good`: nobody used it since. `used_up`: somebody did, or it was revoked; Calendly does not say which. `foreign`:
 * it is of another Calendly user than the row told.
 */
export type Standing =
  | { kind: 'good'; pairId: string; organization: string | undefined }
  | { kind: 'used_up' | 'foreign' | 'key_lost' };

export interface Imports {
  takeOver(tx: Tx, tenantId: string, imported: ImportedAccount): Promise<TakenOver>;
  listDormant: typeof importStore.listDormant;
  /** Those of these accounts whose person Calendly has not told us of yet. */
  listUnsettled: typeof importStore.listUnsettled;
  /** Asks Calendly what the held refresh token is worth, which does not use it up. @throws CalendlyError */
  inspect(tenantId: string, dormant: importStore.Dormant): Promise<Standing>;
  /** From now on it is refreshed here. False when it was activated, connected or imported anew meanwhile. */
  activate(
    tx: Tx,
    tenantId: string,
    accountId: string,
    seen: Extract<Standing, { kind: 'good' }>,
  ): Promise<boolean>;
  /** Who it is, as Calendly says. Resolves to what its consent gave; undefined when it is not connected any more. */
  identify(
    tx: Tx,
    accountId: string,
    user: CalendlyUser,
  ): Promise<{ pairId: string; scopes: string[] } | undefined>;
}

export function createImports(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  connections: Connections;
  calendly: Calendly;
  pairs: Pairs;
  journal: Pick<Journal, 'newKey'>;
  mover: Mover;
}): Imports {
  const { database, clock, ids, connections, calendly, pairs, journal, mover } = deps;

  /** Its access token counts as ended: who asks first refreshes. */
  async function putTokens(
    tx: Tx,
    tenantId: string,
    accountId: string,
    row: ImportedAccount,
  ): Promise<boolean> {
    if (!row.refreshToken) return false;
    const holder = { tenantId, accountId, connectionId: row.connectionId };
    const held = (await tokenStore.listTokens(tx, accountId, true)).find(
      ({ connectionId }) => connectionId === row.connectionId,
    );
    if (held?.refreshSealed && !pairs.isLost(held.refreshSealed)) {
      if (pairs.open(holder, 'refresh', held.refreshSealed).equals(row.refreshToken)) return false;
    }
    const pair = pairs.seal(holder, {
      accessToken: new Secret('none'),
      refreshToken: row.refreshToken,
      ownerUri: row.calendlyUser,
      scopes: [],
      pairId: ids.uuid(),
      expiresAt: clock.iso(),
    });
    await store.ensureJournalKey(tx, accountId, journal.newKey(tenantId, accountId), null);
    await tokenStore.putPair(tx, tenantId, accountId, row.connectionId, {
      ...pair,
      spareSealed: [],
      at: clock.iso(),
    });
    return true;
  }

  async function write(tx: Tx, tenantId: string, accountId: string, row: ImportedAccount): Promise<boolean> {
    await importStore.writeImported(tx, accountId, {
      calendlyUser: row.calendlyUser,
      calendlyOrganization: row.organization,
      wantedScopes: row.wantedScopes,
      at: clock.iso(),
    });
    return putTokens(tx, tenantId, accountId, row);
  }

  async function takeOver(tx: Tx, tenantId: string, row: ImportedAccount): Promise<TakenOver> {
    const at = clock.iso();
    const person = { kind: 'application', userId: row.userId, name: row.name, email: row.email } as const;
    const endUser = await endUserStore.upsertEndUser(tx, tenantId, {
      ...person,
      id: ids.uuid(),
      createdAt: at,
    });
    if (endUser.erasing) return { ok: false, reason: 'erasing' };
    const all = await store.lockEndUser(tx, endUser.id);
    const own = all.find(({ calendlyUser }) => calendlyUser === row.calendlyUser);
    if (own && isLive(own.state)) return { ok: true, accountId: own.id, what: 'connected' };
    if (own?.state === 'disconnected') return { ok: false, reason: 'disconnected' };
    const other = all.some(
      ({ state, calendlyUser }) =>
        state !== 'disconnected' && calendlyUser !== null && calendlyUser !== row.calendlyUser,
    );
    if (other) return { ok: false, reason: 'other_calendly_user' };
    if (own) {
      if (own.connectionId !== row.connectionId) return { ok: false, reason: 'other_connection' };
      const changed = await write(tx, tenantId, own.id, row);
      return { ok: true, accountId: own.id, what: changed ? 'changed' : 'same' };
    }
    const waiting = all.find(({ calendlyUser }) => calendlyUser === null);
    const accountId = waiting?.id ?? ids.uuid();
    const { connectionId } = row;
    if (waiting) await store.setConnection(tx, accountId, connectionId, at);
    else await store.insertAccount(tx, tenantId, { id: accountId, endUserId: endUser.id, connectionId, at });
    await write(tx, tenantId, accountId, row);
    mover.tell(tx, tenantId, { id: accountId, endUserId: endUser.id }, 'account.configured', {
      cause: 'request',
      data: { takenOver: true },
    });
    return { ok: true, accountId, what: 'new' };
  }

  function open(tenantId: string, { accountId, connectionId }: importStore.Dormant) {
    return database.tenantTransaction(tenantId, async (tx) => {
      const client: OAuthClient | undefined = await connections.openClient(tx, tenantId, connectionId);
      const tokens = (await tokenStore.listTokens(tx, accountId)).find(
        (one) => one.connectionId === connectionId,
      );
      return client && tokens && { client, tokens };
    });
  }

  return {
    takeOver,
    listDormant: importStore.listDormant,
    listUnsettled: importStore.listUnsettled,

    async inspect(tenantId, dormant) {
      const found = await open(tenantId, dormant);
      if (!found) return { kind: 'used_up' };
      const { client, tokens } = found;
      if (!tokens.refreshSealed || pairs.isLost(tokens.refreshSealed)) return { kind: 'key_lost' };
      const holder = { tenantId, accountId: dormant.accountId, connectionId: dormant.connectionId };
      const token = pairs.open(holder, 'refresh', tokens.refreshSealed);
      const { active, owner, organization } = await calendly.oauth.introspect(client, token);
      if (!active) return { kind: 'used_up' };
      if (owner !== undefined && owner !== dormant.calendlyUser) return { kind: 'foreign' };
      return { kind: 'good', pairId: tokens.pairId, organization };
    },

    async activate(tx, tenantId, accountId, { pairId, organization }) {
      const account = await store.lockAccount(tx, accountId);
      if (account?.state !== 'configured' || !(await tokenStore.holdsPair(tx, pairId))) return false;
      const of = organization ?? account.calendlyOrganization;
      if (of === null) return false;
      await importStore.writeActivated(tx, accountId, { organization: of, at: clock.iso() });
      return mover.move(tx, tenantId, account, 'consented', { cause: 'request', data: { takenOver: true } });
    },

    async identify(tx, accountId, user) {
      const account = await store.lockAccount(tx, accountId);
      if (!account?.connectedAt) return undefined;
      await importStore.writeProfile(tx, accountId, {
        organization: user.current_organization,
        name: user.name,
        email: user.email,
        timezone: user.timezone,
        schedulingUrl: user.scheduling_url,
        at: clock.iso(),
      });
      const tokens = await tokenStore.listTokens(tx, accountId);
      const held = tokens.find(({ connectionId }) => connectionId === account.connectionId);
      return held && { pairId: held.pairId, scopes: account.grantedScopes };
    },
  };
}
