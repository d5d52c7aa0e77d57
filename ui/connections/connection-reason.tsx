/** Why a connection is not well, since when, and what to do; and what is going on with it, or may be a mistake. */
import type { Connection } from '../../sdk/index.ts';
import { When } from '../kit/when.tsx';
import classes from './connections.module.css';

export function ConnectionReason({ connection }: { connection: Connection }) {
  const { reason, since } = connection.status;
  if (!reason) return null;
  return (
    <p className={classes.reason}>
      {reason.words} {reason.wayOut}{' '}
      <span>
        Since <When at={since} />.
      </span>
    </p>
  );
}

export function ConnectionNotes({ connection }: { connection: Connection }) {
  const { options } = connection;
  return (
    <>
      {options.deletingSince && (
        <p className={classes.reason} role="status">
          Being deleted since <When at={options.deletingSince} />: its accounts are disconnected first, then
          it goes.
        </p>
      )}
      {options.nextClientSecret && (
        <p className={classes.reason}>
          A next Client secret is entered. It takes over as soon as Calendly asks for it.
        </p>
      )}
      {options.warnings.map(({ path, message }) => (
        <p key={path} className={classes.warning}>
          {message}
        </p>
      ))}
    </>
  );
}
