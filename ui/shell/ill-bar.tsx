/** Above every page while something of ours is not well: what, and what still works. */
import { useQuery } from '@tanstack/react-query';
import { problemOf } from '../api.ts';
import { StateIcon } from '../kit/state-mark.tsx';
import { ageOf, many } from '../overview/words.ts';
import { overviewQuery } from '../queries.ts';
import classes from './shell.module.css';

/** What waits longer is a backlog of ours. */
const behindMs = 60_000;

export function IllBar() {
  const { data, error } = useQuery(overviewQuery('24h'));
  const words = illWords(data, error);
  if (!words) return null;
  return (
    <div className={classes.ill} role="alert" data-testid="ill-bar">
      <StateIcon name="attention" />
      <p>
        <strong>{words.what}</strong> {words.means}
      </p>
    </div>
  );
}

function illWords(
  known: { waiting: { count: number; since: string | null }; asOf: string } | undefined,
  error: unknown,
): { what: string; means: string } | undefined {
  if (error && problemOf(error).status === 503) {
    return {
      what: 'The database does not answer.',
      means: 'Deliveries are not taken in either; Calendly sends them again. What stands here may be old.',
    };
  }
  const { waiting, asOf } = known ?? {};
  const behind = waiting?.since ? Date.parse(asOf!) - Date.parse(waiting.since) : 0;
  if (!waiting || behind < behindMs) return undefined;
  const { count } = waiting;
  return {
    what: 'Receiving works.',
    means: `Applying is ${ageOf(behind)} behind: ${many(count, 'delivery waits', 'deliveries wait')}. Nothing is lost.`,
  };
}
