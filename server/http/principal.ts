/**
 * Who is calling, once that was checked. `authenticate` in `tenants/` is the only place that mints one;
 * a house test counts the callers of `mintPrincipal`.
 */
import type { ApiScope, Role } from '../../sdk/types.ts';

const checked = Symbol('checked');

/** A person by their session, or a program by its key. */
export type Caller =
  | { kind: 'member'; id: string; name: string; role: Role; sessionId: string }
  | { kind: 'key'; id: string; name: string; scopes: readonly ApiScope[] };

export interface Principal {
  readonly [checked]: true;
  readonly tenantId: string;
  readonly caller: Caller;
  /** Set where the caller may only see one end user. */
  readonly endUserId: string | null;
  /** When the proof behind it ends; null: when it is revoked. */
  readonly expiresAt: string | null;
}

export function mintPrincipal(facts: Omit<Principal, typeof checked>): Principal {
  return { ...facts, [checked]: true };
}
