/** Tokens that people make for themselves: each lasts until it is deleted, and acts as its owner within its scopes. */
import { issuer } from './authorize.ts';
import type { Clock } from './clock.ts';
import type { User } from './entities.ts';
import { hashOf, type Ids } from './ids.ts';
import type { Modes } from './modes.ts';
import type { State } from './state.ts';
import type { Webhooks } from './webhooks.ts';

export type PersonalTokens = ReturnType<typeof createPersonalTokens>;

export function createPersonalTokens(deps: {
  state: State;
  clock: Clock;
  ids: Ids;
  modes: Modes;
  webhooks: Webhooks;
}) {
  const { state, clock, ids, modes, webhooks } = deps;

  /** Looks like Calendly's; nobody can check its signature. */
  function tokenFor(user: User): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = part({ kid: 'emulator', typ: 'PAT', alg: 'ES256' });
    const claims = { iss: issuer, iat: Math.floor(clock.now() / 1000), jti: ids.uuid(), user_uuid: user.id };
    return `${header}.${part(claims)}.${ids.base64url(64)}`;
  }

  return {
    /** The token, which is told this once. */
    make(user: User, { name, scopes }: { name: string; scopes: string[] }): string {
      const token = tokenFor(user);
      const [userId, createdAt] = [user.id, clock.iso()];
      state.personalTokens.put({ id: hashOf(token), userId, name, scopes, createdAt, deletedAt: null });
      return token;
    },

    /** All of a person's; resolves to how many there were. */
    end: (user: User): number =>
      state.transaction(() => {
        const live = state.livePersonalTokens(user.id);
        for (const token of live) state.personalTokens.put({ ...token, deletedAt: clock.iso() });
        if (live.length === 0 || modes.get('hooks_after_revoke') === 'keep') return live.length;
        const made = state.subscriptions.where(
          `row ->> '$.creatorId' = ? and row ->> '$.clientId' is null`,
          user.id,
        );
        for (const subscription of made) webhooks.remove(subscription);
        return live.length;
      }),
  };
}
