/** Who is calling, by bearer token: one that is known, not revoked and not expired. */
import { type Answer, insufficientScope, unauthenticated } from './answers.ts';
import { type Clock, isoMicros } from './clock.ts';
import type { Organization, User } from './entities.ts';
import { hashOf } from './ids.ts';
import { covers } from './scopes.ts';
import type { State } from './state.ts';

export interface Caller {
  user: User;
  organization: Organization;
  /** Null with a personal access token. */
  clientId: string | null;
  scopes: string[];
  /** Owner or admin of their organization. */
  administers: boolean;
}

export type Access = ReturnType<typeof createAccess>;

export function createAccess(deps: { state: State; clock: Clock }) {
  const { state, clock } = deps;

  function callerOf({ userId, clientId, scopes }: Pick<Caller, 'clientId' | 'scopes'> & { userId: string }) {
    const user = state.users.get(userId)!;
    const organization = state.organizations.get(user.organizationId)!;
    return { user, organization, clientId, scopes, administers: user.role !== 'user' };
  }

  return {
    authenticate(header: string | undefined): { ok: true; caller: Caller } | { ok: false; answer: Answer } {
      const refuse = (message: string) => ({ ok: false as const, answer: unauthenticated(message) });
      const token = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
      const hash = token === undefined ? '' : hashOf(token);
      const personal = state.personalTokens.get(hash);
      if (personal) {
        if (personal.deletedAt !== null) return refuse('The access token was revoked');
        return { ok: true, caller: callerOf({ ...personal, clientId: null }) };
      }
      const pair = state.findByAccessToken(hash);
      if (!pair) return refuse('The access token is invalid');
      if (pair.revokedAt !== null) return refuse('The access token was revoked');
      if (pair.expiresAt <= isoMicros(clock.now())) return refuse('The access token expired');
      return { ok: true, caller: callerOf(state.grants.get(pair.grantId)!) };
    },
  };
}

/** A colleague of the caller, themselves among them. */
export function isColleague(caller: Caller, user: User | undefined): boolean {
  return user?.organizationId === caller.user.organizationId;
}

/** Themselves, or of the organization that they administer. */
export function mayActFor(caller: Caller, user: User): boolean {
  return user.id === caller.user.id || administers(caller, user.organizationId);
}

export function missingScope(caller: Caller, scope: string): Answer | undefined {
  return covers(caller.scopes, scope) ? undefined : insufficientScope(scope);
}

/** An owner or admin of the organization. */
export function administers(caller: Caller, organizationId: string): boolean {
  return caller.administers && caller.user.organizationId === organizationId;
}
