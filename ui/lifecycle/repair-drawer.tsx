/** Repair: one plan, shown before anything changes, done step by step, and what it changed. */
import { Button, Drawer } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Repair, RepairPicture, RepairPlan, RepairStatus, RepairStep } from '../../sdk/index.ts';
import { get, isRefused, post } from '../api.ts';
import { Refusal } from '../kit/refusal.tsx';
import { StateIcon } from '../kit/state-mark.tsx';
import { marks } from '../kit/states.ts';
import { Text } from '../kit/text.tsx';
import { When } from '../kit/when.tsx';
import { useClockwork } from '../preferences.ts';
import { dayOrTimeOf, secondOf } from '../time.ts';
import classes from './repair-drawer.module.css';
import { byItselfWords, costOf, foundWords, goneFrom, newIn, stepMarks, stepTitle } from './repair-words.ts';
import lines from './test-drawer.module.css';

export interface Repaired {
  name: string;
  accountId: string;
}

export function RepairDrawer({ of, onClose }: { of: Repaired | undefined; onClose(): void }) {
  return (
    <Drawer opened={of !== undefined} onClose={onClose} onExitTransitionEnd={focusContent} title="Repair">
      {of && <Whole of={of} onClose={onClose} />}
    </Drawer>
  );
}

/** The button that opened it may be gone with the trouble. */
function focusContent() {
  if (document.activeElement === document.body) document.getElementById('content')?.focus();
}

const pathOf = (accountId: string) => `/api/v1/accounts/${encodeURIComponent(accountId)}/repair`;
const followMs = 500;

/** The last repair; asked for again while it runs, so that one may leave and come back. */
function useStatus(accountId: string) {
  return useQuery({
    queryKey: ['repair', accountId],
    queryFn: ({ signal }) => get<RepairStatus>(pathOf(accountId), signal),
    refetchInterval: ({ state }) => (state.data?.repair?.state === 'running' ? followMs : false),
    staleTime: 0,
  });
}

function usePlan(accountId: string) {
  const [before, setBefore] = useState<RepairPlan>();
  const [plan, setPlan] = useState<RepairPlan>();
  const compute = useMutation({
    mutationFn: () => post<RepairPlan>(`${pathOf(accountId)}/plan`),
    onSuccess(fresh) {
      setBefore(plan);
      setPlan(fresh);
    },
  });
  return { before, plan, compute };
}

function Whole({ of: { name, accountId }, onClose }: { of: Repaired; onClose(): void }) {
  const client = useQueryClient();
  const status = useStatus(accountId);
  const { before, plan, compute } = usePlan(accountId);
  const [followed, setFollowed] = useState<string>();
  const last = status.data?.repair;
  const running = last?.state === 'running';
  const shown = last && (running || last.id === followed) ? last : undefined;
  const run = useMutation({
    mutationFn: () => post<Repair>(pathOf(accountId), { basis: plan!.basis }),
    onSuccess: ({ id }) => {
      setFollowed(id);
      return status.refetch();
    },
    onError(error) {
      if (isRefused(error) && error.problem.code === 'repair_plan_changed') compute.mutate();
    },
  });
  const { mutate } = compute;
  useEffect(() => {
    if (status.isFetched && !running && followed === undefined) mutate();
  }, [status.isFetched, running, followed, mutate]);
  useEffect(() => {
    if (running) setFollowed(last.id);
    else if (followed !== undefined) void client.invalidateQueries({ queryKey: ['account', accountId] });
  }, [running, last?.id, followed, client, accountId]);
  const changed = run.error !== null && compute.isSuccess && before !== undefined;
  return (
    <div className={lines.test} data-testid="repair" data-state={shown?.state ?? 'plan'}>
      <p className={lines.of}>
        <Text>{name}</Text>
      </p>
      {shown && <Run repair={shown} />}
      {!shown && compute.isPending && <Asking />}
      {!shown && compute.error && <Refusal error={compute.error} />}
      {!shown && !compute.isPending && plan && <Plan plan={plan} before={changed ? before : undefined} />}
      {!shown && run.error && !changed && <Refusal error={run.error} />}
      <div className={lines.buttons}>
        {!running && (
          <Button disabled={compute.isPending} onClick={() => (shown ? setFollowed(undefined) : mutate())}>
            Compute again
          </Button>
        )}
        <Button onClick={onClose}>Close</Button>
        {!shown && plan?.runnable && (
          <Button
            variant="filled"
            data-testid="repair-run"
            disabled={compute.isPending}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            Run repair
          </Button>
        )}
      </div>
    </div>
  );
}

function Asking() {
  return (
    <>
      <p role="status" className={lines.summary}>
        Asking Calendly …
      </p>
      <progress aria-label="Asking Calendly" className={lines.progress} />
    </>
  );
}

function Plan({ plan, before }: { plan: RepairPlan; before: RepairPlan | undefined }) {
  const { steps, computedAt, requests, runnable, leftAlone, byItself } = plan;
  const fresh = newIn(steps, before?.steps);
  const asked = steps.filter(({ verb }) => verb === 'ask_person').length;
  const isFine = steps.every(({ verb }) => verb === 'read_gap');
  return (
    <>
      <p role="status" className={lines.summary}>
        {before && 'The account looks different now; what differs is marked. '}
        Computed <When at={computedAt} as={secondOf} />. {isFine && 'Nothing is wrong. '}
        {runnable ? 'Nothing changes until you run it.' : 'Nothing of it can be done from here.'}
      </p>
      <ol className={lines.lines} data-testid="repair-plan">
        {steps.map((step, index) => (
          <li key={step.key} className={lines.line} data-verb={step.verb}>
            {step.verb === 'ask_person' ? (
              <StateIcon name="attention" />
            ) : (
              <span className={classes.number}>{index + 1 - asked}</span>
            )}
            <StepWords step={step} cost mark={fresh.has(step.key) ? 'New' : undefined} />
          </li>
        ))}
        {goneFrom(steps, before?.steps).map((step) => (
          <li key={step.key} className={lines.line}>
            <span aria-hidden className={lines.dot} />
            <p className={classes.gone}>
              <Title step={step} />
            </p>
          </li>
        ))}
      </ol>
      <p className={lines.summary}>
        {steps.length > 1 && requests > 0 && `In all ${costOf(requests)}. `}
        {!isFine && runnable && byItselfWords(byItself)}
        {leftAlone !== null &&
          leftAlone > 0 &&
          ` ${leftAlone} of other software stand there and are left alone.`}
      </p>
    </>
  );
}

function StepWords(props: { step: RepairStep; cost?: boolean; mark?: string | undefined }) {
  const { step, cost, mark } = props;
  return (
    <>
      <p className={lines.name}>
        <Title step={step} />
        {mark && <span className={classes.mark}>{mark}</span>}
      </p>
      <p className={lines.words}>
        <bdi>{step.why}</bdi> {cost && step.requests > 0 && `Costs ${costOf(step.requests)}.`}
      </p>
    </>
  );
}

/** A gap is read from a moment on, which is told in the reader's zone. */
function Title({ step }: { step: RepairStep }) {
  const clock = useClockwork();
  return stepTitle(step, (time) => dayOrTimeOf(time, clock));
}

function Run({ repair }: { repair: Repair }) {
  const { state, steps, before, after, found, beganAt, endedAt } = repair;
  const said = { running: 'Working', done: 'Done', failed: 'Not all could be done' }[state];
  return (
    <>
      <p role="status" className={lines.summary}>
        {said}, begun <When at={beganAt} as={secondOf} />
        {endedAt && (
          <>
            , ended <When at={endedAt} as={secondOf} />
          </>
        )}
        . {state === 'running' && 'It goes on when you leave.'}
      </p>
      <ol className={lines.lines} data-testid="repair-steps">
        {steps.map((step) => (
          <li key={step.key} className={lines.line} data-verb={step.verb} data-state={step.state}>
            <StateIcon name={step.verb === 'ask_person' ? 'attention' : stepMarks[step.state]} />
            <StepWords step={step.words ? { ...step, why: step.words } : step} />
          </li>
        ))}
      </ol>
      {found !== null && <p data-testid="repair-found">{foundWords(found)}</p>}
      {after && (
        <div className={classes.compare}>
          <Picture title="Before" picture={before} />
          <Picture title="After" picture={after} />
        </div>
      )}
    </>
  );
}

function Picture({ title, picture }: { title: string; picture: RepairPicture }) {
  return (
    <div>
      <h3>{title}</h3>
      <p className={classes.level}>
        <StateIcon name={picture.level} />
        {marks[picture.level].word}
      </p>
      {picture.subscription && (
        <p>Subscription {marks[`subscription-${picture.subscription}`].word.toLowerCase()}</p>
      )}
      {picture.reasons.map(({ code, words }) => (
        <p key={code}>{words}</p>
      ))}
    </div>
  );
}
