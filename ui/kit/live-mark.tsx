/** Says whether what is shown is live. Pause stops showing, never receiving. */
import { Button } from '@mantine/core';
import { useLive } from '../live/use-live.ts';
import { useClockwork } from '../preferences.ts';
import { timeOf } from '../time.ts';
import classes from './live-mark.module.css';
import { StateMark } from './state-mark.tsx';

/** `onlyTrouble`: silent while all is live, where other marks stand in the title. */
export function LiveMark({ onlyTrouble }: { onlyTrouble?: boolean }) {
  const live = useLive();
  const clock = useClockwork();
  if (live.phase === 'offline') {
    return (
      <span className={classes.offline} role="status">
        <StateMark
          name="offline"
          word={`Offline since ${timeOf(live.since ?? 0, clock)}`}
          testId="live-mark"
        />
        <Button size="compact-xs" onClick={live.tryNow}>
          Try now
        </Button>
      </span>
    );
  }
  if (live.phase === 'connecting') return <StateMark name="catching-up" testId="live-mark" />;
  const paused = live.paused;
  if (onlyTrouble && !paused) return null;
  const waiting = live.waiting > 0 ? ` (${live.waiting} waiting)` : '';
  return (
    <button
      type="button"
      className={classes.toggle}
      data-testid="live-mark"
      title={paused ? 'Show changes again' : 'Pause showing changes'}
      aria-description={paused ? 'Shows changes again' : 'Pauses showing changes; they are still received'}
      onClick={paused ? live.resume : live.pause}
    >
      {paused ? <StateMark name="paused" word={`Paused${waiting}`} /> : <StateMark name="live" />}
    </button>
  );
}
