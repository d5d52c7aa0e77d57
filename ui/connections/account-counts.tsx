/** How many end users' accounts of a connection are in which state, each count leading to them. */
import { Link } from '@tanstack/react-router';
import type { Connection, State } from '../../sdk/index.ts';
import { StateMark } from '../kit/state-mark.tsx';
import { marks } from '../kit/states.ts';
import { useSession } from '../shell/session.ts';
import classes from './connections.module.css';

export function AccountCounts({ connection }: { connection: Connection }) {
  const { tenant } = useSession();
  const counted = Object.entries(connection.status.accounts).filter(([, count]) => count > 0) as [
    State,
    number,
  ][];
  if (counted.length === 0) return <>None yet</>;
  return (
    <span className={classes.counts}>
      {counted.map(([state, count]) => (
        <Link
          key={state}
          to="/$tenant/accounts"
          params={{ tenant: tenant.slug }}
          search={{ state, connection: String(connection.id) }}
        >
          <StateMark name={state} chip={false} word={`${count} ${marks[state].word.toLowerCase()}`} />
        </Link>
      ))}
    </span>
  );
}
