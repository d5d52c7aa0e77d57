/**
 * A connect with a personal access token, told from top to bottom: it is tried at Calendly, which says whose it is and
 * whether it may do what meetings need; then it is written down as a consent is.
 */
import { type Accounts, type GivenToken, neededScopes, noClient } from '../accounts/index.ts';
import {
  type Calendly,
  type CalendlyUser,
  type Caller,
  isCalendlyError,
  missingScopes,
} from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Ids } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { Connect } from './connect.ts';
import type { FollowConsent } from './follow-consent.ts';
import { createTryScopes } from './token-scopes.ts';

/**
 * Resolves to the id of the account that is connected now: another of the end user's where the token's owner had one
 * before. `replaces`: they take the place of another Calendly person who is connected.
 * @throws Failure
 */
export type ConnectToken = (
  tenantId: string,
  accountId: string,
  given: { token: Secret; replaces: boolean },
) => Promise<string>;

interface Wanted {
  connectionId: number;
  /** The scopes that the connection asks for. */
  wanted: string[];
  /** Whose it was before; undefined before the first time. */
  userUri: string | undefined;
  /** Of this moment, which a disconnect may come after. */
  takenAt: string;
}

export function createConnectToken(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  accounts: Accounts;
  calendly: Calendly;
  connect: Pick<Connect, 'through'>;
  followConsent: FollowConsent;
}): ConnectToken {
  const { database, clock, ids, accounts, calendly, connect, followConsent } = deps;
  const tryScopes = createTryScopes(calendly);

  function look(tenantId: string, accountId: string): Promise<Wanted> {
    return database.tenantTransaction(tenantId, async (tx) => {
      const account = await accounts.find(tx, accountId);
      if (!account) throw new Failure('not_found');
      if (account.disconnectingSince) throw new Failure('account_disconnecting');
      const connection = await connect.through(tx, account);
      if (!connection) throw new Failure('not_found', { detail: 'The connection was deleted.' });
      const { id: connectionId, scopes: wanted } = connection;
      return { connectionId, wanted, userUri: account.calendlyUser ?? undefined, takenAt: clock.iso() };
    });
  }

  /** Whose it is, and what of the connection's scopes it has. */
  async function identify(caller: Caller, wanted: readonly string[]) {
    try {
      const user = await calendly.currentUser(caller);
      return { user, scopes: await tryScopes({ ...caller, userUri: user.uri }, user, wanted) };
    } catch (error) {
      throw named(error, wanted);
    }
  }

  return async (tenantId, accountId, { token, replaces }) => {
    const { connectionId, wanted, userUri, takenAt } = await look(tenantId, accountId);
    // While nobody knows whose it is, it is tried in nobody's name, and wrong ones cost nobody else's budget.
    const caller = { accessToken: token, clientId: noClient, userUri: userUri ?? `account ${accountId}` };
    const { user, scopes } = await identify({ ...caller, purpose: 'live' }, wanted);
    if (missingScopes(scopes, neededScopes(wanted)).length > 0) throw notEnough(wanted);
    const tokens: GivenToken = {
      pairId: ids.uuid(),
      accessToken: token,
      refreshToken: null,
      expiresAt: null,
      ownerUri: user.uri,
      scopes,
    };
    const connected = await database.tenantTransaction(tenantId, async (tx) => {
      const given = { tokens, user, wanted };
      const attempt = { tenantId, accountId, connectionId, takenAt };
      const consented = await accounts.consent(tx, attempt, given, replaces);
      if (!consented.ok) throw refused(consented.reason, user);
      await followConsent(tx, tenantId, consented);
      return consented.accountId;
    });
    await accounts.noteToken(tenantId, connected, { tokens, user });
    return connected;
  };
}

function refused(
  reason: 'other_calendly_user' | 'account_disconnecting' | 'attempt_unknown',
  user: CalendlyUser,
) {
  if (reason === 'attempt_unknown') return new Failure('not_found');
  if (reason !== 'other_calendly_user') return new Failure(reason);
  const detail = `The token is of ${user.name}, ${user.email}. With \`replaces\` they take the place of the other.`;
  return new Failure(reason, { detail });
}

/** What an error of Calendly's means for the token. */
function named(error: unknown, wanted: readonly string[]): unknown {
  if (!isCalendlyError(error)) return error;
  const { kind } = error;
  if (kind === 'unavailable' || kind === 'limited') {
    const detail = 'Nothing was stored. Enter the token again in a minute.';
    return new Failure('calendly_unreachable', { cause: error, detail });
  }
  if (kind === 'unexpected') return new Failure('calendly_unreadable', { cause: error });
  return kind === 'missing_scope'
    ? notEnough(wanted)
    : new Failure('personal_token_refused', { cause: error });
}

function notEnough(wanted: readonly string[]): Failure {
  const detail = `It needs ${neededScopes(wanted).join(', ')}.`;
  return new Failure('personal_token_not_enough', { detail });
}
