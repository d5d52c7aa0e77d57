/** What can be done with an account from any page. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Account, AuthorizationStart } from '../../sdk/index.ts';
import { post } from '../api.ts';
import { tellRefusal } from '../kit/tell.ts';
import { useSession } from '../shell/session.ts';

const at = (id: string) => `/api/v1/accounts/${encodeURIComponent(id)}`;

/** Leads this window to Calendly's consent page, and back to the account. */
export function useConnect() {
  const { tenant } = useSession();
  return useMutation({
    mutationFn: (id: string) =>
      post<AuthorizationStart>(`${at(id)}/connect`, { returnTo: `/${tenant.slug}/accounts/${id}` }),
    onSuccess: ({ authorizationUrl }) => window.location.assign(authorizationUrl),
    onError: tellRefusal,
  });
}

export function useDisconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post<Account>(`${at(id)}/disconnect`),
    onSuccess: (account) => {
      void client.invalidateQueries({ queryKey: ['account', account.id] });
      void client.invalidateQueries({ queryKey: ['accounts'] });
    },
    onError: tellRefusal,
  });
}

export interface ConnectLink {
  url: string;
  expiresAt: string;
}

export function useConnectLink() {
  return useMutation({
    mutationFn: (id: string) => post<ConnectLink>(`${at(id)}/link`),
    onError: tellRefusal,
  });
}
