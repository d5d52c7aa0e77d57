/** What went wrong, in the order: what happened, what it means, the way out; then code and request id. */
import { Button } from '@mantine/core';
import { problemOf } from '../api.ts';
import { CopyIcon } from './copy.tsx';
import classes from './refusal.module.css';
import { StateIcon } from './state-mark.tsx';

export function Refusal({ error, onRetry, asOf }: { error: unknown; onRetry?(): void; asOf?: string }) {
  const problem = problemOf(error);
  return (
    <div className={classes.refusal} role="alert">
      <StateIcon name="error" />
      <div className={classes.words}>
        <p>
          <strong>{problem.title}</strong> {problem.detail} {asOf && `What stands below is as of ${asOf}.`}
        </p>
        <p>{problem.wayOut}</p>
        {problem.requestId && (
          <p className={classes.facts}>
            {problem.code} · request {problem.requestId.slice(0, 8)}
            <CopyIcon text={`${problem.code} ${problem.requestId}`} what="code and request id" />
          </p>
        )}
      </div>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
