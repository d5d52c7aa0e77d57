/** What can be done with a connection. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AuthorizationStart, Connection, ConnectionChanges, NewConnection } from '../../sdk/index.ts';
import { address, patch, post, remove } from '../api.ts';
import { tellRefusal } from '../kit/tell.ts';
import { connectionsQuery } from '../queries.ts';
import { useSession } from '../shell/session.ts';

const at = (id: number) => `/api/v1/connections/${id}`;

/** Leads this window to Calendly, to connect the operator's own account. */
export function useConnectOwn() {
  const { tenant } = useSession();
  return useMutation({
    mutationFn: (id: number) =>
      post<AuthorizationStart>(`${at(id)}/connect`, { returnTo: `/${tenant.slug}/settings/connections` }),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
    onError: tellRefusal,
  });
}

export function useDisconnectOwn() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: number) => post<Connection>(`${at(id)}/disconnect`),
    onSuccess: refresh,
    onError: tellRefusal,
  });
}

export function useCreateConnection() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (connection: NewConnection) => post<Connection>('/api/v1/connections', connection),
    onSuccess: refresh,
  });
}

export function useChangeConnection() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, changes }: { id: number; changes: ConnectionChanges }) =>
      patch<Connection>(at(id), changes),
    onSuccess: refresh,
  });
}

export function useDeleteConnection() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, disconnect }: { id: number; disconnect: number }) =>
      remove(address(at(id), { disconnect: disconnect || undefined })),
    // A refusal too: how many there are may have changed.
    onSettled: refresh,
  });
}

function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
}
