/** The four ways a question to the API can stand: waiting, failed, failed but the old answer is kept, answered. */
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useClockwork } from '../preferences.ts';
import { secondOf } from '../time.ts';
import { Refusal } from './refusal.tsx';

export function Load<T>(props: {
  query: UseQueryResult<T> | UseInfiniteQueryResult<T>;
  skeleton: ReactNode;
  children(data: T): ReactNode;
}) {
  const { query } = props;
  const clock = useClockwork();
  if (query.isPending) return props.skeleton;
  const retry = () => void query.refetch();
  if (query.data === undefined) return <Refusal error={query.error} onRetry={retry} />;
  return (
    <>
      {query.isError && (
        <Refusal error={query.error} onRetry={retry} asOf={secondOf(query.dataUpdatedAt, clock)} />
      )}
      {props.children(query.data)}
    </>
  );
}
