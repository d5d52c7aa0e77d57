/**
 * Codes become tokens, tokens become newer ones, or end. A code works once, for ten minutes, for the client, address
 * and challenge it was made for; a refresh token works once and is replaced in the same transaction.
 */
import { createHash } from 'node:crypto';
import { issuer } from './authorize.ts';
import { type Clock, isoMicros } from './clock.ts';
import type { Application, AuthorizationCode, Grant, TokenPair, User } from './entities.ts';
import { hashOf, type Ids, unverifiableToken } from './ids.ts';
import type { Limits } from './limits.ts';
import type { Modes } from './modes.ts';
import {
  failure,
  invalidClient,
  invalidGrantAs,
  missing,
  notYours,
  type OAuthAnswer,
  tooManyTokens,
} from './oauth-answers.ts';
import type { State } from './state.ts';
import type { Uris } from './uris.ts';
import type { Webhooks } from './webhooks.ts';

const accessSeconds = 7200;
const tokenLimit = { most: 8, seconds: 60 };

export interface Credentials {
  clientId: string | undefined;
  clientSecret: string | undefined;
}

export type OAuth = ReturnType<typeof createOAuth>;

export function createOAuth(deps: {
  state: State;
  clock: Clock;
  ids: Ids;
  modes: Modes;
  limits: Limits;
  uris: Uris;
  webhooks: Webhooks;
}) {
  const { state, clock, ids, modes, limits, uris, webhooks } = deps;

  function authenticate(given: Credentials): Application | undefined {
    const application = state.applications.get(given.clientId ?? '');
    if (!application) return undefined;
    const secretFits =
      given.clientSecret !== undefined && hashOf(given.clientSecret) === application.clientSecretHash;
    const open = application.kind === 'native' && given.clientSecret === undefined;
    return secretFits || open ? application : undefined;
  }

  function token(given: Credentials, body: Record<string, string>): OAuthAnswer {
    const application = authenticate(given);
    if (!application) return invalidClient;
    if (body.grant_type === 'authorization_code') return exchange(application, body);
    if (body.grant_type === 'refresh_token') return refresh(application, body.refresh_token);
    if (body.grant_type === undefined) return missing('grant_type');
    return failure(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  }

  function exchange(application: Application, body: Record<string, string>): OAuthAnswer {
    if (body.code === undefined) return missing('code');
    const code = state.codes.get(hashOf(body.code));
    if (!code || !fits(code, application, body)) return invalidGrant();
    const limited = overLimit(code.userId);
    if (limited) return limited;
    const now = clock.iso();
    if (modes.get('second_grant') === 'ends_first')
      for (const grant of state.liveGrants(code.userId, application.clientId)) endGrant(grant);
    state.codes.put({ ...code, usedAt: now });
    const grant: Grant = {
      id: ids.uuid(),
      clientId: application.clientId,
      userId: code.userId,
      scopes: code.scopes,
      createdAt: now,
      endedAt: null,
    };
    state.grants.put(grant);
    return issue(grant);
  }

  function fits(code: AuthorizationCode, application: Application, body: Record<string, string>): boolean {
    const verifier = body.code_verifier;
    const challenge =
      verifier === undefined ? null : createHash('sha256').update(verifier).digest('base64url');
    return (
      code.usedAt === null &&
      code.clientId === application.clientId &&
      code.redirectUri === body.redirect_uri &&
      code.expiresAt > isoMicros(clock.now()) &&
      (code.codeChallenge === null || code.codeChallenge === challenge)
    );
  }

  function refresh(application: Application, refreshToken: string | undefined): OAuthAnswer {
    if (refreshToken === undefined) return missing('refresh_token');
    const pair = state.findByRefreshToken(hashOf(refreshToken));
    const grant = pair && state.grants.get(pair.grantId);
    if (!pair || !grant || grant.clientId !== application.clientId) return invalidGrant();
    if (pair.refreshUsedAt !== null) {
      if (modes.get('refresh_reuse') === 'revoke_family') endGrant(grant);
      return invalidGrant();
    }
    if (pair.revokedAt !== null) return invalidGrant();
    const limited = overLimit(grant.userId);
    if (limited) return limited;
    const now = clock.iso();
    const accessEnds = modes.get('access_after_refresh') === 'ends';
    state.tokens.put({ ...pair, refreshUsedAt: now, revokedAt: accessEnds ? now : null });
    return issue(grant);
  }

  function overLimit(userId: string): OAuthAnswer | undefined {
    const allowance = limits.take(`tokens:${userId}`, tokenLimit);
    return allowance.allowed ? undefined : tooManyTokens(tokenLimit.most, allowance.reset);
  }

  function issue(grant: Grant): OAuthAnswer {
    const user = state.users.get(grant.userId)!;
    const createdAt = Math.floor(clock.now() / 1000);
    const accessToken = accessTokenFor(grant, createdAt);
    const refreshToken = ids.hex(32);
    const pair: TokenPair = {
      id: ids.uuid(),
      grantId: grant.id,
      accessHash: hashOf(accessToken),
      refreshHash: hashOf(refreshToken),
      createdAt: clock.iso(),
      expiresAt: isoMicros((createdAt + accessSeconds) * 1000),
      refreshUsedAt: null,
      revokedAt: null,
    };
    state.tokens.put(pair);
    return {
      status: 200,
      body: {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: accessSeconds,
        refresh_token: refreshToken,
        scope: grant.scopes.join(' '),
        created_at: createdAt,
        owner: uris.user(user.id),
        organization: uris.organization(user.organizationId),
      },
    };
  }

  function accessTokenFor(grant: Grant, issuedAt: number): string {
    return unverifiableToken(ids, 'JWT', {
      iss: issuer,
      iat: issuedAt,
      jti: ids.uuid(),
      user_uuid: grant.userId,
      app_uid: grant.clientId,
      exp: issuedAt + accessSeconds,
    });
  }

  function findPair(token: string): { pair: TokenPair; kind: 'access' | 'refresh' } | undefined {
    const hash = hashOf(token);
    const access = state.findByAccessToken(hash);
    if (access) return { pair: access, kind: 'access' };
    const refreshing = state.findByRefreshToken(hash);
    return refreshing && { pair: refreshing, kind: 'refresh' };
  }

  function introspect(given: Credentials, token: string | undefined): OAuthAnswer {
    const application = authenticate(given);
    if (!application || given.clientSecret === undefined) return invalidClient;
    if (token === undefined) return missing('token');
    const found = findPair(token);
    const grant = found && state.grants.get(found.pair.grantId);
    const { pair, kind } = found ?? {};
    const active =
      pair?.revokedAt === null &&
      (kind === 'access' ? pair.expiresAt > isoMicros(clock.now()) : pair.refreshUsedAt === null);
    if (!active || grant?.clientId !== application.clientId) return { status: 200, body: { active: false } };
    const user = state.users.get(grant.userId)!;
    const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);
    return {
      status: 200,
      body: {
        active: true,
        scope: grant.scopes.join(' '),
        client_id: grant.clientId,
        token_type: 'Bearer',
        exp: seconds(pair.expiresAt),
        iat: seconds(pair.createdAt),
        owner: uris.user(user.id),
        organization: uris.organization(user.organizationId),
      },
    };
  }

  function revoke(given: Credentials, token: string | undefined): OAuthAnswer {
    const application = authenticate(given);
    if (!application || given.clientSecret === undefined) return notYours;
    if (token === undefined) return missing('token');
    const found = findPair(token);
    if (!found) return { status: 200, body: {} };
    const grant = state.grants.get(found.pair.grantId)!;
    if (grant.clientId !== application.clientId) return notYours;
    if (modes.get('revoke_siblings') === 'yes') {
      for (const sibling of state.liveGrants(grant.userId, grant.clientId)) endGrant(sibling);
      return { status: 200, body: {} };
    }
    state.tokens.put({ ...found.pair, revokedAt: clock.iso() });
    if (found.pair.refreshUsedAt === null) markEnded(grant);
    return { status: 200, body: {} };
  }

  /** Every token of the grant stops working at once. */
  function endGrant(grant: Grant): void {
    const now = clock.iso();
    for (const pair of state.tokensOf(grant.id))
      if (pair.revokedAt === null) state.tokens.put({ ...pair, revokedAt: now });
    markEnded(grant);
  }

  function markEnded(grant: Grant): void {
    state.grants.put({ ...grant, endedAt: clock.iso() });
    if (modes.get('hooks_after_revoke') === 'keep') return;
    const made = state.subscriptions.where(
      `row ->> '$.creatorId' = ? and row ->> '$.clientId' = ?`,
      grant.userId,
      grant.clientId,
    );
    for (const subscription of made) webhooks.remove(subscription);
  }

  const invalidGrant = () => invalidGrantAs(Number(modes.get('invalid_grant_status')));

  return {
    token: (given: Credentials, body: Record<string, string>) => state.transaction(() => token(given, body)),
    introspect,
    revoke: (given: Credentials, value: string | undefined) => state.transaction(() => revoke(given, value)),
    /** What happens when a person takes an application's access away, or changes their password. */
    endGrants: (user: User, clientId?: string) =>
      state.transaction(() => {
        const grants = state.liveGrants(user.id, clientId);
        for (const grant of grants) endGrant(grant);
        return grants.length;
      }),
    /** Ends the access tokens, not the grants. */
    expireAccess: (user: User) =>
      state.transaction(() => {
        const now = isoMicros(clock.now());
        const pairs = state.liveGrants(user.id).flatMap((grant) => state.tokensOf(grant.id));
        const live = pairs.filter(({ expiresAt, revokedAt }) => expiresAt > now && revokedAt === null);
        for (const pair of live) state.tokens.put({ ...pair, expiresAt: now });
        return live.length;
      }),
  };
}
