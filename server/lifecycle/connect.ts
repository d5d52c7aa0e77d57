/**
 * A connect, told from top to bottom: an attempt is begun and the person sent to Calendly; on their return it is used
 * up, the code exchanged, the person asked for, and all of it written at once. What was given and cannot be kept is
 * given back.
 */
import type { AuthorizationStart } from '../../sdk/types.ts';
import {
  type AccountRow,
  type Accounts,
  type Attempt,
  type Granted,
  linkIn,
  neededScopes,
  sessionMinutes,
} from '../accounts/index.ts';
import {
  type Calendly,
  type CalendlyUser,
  isCalendlyError,
  missingScopes,
  type OAuthClient,
} from '../calendly/index.ts';
import type { ConnectionRow, Connections } from '../connections/index.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure, type FailureCode } from '../errors.ts';
import { toFailure } from '../http/index.ts';
import type { Enqueue } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import { listReturnAddresses } from '../tenants/index.ts';
import { clientAgainMs } from './check-client.ts';
import type { FollowConsent, Written } from './follow-consent.ts';
import { originOf } from './return-to.ts';

/** What Calendly sent the browser back with. */
export interface Callback {
  state?: string;
  code?: string;
  error?: string;
}

/** Where a connect that began with a link ends, unless the link says where. */
export const ownEnd = '/connect/done';

type Given = Pick<Granted, 'pairId' | 'scopes'> & Partial<Pick<Granted, 'acceptedSecret'>>;

export interface Switched {
  accountId: string;
  given: { tokens: Given; user: CalendlyUser };
}

/** `page`: of the link that it began with, where that is where it ends. */
export type Completed = { returnTo: string; page?: string } & (
  | { ok: true; accountId: string }
  | { ok: false; reason: FailureCode }
);

export interface Connect {
  /** `browser` is the secret of the cookie that names the browser, `link` the token of a link that this browser took. */
  begin(
    tx: Tx,
    tenantId: string,
    accountId: string,
    from: { browser: string; returnTo: string; link?: string },
  ): Promise<AuthorizationStart>;
  complete(callback: Callback, browser: string | undefined): Promise<Completed>;
  /** The end user says that the other person shall take the place of the one before. Undefined when it is too late. */
  switchOver(tx: Tx, tenantId: string, link: string): Promise<Switched | undefined>;
  /** After that was committed. */
  noteSwitched(tenantId: string, switched: Switched): Promise<void>;
  /** The connection that the account's next consent goes through; undefined when that is deleted. */
  through(tx: Tx, account: AccountRow): Promise<ConnectionRow | undefined>;
}

export function createConnect(deps: {
  database: Database;
  connections: Connections;
  accounts: Accounts;
  followConsent: FollowConsent;
  calendly: Calendly;
  enqueue: Enqueue;
  log: Log;
}): Connect {
  const { database, connections, accounts, followConsent, calendly, enqueue, log } = deps;

  function openClient({ tenantId, connectionId }: Attempt): Promise<OAuthClient & { scopes: string[] }> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const client = await connections.openClient(tx, tenantId, connectionId);
      const connection = await connections.find(tx, connectionId);
      if (!client || !connection) throw new Failure('attempt_unknown');
      return { ...client, scopes: connection.scopes };
    });
  }

  async function exchange(attempt: Attempt, client: OAuthClient, code: string): Promise<Granted> {
    try {
      return await accounts.authorize.exchange(attempt, client, code);
    } catch (error) {
      if (isCalendlyError(error, 'invalid_client')) {
        const { tenantId, connectionId } = attempt;
        await database.tenantTransaction(tenantId, (tx) =>
          connections.noteRefused(tx, tenantId, connectionId),
        );
      }
      throw named(error);
    }
  }

  async function identify(
    { tenantId, accountId }: Attempt,
    { clientId, scopes }: OAuthClient & { scopes: string[] },
    tokens: Granted,
  ): Promise<CalendlyUser> {
    if (missingScopes(tokens.scopes, neededScopes(scopes)).length > 0) throw new Failure('scope_missing');
    const { accessToken, ownerUri: userUri } = tokens;
    try {
      return await calendly.currentUser({
        accessToken,
        clientId,
        userUri,
        tenantId,
        accountId,
        purpose: 'live',
      });
    } catch (error) {
      throw named(error);
    }
  }

  /** Written down; or, where another person is connected, held until they have been asked, by the link of this token. */
  function keep(
    attempt: Attempt,
    { tokens, user, wanted }: { tokens: Granted; user: CalendlyUser; wanted: string[] },
    browser: string,
  ): Promise<{ accountId: string } | { link: string }> {
    const { tenantId } = attempt;
    return database.tenantTransaction(tenantId, async (tx) => {
      const consented = await accounts.consent(tx, attempt, { tokens, user, wanted });
      if (consented.ok) return written(tx, attempt, tokens, consented);
      if (consented.reason !== 'other_calendly_user') throw new Failure(consented.reason);
      const link = attempt.link ?? (await makeLink(tx, attempt, browser));
      await accounts.held.keep(tx, link, attempt, { tokens, user, wanted });
      return { link };
    });
  }

  /** For who began without one: the question needs a page. */
  async function makeLink(
    tx: Tx,
    { tenantId, accountId, returnTo }: Attempt,
    browser: string,
  ): Promise<string> {
    const of = { accountId, purpose: 'connect', origin: null, returnTo, language: null } as const;
    const { token } = await accounts.links.create(tx, tenantId, { ...of, minutes: sessionMinutes });
    await accounts.links.take(tx, token, browser);
    return token;
  }

  async function written(
    tx: Tx,
    attempt: Pick<Attempt, 'tenantId' | 'connectionId' | 'link'>,
    tokens: Given,
    consented: Written,
  ): Promise<{ accountId: string }> {
    const { tenantId, connectionId } = attempt;
    const { accountId } = consented;
    if (attempt.link !== undefined) await accounts.links.settle(tx, attempt.link, 'connected', accountId);
    await connections.noteAccepted(tx, tenantId, connectionId, tokens.acceptedSecret);
    await enqueue(tx, 'lifecycle.checkClient', {
      tenantId,
      key: String(connectionId),
      payload: { connectionId },
      afterMs: clientAgainMs,
      onlySooner: true,
    });
    await followConsent(tx, tenantId, consented);
    return { accountId };
  }

  async function giveBack(attempt: Attempt, tokens: Granted): Promise<void> {
    try {
      await accounts.giveBack.one(attempt, tokens);
      await accounts.settleGrant(tokens.pairId);
    } catch (error) {
      log.error({ err: error }, 'a grant that could not be kept could not be given back either');
    }
  }

  async function follow(
    attempt: Attempt,
    callback: Callback,
    browser: string,
  ): Promise<{ accountId: string } | { link: string }> {
    if (callback.error === 'access_denied') throw new Failure('consent_declined');
    if (callback.code === undefined) throw new Failure('calendly_refused_authorization');
    const client = await openClient(attempt);
    const tokens = await exchange(attempt, client, callback.code);
    try {
      const user = await identify(attempt, client, tokens);
      const kept = await keep(attempt, { tokens, user, wanted: client.scopes }, browser);
      if ('link' in kept) return kept;
      await accounts.noteConsent(attempt.tenantId, kept.accountId, { tokens, user });
      await accounts.settleGrant(tokens.pairId);
      return kept;
    } catch (error) {
      await giveBack(attempt, tokens);
      throw error;
    }
  }

  /** What comes after it does not depend on this, so that it may fail. */
  async function tellEnded({ tenantId, accountId, link }: Attempt, code: FailureCode): Promise<void> {
    const written = database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      if (!account) return;
      if (link !== undefined) await accounts.links.settle(tx, link, code, accountId);
      accounts.tellNotConnected(tx, tenantId, account, code);
    });
    await written.catch((error) =>
      log.error({ err: error, account: accountId }, 'how a connect ended is lost'),
    );
  }

  /** The one that the account moves to, while that is there; else its own. */
  async function through(tx: Tx, { connectionId, nextConnectionId }: AccountRow) {
    const next = nextConnectionId === null ? undefined : await connections.find(tx, nextConnectionId);
    const found = next && !next.deletingSince ? next : await connections.find(tx, connectionId);
    return found?.deletingSince ? undefined : found;
  }

  return {
    through,

    async switchOver(tx, tenantId, link) {
      const held = await accounts.held.take(tx, tenantId, link);
      if (!held) return undefined;
      const { attempt, given } = held;
      const consented = await accounts.consent(tx, attempt, given, true);
      if (!consented.ok) throw new Failure(consented.reason);
      return { ...(await written(tx, { ...attempt, link }, given.tokens, consented)), given };
    },

    async noteSwitched(tenantId, { accountId, given }) {
      await accounts.noteConsent(tenantId, accountId, given);
      await accounts.settleGrant(given.tokens.pairId);
    },

    async begin(tx, tenantId, accountId, from) {
      await refuseUnlisted(tx, from.returnTo);
      const account = await accounts.lock(tx, accountId);
      if (!account) throw new Failure('not_found');
      if (account.disconnectingSince) throw new Failure('account_disconnecting');
      const connection = await through(tx, account);
      if (!connection) throw new Failure('not_found', { detail: 'The connection was deleted.' });
      const { id: connectionId, clientId, scopes } = connection;
      return accounts.authorize.begin(tx, {
        tenantId,
        accountId,
        connectionId,
        clientId,
        scopes,
        ...from,
      });
    },

    async complete(callback, browser) {
      const known = callback.state !== undefined && browser !== undefined;
      const attempt = known ? await accounts.authorize.take(callback.state!, browser) : undefined;
      const to = endOf(attempt?.returnTo ?? ownEnd, linkIn(callback.state));
      if (!attempt) return { ok: false, reason: 'attempt_unknown', ...to };
      try {
        const kept = await follow(attempt, callback, browser!);
        if ('accountId' in kept) return { ok: true, ...kept, ...to };
        return { ok: false, reason: 'other_calendly_user', ...to, page: `/connect/${kept.link}` };
      } catch (error) {
        const failure = toFailure(error);
        log[failure.code === 'internal' ? 'error' : 'info'](
          { err: error, account: attempt.accountId },
          'a connect ended without one',
        );
        await tellEnded(attempt, failure.code);
        return { ok: false, reason: failure.code, ...to };
      }
    },
  };
}

function endOf(returnTo: string, link: string | undefined): { returnTo: string; page?: string } {
  return link !== undefined && returnTo === ownEnd ? { returnTo, page: `/connect/${link}` } : { returnTo };
}

async function refuseUnlisted(tx: Tx, returnTo: string): Promise<void> {
  const origin = originOf(returnTo);
  if (origin === undefined || (await listReturnAddresses(tx)).includes(origin)) return;
  throw new Failure('return_address_not_listed', { detail: `It is ${origin}.` });
}

/** What an error of Calendly's means for a connect. */
function named(error: unknown): unknown {
  if (!isCalendlyError(error)) return error;
  if (error.kind === 'invalid_client') return new Failure('client_refused', { cause: error });
  if (error.kind === 'unavailable' || error.kind === 'limited') {
    return new Failure('calendly_unreachable', { cause: error });
  }
  return new Failure('calendly_refused_authorization', { cause: error });
}
