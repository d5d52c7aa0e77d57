/**
 * Begun authorizations: one use, ten minutes, for the browser, account and connection they were begun for.
 * State and verifier are 256 random bits each; the database holds the one hashed and the other sealed. Where it began
 * with a link, the state carries the link's token along, so that the browser finds back to its page.
 */
import type { AuthorizationStart } from '../../sdk/types.ts';
import { type Calendly, covers, meetingScopes, type OAuthClient, type Tokens } from '../calendly/index.ts';
import { type Clock, isoMicros } from '../clock.ts';
import type { Database, Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import { type Ids, tokenHash } from '../ids.ts';
import { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import * as begunStore from './begun-store.ts';
import type { Journal } from './journal.ts';
import type { GivenPair, Pairs } from './pairs.ts';
import * as store from './store.ts';
import type { TokenCalls } from './token-calls.ts';

const attemptMs = 10 * 60_000;

/** The token of the link in a state; undefined where it carries none. */
export function linkIn(state: string | undefined): string | undefined {
  return /^[\w-]{43}\.([\w-]{43})$/.exec(state ?? '')?.[1];
}

/** Of what a connection asks for, that without which nothing is stored: meetings need it. */
export function neededScopes(wanted: readonly string[]): string[] {
  return covers(wanted, 'webhooks:write') ? [...meetingScopes, 'webhooks:write'] : [...meetingScopes];
}

export interface Attempt {
  tenantId: string;
  accountId: string;
  connectionId: number;
  verifier: Secret;
  returnTo: string;
  /** The token of the link that it began with. */
  link: string | undefined;
  /** When it was used up. */
  takenAt: string;
}

/** What a code was exchanged for. */
export type Granted = Tokens & GivenPair;

export interface Authorize {
  begin(
    tx: Tx,
    wanted: {
      tenantId: string;
      accountId: string;
      connectionId: number;
      clientId: string;
      scopes: readonly string[];
      /** The secret of the cookie that names the browser. */
      browser: string;
      returnTo: string;
      link?: string;
    },
  ): Promise<AuthorizationStart>;
  /**
   * The grant behind a code, in the journal before it is handed out.
   * @throws CalendlyError, Failure `tried_too_often`
   */
  exchange(attempt: Attempt, client: OAuthClient, code: string): Promise<Granted>;
  /** Uses the attempt up; undefined when it is unknown, used, ended, or of another browser. */
  take(state: string, browser: string): Promise<Attempt | undefined>;
}

export function createAuthorize(deps: {
  database: Database;
  clock: Clock;
  ids: Ids;
  vault: Vault;
  calendly: Calendly;
  pairs: Pairs;
  journal: Journal;
  tokenCalls: TokenCalls;
  redirectUri: string;
}): Authorize {
  const { database, clock, ids, vault, calendly, pairs, journal, tokenCalls, redirectUri } = deps;

  function place(tenantId: string, stateHash: Buffer) {
    const row = stateHash.toString('hex');
    return { tenantId, table: 'authorization_attempts', row, column: 'verifier' };
  }

  return {
    async begin(tx, { tenantId, accountId, connectionId, clientId, scopes, browser, returnTo, link }) {
      const state = link === undefined ? ids.secret() : `${ids.secret()}.${link}`;
      const verifier = ids.secret();
      const stateHash = tokenHash(state);
      const expiresAt = isoMicros(clock.now() + attemptMs);
      const key = await store.findJournalKey(tx, accountId);
      const lost = key && vault.isLost(key) ? key : null;
      if (!key || lost)
        await store.ensureJournalKey(tx, accountId, journal.newKey(tenantId, accountId), lost);
      await begunStore.deleteAttempts(tx, accountId, clock.iso());
      await begunStore.insertAttempt(tx, stateHash, {
        tenantId,
        accountId,
        connectionId,
        browserHash: tokenHash(browser),
        verifierSealed: vault.seal(new Secret(verifier), place(tenantId, stateHash)),
        returnTo,
        expiresAt,
      });
      const authorizationUrl = calendly.oauth.authorizationUrl({
        clientId,
        redirectUri,
        state,
        challenge: tokenHash(verifier).toString('base64url'),
        scopes,
      });
      return { authorizationUrl, expiresAt };
    },

    async exchange(attempt, client, code) {
      const { tenantId, accountId, verifier } = attempt;
      // Read before, so that nothing stands between the answer and the journal.
      const { key, userUri } = await database.tenantTransaction(tenantId, async (tx) => ({
        key: await store.findJournalKey(tx, accountId),
        userUri: (await store.findAccount(tx, accountId))?.calendlyUser,
      }));
      const mayCall = await tokenCalls.take(client.clientId, userUri ?? `account ${accountId}`);
      if (!mayCall) throw new Failure('tried_too_often');
      const tokens = await calendly.oauth.exchange(client, { code, verifier, redirectUri }, attempt);
      const given = pairs.name(tokens);
      await journal.write({ ...attempt, used: null }, given, key);
      // Whose it was is known only now.
      if (tokens.ownerUri !== userUri) await tokenCalls.take(client.clientId, tokens.ownerUri);
      return { ...tokens, ...given };
    },

    async take(state, browser) {
      const stateHash = tokenHash(state);
      const row = await database.bearerTransaction(stateHash, (tx) =>
        begunStore.takeAttempt(tx, stateHash, tokenHash(browser), clock.iso()),
      );
      return (
        row && {
          ...row,
          link: linkIn(state),
          takenAt: clock.iso(),
          verifier: vault.open(row.verifierSealed, place(row.tenantId, stateHash)),
        }
      );
    },
  };
}
