/** The wire: what was done, received, verified, applied, shown; each node lit by what really happened, with the time between. */
import { useClockwork } from '../preferences.ts';
import { secondOf } from '../time.ts';
import classes from './send-test.module.css';
import type { TrialRun } from './use-trial.ts';
import { durationOf } from './words.ts';

const keys = { own: 'own key', previous: 'previous key', application: 'application’s key' };

export function TrialWire({ run }: { run: TrialRun }) {
  const clock = useClockwork();
  const { verb, step, trace, shownAt, late } = run;
  const [done, received, applied] = [step.at, trace.receivedAt, trace.appliedAt].map((at) =>
    at === null ? null : Date.parse(at),
  );
  const since = (from: number | null | undefined, to: number | null | undefined) =>
    from == null || to == null ? null : `+${durationOf(Math.max(0, to - from))}`;
  const nodes = [
    { word: verb, told: `${secondOf(step.at, clock)}.${step.at.slice(20, 23)}` },
    { word: 'Received', told: since(done, received) },
    { word: 'Verified', told: trace.key && keys[trace.key] },
    { word: 'Applied', told: since(received, applied) },
    { word: 'On this screen', told: since(applied, shownAt) },
  ];
  const whole = nodes.every(({ told }) => told !== null);
  return (
    <>
      <ol className={classes.wire} data-testid="trial-wire" data-done={whole || undefined}>
        {nodes.map(({ word, told }) => (
          <li key={word} data-lit={told !== null || undefined}>
            <span className={classes.node} aria-hidden />
            <span className={classes.word}>{word}</span>
            <span className={classes.told}>{told ?? '…'}</span>
          </li>
        ))}
      </ol>
      <p className={classes.note} role="status">
        {whole && `From the booking page to this screen in ${durationOf(shownAt! - done!)}.`}
        {!whole && trace.meetingId && 'Applied. It shows here when this page is live.'}
        {late && 'It has not arrived yet. The emulator’s console tells what was sent, and what was answered.'}
      </p>
    </>
  );
}
