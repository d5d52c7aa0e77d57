/** Ends the session; what is shown then follows from there being none. */
import { useMutation } from '@tanstack/react-query';
import { remove } from '../api.ts';
import { queryClient } from '../queries.ts';

export function useSignOut() {
  return useMutation({
    mutationFn: () => remove('/api/v1/session'),
    onSettled: () => queryClient.resetQueries(),
  });
}
