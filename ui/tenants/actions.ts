/** What can be done with API keys. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ApiKey, CreatedApiKey, NewApiKey } from '../../sdk/index.ts';
import { patch, post, remove } from '../api.ts';

const at = (id: string) => `/api/v1/api-keys/${encodeURIComponent(id)}`;

/** Its answer is kept nowhere but in the drawer that shows it: the key is told once. */
export function useCreateKey() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (key: NewApiKey) => post<CreatedApiKey>('/api/v1/api-keys', key),
    gcTime: 0,
    onSuccess: refresh,
  });
}

export function useRenameKey() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, name }: { id: string; name: string }) => patch<ApiKey>(at(id), { name }),
    onSuccess: refresh,
  });
}

export function useRevokeKey() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (id: string) => remove(at(id)), onSuccess: refresh });
}

function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['api-keys'] });
}
