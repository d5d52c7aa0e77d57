/** Three steps to the first meeting, which tick themselves as they happen. */
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection, Overview } from '../../sdk/index.ts';
import { post } from '../api.ts';
import { Act } from '../kit/act.tsx';
import { tellRefusal } from '../kit/tell.ts';
import { useSession } from '../shell/session.ts';
import { FirstStepsCode } from './first-steps-code.tsx';
import classes from './overview.module.css';

export function FirstSteps(props: {
  overview: Overview;
  onLink(): void;
  test: ReactNode;
  /** When they are done, and shown once more. */
  onHide: (() => void) | undefined;
}) {
  const { overview, onLink, test, onHide } = props;
  const emulator = useSession().calendly.kind === 'emulator';
  const added = overview.connections > 0;
  const connected = overview.accounts.connected > 0;
  return (
    <section className={classes.steps} aria-labelledby="first-steps" data-testid="first-steps">
      <div className={classes.over}>
        <h2 id="first-steps">Three steps to the first meeting</h2>
        {onHide && <Button onClick={onHide}>Hide</Button>}
      </div>
      <div className={classes.beside}>
        <ol className={classes.todo}>
          <Step
            number={1}
            done={added}
            title="Add a connection"
            words="An OAuth application that you registered at Calendly."
          >
            {!added && emulator && <UseEmulator />}
            {!added && (
              <Link from="/$tenant" to="/$tenant/settings/connections" className={classes.way}>
                Add Connection
              </Link>
            )}
          </Step>
          <Step
            number={2}
            done={connected}
            title="Connect a Calendly account"
            words="Your own, or that of somebody who uses your application."
          >
            {added && !connected && (
              <>
                <Link from="/$tenant" to="/$tenant/settings/connections" className={classes.way}>
                  Connect your own
                </Link>
                <Act onClick={onLink}>Copy link</Act>
              </>
            )}
          </Step>
          <Step
            number={3}
            done={overview.begun}
            title={emulator ? 'Send a test booking' : 'Wait for a booking, or make one'}
            words="Watch it arrive: it is here within a second."
          >
            {connected && test}
          </Step>
        </ol>
        <FirstStepsCode />
      </div>
    </section>
  );
}

function Step(props: { number: number; done: boolean; title: string; words: string; children: ReactNode }) {
  return (
    <li data-done={props.done || undefined}>
      <span className={classes.tick} aria-hidden>
        {props.done ? '✓' : props.number}
      </span>
      <div>
        <h3>
          {props.title}
          {props.done && <span className="read-out"> Done</span>}
        </h3>
        <p className={classes.facts}>{props.words}</p>
      </div>
      <div className={classes.buttons}>{props.children}</div>
    </li>
  );
}

function UseEmulator() {
  const client = useQueryClient();
  const use = useMutation({
    mutationFn: () => post<Connection>('/api/v1/trial/connection'),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['overview'] }),
        client.invalidateQueries({ queryKey: ['connections'] }),
      ]),
    onError: tellRefusal,
  });
  return (
    <Act variant="filled" busy={use.isPending} onClick={() => use.mutate()} testId="use-emulator">
      Use the emulator
    </Act>
  );
}
