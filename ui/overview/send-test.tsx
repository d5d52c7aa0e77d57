/** A booking made at the emulator and watched on its way here, node by node, from what really happened. */
import { Button, Popover, Select } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { TrialPeople, TrialStep } from '../../sdk/index.ts';
import { post } from '../api.ts';
import { Load } from '../kit/load.tsx';
import { Refusal } from '../kit/refusal.tsx';
import { plain } from '../kit/text.tsx';
import { useClockwork } from '../preferences.ts';
import { trialPeopleQuery } from '../queries.ts';
import { dateOf, timeOf } from '../time.ts';
import classes from './send-test.module.css';
import { TrialWire } from './trial-wire.tsx';
import { useTrial } from './use-trial.ts';

export function SendTest() {
  const [opened, popover] = useDisclosure();
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && popover.close()}
      position="bottom-end"
      width={narrow ? 358 : 480}
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>
        <Button
          variant="filled"
          leftSection={<IconSend aria-hidden size={16} />}
          aria-expanded={opened}
          aria-haspopup="dialog"
          data-testid="send-test"
          onClick={popover.toggle}
        >
          {narrow ? 'Test' : 'Send a test booking'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Send a test booking" className={classes.sheet}>
        {opened && (
          <div data-autofocus tabIndex={-1}>
            <TestBooking />
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Asks with whom, books, and shows the wire: what stands in the popover, or in a window of its own. */
export function TestBooking() {
  const people = useQuery(trialPeopleQuery);
  return (
    <Load query={people} skeleton={<p className={classes.note}>Asking the emulator who can be booked …</p>}>
      {({ people: known }) => (known.length === 0 ? <Nobody /> : <Form people={known} />)}
    </Load>
  );
}

function Nobody() {
  return (
    <p className={classes.note}>
      Nobody can be booked yet.{' '}
      <Link from="/$tenant" to="/$tenant/accounts">
        Connect an account
      </Link>{' '}
      first.
    </p>
  );
}

function Form({ people }: TrialPeople) {
  const [accountId, setAccountId] = useState(people[0]!.accountId);
  const person = people.find((one) => one.accountId === accountId)!;
  const [chosen, setChosen] = useState<string>();
  const type = person.eventTypes.find(({ uri }) => uri === chosen) ?? person.eventTypes[0];
  const trial = useTrial();
  if (trial.run) return <Run key={trial.run.step.at} trial={trial} />;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (type)
          trial.start('Booked', () =>
            post<TrialStep>('/api/v1/trial/bookings', { accountId, eventType: type.uri }),
          );
      }}
    >
      <Select
        label="With whom"
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        value={accountId}
        data={people.map(({ accountId: value, name }) => ({ value, label: plain(name) }))}
        onChange={(value) => value && setAccountId(value)}
      />
      <Select
        label="Event type"
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        value={type?.uri ?? null}
        data={person.eventTypes.map(({ uri, name, minutes }) => ({
          value: uri,
          label: `${plain(name)}, ${minutes} min`,
        }))}
        onChange={(value) => setChosen(value ?? undefined)}
      />
      <p className={classes.note}>
        Tess Trial books the next free time on the emulator’s page. From there on it is like every other
        booking.
      </p>
      {trial.error !== null && <Refusal error={trial.error} />}
      <Button
        type="submit"
        variant="filled"
        loading={trial.pending}
        ref={focus}
        data-testid="send-test-go"
        disabled={!type}
      >
        Book it
      </Button>
    </form>
  );
}

/** What replaces the part that had the focus takes it over. */
function focus(element: HTMLElement | null): void {
  element?.focus();
}

function Run({ trial }: { trial: ReturnType<typeof useTrial> }) {
  const clock = useClockwork();
  const run = trial.run!;
  const { step, trace } = run;
  const { meetingId } = trace;
  const again = (verb: string, path: 'cancel' | 'move') =>
    trial.start(verb, () => post<TrialStep>(`/api/v1/trial/meetings/${meetingId}/${path}`));
  return (
    <div className={classes.form} ref={focus} tabIndex={-1}>
      <p>
        <strong>Tess Trial</strong> {run.verb === 'Booked' ? 'books' : run.verb.toLowerCase()}{' '}
        {dateOf(step.startTime, clock.zone)} {timeOf(step.startTime, clock)}
      </p>
      <TrialWire run={run} />
      {trial.error !== null && <Refusal error={trial.error} />}
      <div className={classes.buttons}>
        {meetingId && (
          <Link
            from="/$tenant"
            to="/$tenant/meetings/$meetingId"
            params={{ meetingId }}
            search={{ when: 'all' }}
            className={classes.open}
            data-testid="open-meeting"
          >
            Open meeting
          </Link>
        )}
        {meetingId && run.verb !== 'Canceled' && (
          <>
            <Button
              disabled={trial.pending}
              onClick={() => again('Canceled', 'cancel')}
              data-testid="trial-cancel"
            >
              Cancel it
            </Button>
            <Button disabled={trial.pending} onClick={() => again('Moved', 'move')} data-testid="trial-move">
              Move it
            </Button>
          </>
        )}
        <a href={step.page} target="_blank" rel="noreferrer" className={classes.link}>
          Open booking page
        </a>
      </div>
    </div>
  );
}
