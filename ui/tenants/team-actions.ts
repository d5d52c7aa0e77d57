/** What can be done with members and with browsers that are signed in. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { InvitedMember, Member, NewMember, Role, SignInLink } from '../../sdk/index.ts';
import { patch, post, remove } from '../api.ts';

const at = (id: string) => `/api/v1/members/${encodeURIComponent(id)}`;

/** Its answer is kept nowhere but in the drawer that shows it: the link is told once. */
export function useInvite() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (wanted: NewMember) => post<InvitedMember>('/api/v1/members', wanted),
    gcTime: 0,
    onSuccess: refresh,
  });
}

export function useNewLink() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => post<SignInLink>(`${at(id)}/link`),
    gcTime: 0,
    onSuccess: refresh,
  });
}

export function useChangeRole() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) => patch<Member>(at(id), { role }),
    onSuccess: refresh,
  });
}

export function useRemoveMember() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (id: string) => remove(at(id)), onSuccess: refresh });
}

export function useEndSession() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => remove(`/api/v1/sessions/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  });
}

/** Who is signed in may themselves have another role now. */
function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['members', 'sessions', 'session'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
}
