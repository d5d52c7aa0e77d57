/**
 * Who is calling, once that was checked. `authenticate` in `tenants/` is the only place that mints one;
 * a house test counts the callers of `mintPrincipal`.
 */
const checked = Symbol('checked');

export interface Principal {
  readonly [checked]: true;
  readonly tenantId: string;
  readonly memberId: string;
  readonly role: 'owner' | 'operator' | 'viewer';
  /** Set where the caller may only see one end user. */
  readonly endUserId: string | null;
  /** When the proof behind it ends. */
  readonly expiresAt: string;
}

export function mintPrincipal(facts: Omit<Principal, typeof checked>): Principal {
  return { ...facts, [checked]: true };
}
