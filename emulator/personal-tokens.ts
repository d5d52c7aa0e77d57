/** Tokens that people make for themselves: each lasts until it is deleted, and acts as its owner within its scopes. */
import { issuer } from './authorize.ts';
import type { Clock } from './clock.ts';
import type { User } from './entities.ts';
import { hashOf, type Ids, unverifiableToken } from './ids.ts';
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

  return {
    /** The token, which is told this once. */
    make(user: User, { name, scopes }: { name: string; scopes: string[] }): string {
      const claims = {
        iss: issuer,
        iat: Math.floor(clock.now() / 1000),
        jti: ids.uuid(),
        user_uuid: user.id,
      };
      const token = unverifiableToken(ids, 'PAT', claims);
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
