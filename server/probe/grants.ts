/**
 * The grants that the probe asks for and gives back: its own alone, each from a consent that it asked for itself. No
 * token leaves this file but as the caller of a call.
 */
import { hash } from 'node:crypto';
import {
  type Calendly,
  type Caller,
  isCalendlyError,
  type OAuthClient,
  type Tokens,
} from '../calendly/index.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import { Secret } from '../secret.ts';
import type { Listener } from './listener.ts';
import type { TellPerson, Who } from './person.ts';
import type { Wait } from './wait.ts';

export interface Grant {
  client: OAuthClient;
  tokens: Tokens;
  expiresAt: number;
  /** Whether the redirect named its issuer. */
  issuer: boolean;
}

export type Consent = { ok: true; grant: Grant } | { ok: false; why: string };

export interface Grants {
  ask(who: Who, client: OAuthClient, scopes: readonly string[], words: string): Promise<Consent>;
  /** Uses the refresh token up; the grant goes on with the new ones. Resolves to the former ones. */
  refresh(grant: Grant): Promise<Tokens>;
  /** Whether its newest access token is taken. Any other failure than a 401 is thrown. */
  works(grant: Grant, tokens?: Tokens): Promise<boolean>;
  /** With a token that lasts. */
  caller(grant: Grant, tokens?: Tokens): Caller;
  /** Renews what is about to end, or has. */
  keep(grant: Grant): Promise<void>;
  /** Gives one back, all its tokens. */
  revoke(grant: Grant): Promise<void>;
  /** Sends a used refresh token again. The status it is refused with; null when it was taken. */
  reuse(grant: Grant, former: Tokens): Promise<number | null>;
  /** Gives back what is left. */
  revokeAll(): Promise<void>;
  /** How many are not given back. */
  standing(): number;
}

const consentWithinMs = 15 * 60_000;
const aboutToEndMs = 10 * 60_000;

export function createGrants(deps: {
  calendly: Calendly;
  clock: Clock;
  ids: Ids;
  listener: Listener;
  tell: TellPerson;
  wait: Wait;
}): Grants {
  const { calendly, clock, ids, listener, tell, wait } = deps;
  const { redirectUri } = listener;
  const open = new Set<Grant>();

  function hold(client: OAuthClient, tokens: Tokens, issuer: boolean): Grant {
    const expiresAt = clock.now() + tokens.expiresInSeconds * 1000;
    const grant = { client, tokens, expiresAt, issuer };
    open.add(grant);
    return grant;
  }

  const caller = (grant: Grant, tokens = grant.tokens): Caller => ({
    accessToken: tokens.accessToken,
    clientId: grant.client.clientId,
    userUri: tokens.ownerUri,
    purpose: 'live',
  });

  async function refresh(grant: Grant): Promise<Tokens> {
    const former = grant.tokens;
    grant.tokens = await calendly.oauth.refresh(grant.client, former.refreshToken);
    grant.expiresAt = clock.now() + grant.tokens.expiresInSeconds * 1000;
    return former;
  }

  async function works(grant: Grant, tokens?: Tokens): Promise<boolean> {
    try {
      await calendly.currentUser(caller(grant, tokens));
      return true;
    } catch (error) {
      if (isCalendlyError(error, 'unauthorized')) return false;
      throw error;
    }
  }

  async function revoke(grant: Grant): Promise<void> {
    await calendly.oauth.revoke(grant.client, grant.tokens.accessToken);
    await calendly.oauth.revoke(grant.client, grant.tokens.refreshToken);
    open.delete(grant);
  }

  return {
    standing: () => open.size,
    caller,
    refresh,
    revoke,
    works,
    async ask(who, client, scopes, words) {
      const [state, verifier] = [ids.secret(), ids.secret()];
      wait.begin();
      const { clientId } = client;
      const challenge = hash('sha256', verifier, 'base64url');
      tell({
        kind: 'authorize',
        who,
        words,
        open: calendly.oauth.authorizationUrl({ clientId, redirectUri, state, challenge, scopes }),
      });
      const isIt = (query: URLSearchParams) => query.get('state') === state;
      const waited = await wait(() => listener.redirects.find(isIt), consentWithinMs);
      if (!waited.came) return { ok: false, why: `The consent did not come: ${waited.why}.` };
      const code = waited.came.get('code');
      if (code === null) return { ok: false, why: 'The consent was refused.' };
      const secret = new Secret(verifier);
      const tokens = await calendly.oauth.exchange(client, { code, verifier: secret, redirectUri });
      return { ok: true, grant: hold(client, tokens, waited.came.has('iss')) };
    },

    async keep(grant) {
      const ends = grant.expiresAt - clock.now() < aboutToEndMs;
      if (ends || !(await works(grant))) await refresh(grant);
    },

    async reuse(grant, former) {
      try {
        // What is taken a second time is ours too, and given back with the others.
        hold(grant.client, await calendly.oauth.refresh(grant.client, former.refreshToken), false);
        return null;
      } catch (error) {
        if (!isCalendlyError(error, 'invalid_grant')) throw error;
        return error.facts.status ?? 0;
      }
    },

    async revokeAll() {
      for (const grant of open) await revoke(grant).catch(() => undefined);
    },
  };
}
