/** What can be done with a connection. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type {
  AuthorizationStart,
  Connection,
  ConnectionChanges,
  NewConnection,
  TestReport,
} from '../../sdk/index.ts';
import { address, patch, post, type Refused, refused, remove } from '../api.ts';
import { tellRefusal } from '../kit/tell.ts';
import { connectionsQuery } from '../queries.ts';

const at = (id: number) => `/api/v1/connections/${id}`;

/** Leads this window to Calendly, to connect the operator's own account, and back to where it was. */
export function useConnectOwn() {
  return useMutation({
    mutationFn: (id: number) =>
      post<AuthorizationStart>(`${at(id)}/connect`, { returnTo: window.location.pathname }),
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

/** Stays only when Calendly does not refuse its credentials, so that nobody is sent there in vain. */
export function useCreateConnection() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async (connection: NewConnection) => {
      const created = await post<Connection>('/api/v1/connections', connection);
      const wrong = await wrongCredentials(created.id);
      if (!wrong) return created;
      await remove(at(created.id));
      throw wrong;
    },
    onSuccess: refresh,
  });
}

export function useChangeConnection() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: async ({ id, changes }: { id: number; changes: ConnectionChanges }) => {
      const changed = await patch<Connection>(at(id), changes);
      const wrong = (changes.clientId || changes.clientSecret) && (await wrongCredentials(id));
      if (wrong) throw wrong;
      return changed;
    },
    onSettled: refresh,
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

/** What Calendly says to the credentials, as a refusal of their field. Undefined when it could not be asked. */
async function wrongCredentials(id: number): Promise<Refused | undefined> {
  const { lines } = await post<TestReport>(`${at(id)}/test`).catch(() => ({ lines: [] }));
  const line = lines.find(({ step }) => step === 'client');
  if (line?.facts.code !== 'client_refused') return undefined;
  const { words: title = '', wayOut = '' } = line;
  const fields = [{ path: 'clientSecret', message: title }];
  return refused({ code: 'client_refused', status: 422, title, wayOut, fields, requestId: '' });
}

function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey });
}
