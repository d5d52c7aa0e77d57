/** Who is signed in and where, for every part of a page. */
import { createContext, use } from 'react';
import type { Session } from '../../sdk/index.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('a page stands outside the shell');
  return session;
}

/** Whether this member may change things; viewers see the same pages with the controls off. */
export function useMayChange(): boolean {
  return useSession().member.role !== 'viewer';
}
