/** Lets in whoever is signed in; says calmly why not otherwise. A session that was known stays while it is asked again. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Session } from '../../sdk/index.ts';
import { problemOf } from '../api.ts';
import { Refusal } from '../kit/refusal.tsx';
import { sessionQuery } from '../queries.ts';
import classes from './shell.module.css';
import { SignedOut } from './signed-out.tsx';

export function Gate({ children }: { children(session: Session): ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.isPending) return <Opening />;
  if (session.isError && problemOf(session.error).code === 'not_signed_in') return <SignedOut />;
  if (session.data) return children(session.data);
  return (
    <main className={classes.alone}>
      <h1 className="read-out">Slotwire</h1>
      <Refusal error={session.error} onRetry={() => void session.refetch()} />
    </main>
  );
}

/** The frame alone, so that nothing jumps when the rest comes. */
function Opening() {
  return (
    <main className={classes.shell} aria-busy="true">
      <h1 className="read-out">Opening Slotwire</h1>
      <div className={classes.rail} />
    </main>
  );
}
