/** Test: what was tried of a connection or an account, one line each, the failed ones with their way out. */
import { Button, Drawer } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { TestReport } from '../../sdk/index.ts';
import { post } from '../api.ts';
import { CopyButton } from '../kit/copy.tsx';
import forms from '../kit/form.module.css';
import { Refusal } from '../kit/refusal.tsx';
import { StateIcon } from '../kit/state-mark.tsx';
import { Text } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import { secondOf, tookOf } from '../time.ts';
import classes from './test-drawer.module.css';
import { lineWords, reportText, steps, summaryOf } from './test-words.ts';

interface Tested {
  name: string;
  /** `/api/v1/connections/1`. */
  path: string;
}

export function TestDrawer({ of, onClose }: { of: Tested | undefined; onClose(): void }) {
  return (
    <Drawer opened={of !== undefined} onClose={onClose} title="Test">
      {of && <Test of={of} onClose={onClose} />}
    </Drawer>
  );
}

export function useTest(path: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const began = performance.now();
      const report = await post<TestReport>(`${path}/test`);
      return { report, tookMs: performance.now() - began, at: new Date().toISOString() };
    },
    // What Calendly refuses meanwhile is a new state.
    onSettled: () =>
      Promise.all(
        [['connections'], ['accounts'], ['account']].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

function Test({ of, onClose }: { of: Tested; onClose(): void }) {
  const { mutate, data, isPending, isIdle, error } = useTest(of.path);
  useEffect(() => mutate(), [mutate]);
  const trying = isPending || isIdle;
  return (
    <div className={classes.test} data-testid="test-report">
      <div role="status">
        <p className={classes.of}>
          <Text>{of.name}</Text>
        </p>
        <p className={classes.summary}>
          {trying && 'Asking Calendly …'}
          {!trying && data && (
            <>
              {summaryOf(data.report)}, in {tookOf(data.tookMs)} at <When at={data.at} as={secondOf} />.
            </>
          )}
        </p>
      </div>
      {trying && <progress aria-label="Asking Calendly" className={classes.progress} />}
      {trying && <Names path={of.path} />}
      {error && !trying && <Refusal error={error} />}
      {!trying && data && <Lines report={data.report} />}
      <div className={forms.buttons}>
        {data && !trying && (
          <CopyButton text={reportText(of.name, data.at, data.report)}>Copy result</CopyButton>
        )}
        <Button disabled={trying} onClick={() => mutate()}>
          Try again
        </Button>
        <Button variant="filled" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </div>
  );
}

function Lines({ report }: { report: TestReport }) {
  return (
    <ol className={classes.lines}>
      {report.lines.map((line) => (
        <li key={line.step} className={classes.line} data-step={line.step} data-outcome={line.outcome}>
          <StateIcon name={line.outcome} />
          <p className={classes.name}>{steps[line.step]}</p>
          <p className={classes.words}>
            <bdi>{lineWords(line, report)}</bdi>
          </p>
        </li>
      ))}
    </ol>
  );
}

/** What will be tried, in the room that the answers take. */
function Names({ path }: { path: string }) {
  const own = Object.entries(steps).filter(([step]) => step !== 'client' || path.includes('/connections/'));
  return (
    <ol className={classes.lines}>
      {own.map(([step, name]) => (
        <li key={step} className={classes.line} data-trying>
          <span aria-hidden className={classes.dot} />
          <p className={classes.name}>{name}</p>
        </li>
      ))}
    </ol>
  );
}
