/**
 * Signing in with an account of one's company, by OpenID Connect: code flow with PKCE, state and nonce. What was begun
 * lies sealed in a cookie of the browser that began it, so that it ends in no other. It makes nobody a member: whom the
 * provider names must have been invited, by an email that the provider says is theirs.
 */
import * as oidc from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Tx } from '../db/index.ts';
import { Failure } from '../errors.ts';
import type { Ids } from '../ids.ts';
import type { Secret } from '../secret.ts';
import type { Vault } from '../vault/index.ts';
import { claimBySubject, type Member } from './member-store.ts';

const lastsMs = 10 * 60_000;
const answersWithinSeconds = 10;
const scope = 'openid email profile';

const begunShape = z.strictObject({
  tenantId: z.string(),
  slug: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
});
type Begun = z.output<typeof begunShape>;

/** As it is registered with the provider. */
interface Settings {
  issuer: string;
  clientId: string;
  clientSecret: Secret;
  /** Emails must be of these domains; none: of any that the provider vouches for. */
  domains: readonly string[];
  /** What the button calls it. */
  name: string;
}

export interface SingleSignOn {
  /** What the button calls it; undefined where it is not set up. */
  name: string | undefined;
  callbackUrl: string;
  /** Where the browser goes, and what it keeps meanwhile. */
  begin(tenant: { id: string; slug: string }): Promise<{ url: string; kept: string }>;
  /** What a browser kept; undefined when it is none of ours or has ended. */
  read(kept: string | undefined): Begun | undefined;
  /** Who came back, as the provider says. @throws Failure when it is nobody */
  complete(begun: Begun, search: string): Promise<{ subject: string; email: string }>;
  /** The member they are; undefined when nobody invited them. */
  claim(tx: Tx, who: { subject: string; email: string }): Promise<Member | undefined>;
}

export function createSingleSignOn(deps: {
  clock: Clock;
  ids: Ids;
  vault: Pick<Vault, 'sealBytes' | 'openBytes'>;
  publicUrl: string;
  settings: Settings | undefined;
}): SingleSignOn {
  const { clock, ids, vault, publicUrl, settings } = deps;
  const callbackUrl = `${publicUrl}/oauth/sign-in/callback`;
  const place = { tenantId: 'none', table: 'browser', row: 'single_sign_on', column: 'begun' };
  let found: Promise<oidc.Configuration> | undefined;

  /** Read at the first sign-in, and again when that failed. */
  function provider(): Promise<oidc.Configuration> {
    if (!settings) throw new Failure('single_sign_on_off');
    found ??= discover(settings).catch((error) => {
      found = undefined;
      throw new Failure('single_sign_on_unreachable', { cause: error });
    });
    return found;
  }

  return {
    name: settings?.name,
    callbackUrl,

    async begin({ id: tenantId, slug }) {
      const config = await provider();
      const [state, nonce, verifier] = [ids.secret(), ids.secret(), ids.secret()];
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: callbackUrl,
        scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      const begun: Begun = { tenantId, slug, state, nonce, verifier, until: clock.now() + lastsMs };
      const kept = vault.sealBytes(Buffer.from(JSON.stringify(begun)), place).toString('base64url');
      return { url: url.href, kept };
    },

    read(kept) {
      if (!kept) return undefined;
      try {
        const text = vault.openBytes(Buffer.from(kept, 'base64url'), place).toString();
        const begun = begunShape.parse(JSON.parse(text));
        return begun.until > clock.now() ? begun : undefined;
      } catch {
        return undefined;
      }
    },

    async complete({ state, nonce, verifier }, search) {
      const config = await provider();
      const checks = {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      };
      const tokens = await oidc
        .authorizationCodeGrant(config, new URL(`${callbackUrl}${search}`), checks)
        .catch((error) => {
          throw new Failure('single_sign_on_failed', { cause: error });
        });
      const claims = tokens.claims();
      if (!claims) throw new Failure('single_sign_on_failed');
      const told =
        claims.email === undefined && config.serverMetadata().userinfo_endpoint !== undefined
          ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub).catch((error) => {
              throw new Failure('single_sign_on_failed', { cause: error });
            })
          : claims;
      const { email, email_verified: verified } = told;
      if (typeof email !== 'string' || verified !== true || !isOfDomain(email))
        throw new Failure('not_a_member');
      return { subject: `${claims.iss} ${claims.sub}`, email: email.toLowerCase() };
    },

    claim: claimBySubject,
  };

  function isOfDomain(email: string): boolean {
    const domains = settings?.domains ?? [];
    return domains.length === 0 || domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase());
  }
}

/** With the way to show our secret that the provider takes; the standard's own where it says nothing. */
async function discover({ issuer, clientId, clientSecret }: Settings): Promise<oidc.Configuration> {
  const secret = clientSecret.reveal();
  const url = new URL(issuer);
  // Only one on this machine, which the configuration lets nobody else be.
  const execute = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
  const read = await oidc.discovery(url, clientId, undefined, oidc.ClientSecretPost(secret), {
    execute,
    timeout: answersWithinSeconds,
  });
  const methods = read.serverMetadata().token_endpoint_auth_methods_supported;
  if (methods?.includes('client_secret_post')) return read;
  return oidc.discovery(url, clientId, undefined, oidc.ClientSecretBasic(secret), {
    execute,
    timeout: answersWithinSeconds,
  });
}
