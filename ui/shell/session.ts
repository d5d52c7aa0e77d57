/** Who is signed in and where, for every part of a page. */
import { createContext, use } from 'react';
import type { Session } from '../../sdk/index.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('a page stands outside the shell');
  return session;
}

export type Need = 'operator' | 'owner';

/** Whether this member may change things; others see the same pages with the controls off. */
export function useMayChange(need: Need = 'operator'): boolean {
  const { role } = useSession().member;
  return need === 'owner' ? role === 'owner' : role !== 'viewer';
}
