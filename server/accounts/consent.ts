/**
 * Writes down that a person consented, or that their personal access token was given: whose Calendly account it is from
 * now on, and its tokens.
 */
import type { CalendlyUser } from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import type { Ids } from '../ids.ts';
import type { Attempt, Granted } from './authorize.ts';
import type { Journal } from './journal.ts';
import { moveLinks } from './link-store.ts';
import type { Mover } from './move.ts';
import type { Given, Pairs } from './pairs.ts';
import { isLive } from './state.ts';
import * as store from './store.ts';
import * as tokenStore from './token-store.ts';

export type Consented =
  /**
   * `left`: the connection that the account was live through until now, where that is another one. `replaced`: live
   * accounts of the end user that now have to be disconnected. `changed`: from OAuth to a personal access token while
   * it was live, or back.
   */
  | { ok: true; accountId: string; left: number | null; replaced: string[]; changed: boolean }
  | { ok: false; reason: 'other_calendly_user' | 'account_disconnecting' | 'attempt_unknown' };

export type WriteConsent = (
  tx: Tx,
  attempt: Pick<Attempt, 'tenantId' | 'accountId' | 'connectionId' | 'takenAt'>,
  /** `wanted`: the scopes that were asked for. */
  given: { tokens: Given & Pick<Granted, 'scopes'>; user: CalendlyUser; wanted: readonly string[] },
  /** Whether this person shall replace another who is connected. */
  replaces?: boolean,
) => Promise<Consented>;

export function createWriteConsent(deps: {
  clock: Clock;
  ids: Ids;
  pairs: Pairs;
  mover: Mover;
  journal: Pick<Journal, 'newKey'>;
}): WriteConsent {
  const { clock, ids, pairs, mover, journal } = deps;

  /** The account of this Calendly user: its row of before, the one that waits for consent, or a new one. */
  async function claim(tx: Tx, tenantId: string, connectionId: number, found: Found): Promise<string> {
    if (found.before) {
      if (found.waiting) {
        await moveLinks(tx, found.waiting.id, found.before.id);
        await store.deleteUnclaimed(tx, found.waiting.id);
      }
      return found.before.id;
    }
    if (found.waiting) return found.waiting.id;
    const id = ids.uuid();
    await store.insertAccount(tx, tenantId, {
      id,
      endUserId: found.endUserId,
      connectionId,
      at: clock.iso(),
    });
    return id;
  }

  async function keepTokens(tx: Tx, tenantId: string, accountId: string, connectionId: number, given: Given) {
    const holder = { tenantId, accountId, connectionId };
    const replaced = (await tokenStore.listTokens(tx, accountId, true)).find(
      (row) => row.connectionId === connectionId,
    );
    const spareSealed = replaced ? [...replaced.spareSealed] : [];
    if (replaced?.refreshSealed && !pairs.isLost(replaced.refreshSealed)) {
      const refreshToken = pairs.open(holder, 'refresh', replaced.refreshSealed);
      spareSealed.push(pairs.sealSpare(holder, refreshToken));
    }
    await tokenStore.putPair(tx, tenantId, accountId, connectionId, {
      ...pairs.seal(holder, given),
      spareSealed,
      at: clock.iso(),
    });
  }

  return async (tx, attempt, { tokens, user, wanted }, replaces = false) => {
    const { tenantId, accountId: attempted, connectionId, takenAt } = attempt;
    const found = await look(tx, attempted, user.uri, takenAt);
    if (!found.ok) return found;
    if (found.others.length > 0 && !replaces) return { ok: false, reason: 'other_calendly_user' };
    const accountId = await claim(tx, tenantId, connectionId, found);
    const isPersonal = tokens.expiresAt === null;
    await store.writeConsent(tx, accountId, {
      connectionId,
      calendlyUser: user.uri,
      calendlyOrganization: user.current_organization,
      calendlyName: user.name,
      calendlyEmail: user.email,
      calendlyTimezone: user.timezone,
      schedulingUrl: user.scheduling_url,
      wantedScopes: wanted,
      grantedScopes: tokens.scopes,
      personalToken: isPersonal,
      at: clock.iso(),
    });
    // The attempt may have begun at another account of the end user.
    const key = await store.findJournalKey(tx, accountId);
    const lost = key && pairs.isLost(key) ? key : null;
    await store.ensureJournalKey(tx, accountId, journal.newKey(tenantId, accountId), lost);
    await keepTokens(tx, tenantId, accountId, connectionId, tokens);
    const account = { id: accountId, endUserId: found.endUserId };
    const data = isPersonal ? { authorization: 'personal_access_token' } : {};
    await mover.move(tx, tenantId, account, 'consented', { cause: 'request', data });
    const live = found.before && isLive(found.before.state) ? found.before : undefined;
    const left = live && live.connectionId !== connectionId ? live.connectionId : null;
    const wasPersonal = live?.personalToken ?? isPersonal;
    return { ok: true, accountId, left, replaced: found.others, changed: wasPersonal !== isPersonal };
  };
}

interface Found {
  endUserId: string;
  /** This Calendly user's account of before. */
  before: store.AccountRow | undefined;
  /** The end user's account that nobody consented to yet. */
  waiting: store.AccountRow | undefined;
  /** Other Calendly persons' accounts that are live and stay. */
  others: string[];
}

async function look(
  tx: Tx,
  attempted: string,
  userUri: string,
  takenAt: string,
): Promise<({ ok: true } & Found) | Extract<Consented, { ok: false }>> {
  const account = await store.findAccount(tx, attempted);
  if (!account) return { ok: false, reason: 'attempt_unknown' };
  const all = await store.lockEndUser(tx, account.endUserId);
  const others = all.filter(
    (one) => isLive(one.state) && !one.disconnectingSince && one.calendlyUser !== userUri,
  );
  const before = all.find(({ calendlyUser }) => calendlyUser === userUri);
  // A disconnect that came after the person's consent counts, also when it is over already.
  const ended = before?.state === 'disconnected' && before.stateSince > takenAt;
  if (ended || before?.disconnectingSince) return { ok: false, reason: 'account_disconnecting' };
  const waiting = all.find(({ calendlyUser }) => calendlyUser === null);
  return { ok: true, endUserId: account.endUserId, before, waiting, others: others.map(({ id }) => id) };
}
