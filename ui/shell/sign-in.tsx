/** Uses the one-time link up. Its secret leaves the address before anything is sent. */
import { Button, Loader } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Session } from '../../sdk/index.ts';
import { isRefused, post } from '../api.ts';
import { Refusal } from '../kit/refusal.tsx';
import { queryClient, sessionQuery } from '../queries.ts';
import { signInRefusal } from '../words.ts';
import { Outside } from './outside.tsx';
import { WaysIn } from './ways-in.tsx';

const route = getRouteApi('/sign-in');

export function SignIn() {
  const { refused, tenant = '' } = route.useSearch();
  const secret = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const taken = useRef('');
  const { mutate, ...signIn } = useMutation({
    mutationFn: (token: string) => post<Session>('/api/v1/session', { token }),
    onSuccess(session) {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      void navigate({ to: '/$tenant', params: { tenant: session.tenant.slug }, replace: true });
    },
  });
  useEffect(() => {
    if (secret === '' || secret === taken.current) return;
    taken.current = secret;
    void navigate({ to: '/sign-in', search: {}, hash: '', replace: true });
    mutate(secret);
  }, [secret, navigate, mutate]);

  const ended = isRefused(signIn.error) && signIn.error.problem.status === 401;
  if (ended) {
    return (
      <Outside trail="Sign in" title="This sign-in link has been used or has ended">
        <p>Each link works once, and not for long.</p>
        <WaysIn tenant="" />
      </Outside>
    );
  }
  if (signIn.isError) {
    return (
      <Outside
        trail="Sign in"
        title="Sign-in did not complete"
        action={<Button onClick={() => mutate(taken.current)}>Try again</Button>}
      >
        <Refusal error={signIn.error} />
      </Outside>
    );
  }
  if (signIn.isPending || secret !== '') {
    return (
      <Outside trail="Sign in" title="Signing in">
        <Loader size={20} aria-label="Signing in" />
      </Outside>
    );
  }
  const why = refused === undefined ? undefined : signInRefusal(refused);
  return (
    <Outside trail="Sign in" title={why?.happened ?? 'Sign in'}>
      {why && <p>{`${why.means} ${why.wayOut}`}</p>}
      <WaysIn tenant={tenant} />
    </Outside>
  );
}
