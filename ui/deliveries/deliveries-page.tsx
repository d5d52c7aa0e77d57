/** What Calendly sent: a live list of any length, with one open beside it. */
import { Button, Select } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState } from 'react';
import { AccountSelect } from '../accounts/account-select.tsx';
import { Act } from '../kit/act.tsx';
import { FilterBar, SearchField } from '../kit/filter-bar.tsx';
import { marks } from '../kit/states.ts';
import { useLive } from '../live/use-live.ts';
import { type DeliveryFilter, deliveryCountQuery, deliveryExactCountQuery } from '../queries.ts';
import { Page } from '../shell/page.tsx';
import { useMayChange, useSession } from '../shell/session.ts';
import classes from './deliveries.module.css';
import { DeliveryList, type Selection } from './delivery-list.tsx';
import { spans, useDeliverySearch } from './filter.ts';
import { outcomes } from './outcomes.ts';
import { ReplayDialog, ReplayProgress, type Running, type Wanted } from './replay-many.tsx';

const SendTest = lazy(() =>
  import('../overview/send-test.tsx').then(({ SendTest }) => ({ default: SendTest })),
);

const topics = [
  'invitee.created',
  'invitee.canceled',
  'invitee_no_show.created',
  'invitee_no_show.deleted',
  'routing_form_submission.created',
];

export function DeliveriesPage() {
  const { search, set, clear, active, filter } = useDeliverySearch();
  const { calendly } = useSession();
  const mayChange = useMayChange();
  const selection = useSelection();
  const [wanted, setWanted] = useState<Wanted>();
  const [running, setRunning] = useState<Running>();
  const replayable = search.text === undefined && search.outcome !== 'unverified';
  return (
    <Page
      title="Deliveries"
      trail="Deliveries"
      fill
      aside={<Outlet />}
      actions={
        <>
          <PauseButton />
          {replayable && active > 0 && (
            <Act testId="replay-matching" onClick={() => setWanted({ matching: search, filter })}>
              Replay<span className={classes.wide}> all that match</span>
            </Act>
          )}
          {calendly.kind === 'emulator' && mayChange && (
            <Suspense fallback={null}>
              <SendTest />
            </Suspense>
          )}
        </>
      }
    >
      <FilterBar
        active={active}
        onClear={clear}
        note={<HowMany filter={filter} />}
        search={
          <SearchField
            label="Id, Calendly URI or topic"
            value={search.text ?? ''}
            onChange={(text) => set({ text: text || undefined })}
          />
        }
      >
        <Select
          aria-label="Outcome"
          allowDeselect={false}
          value={search.outcome ?? ''}
          data={[
            { value: '', label: 'Any outcome' },
            ...outcomes.map((outcome) => ({ value: outcome, label: marks[outcome].word })),
          ]}
          onChange={(outcome) => set({ outcome: (outcome || undefined) as typeof search.outcome })}
        />
        <Select
          aria-label="Topic"
          allowDeselect={false}
          comboboxProps={{ width: 260, position: 'bottom-start' }}
          value={search.topic ?? ''}
          data={[{ value: '', label: 'Any topic' }, ...topics]}
          onChange={(topic) => set({ topic: topic || undefined })}
        />
        <AccountSelect value={search.account} onChange={(account) => set({ account })} />
        <Select
          aria-label="Received"
          allowDeselect={false}
          value={search.last ?? ''}
          data={[
            { value: '', label: 'At any time' },
            ...Object.entries(spans).map(([value, { word }]) => ({ value, label: word })),
          ]}
          onChange={(last) => set({ last: (last || undefined) as typeof search.last })}
        />
      </FilterBar>
      {selection.ids.size > 0 && (
        <div className={classes.selection} role="toolbar" aria-label="Selected deliveries">
          <span role="status">{selection.ids.size} selected</span>
          <Act variant="filled" onClick={() => setWanted({ ids: [...selection.ids] })}>
            Replay {selection.ids.size}
          </Act>
          <Button variant="subtle" onClick={selection.clear}>
            Select none
          </Button>
        </div>
      )}
      {running && <ReplayProgress of={running} onClose={() => setRunning(undefined)} />}
      <DeliveryList selection={selection} onReplay={(ids) => setWanted({ ids })} />
      <ReplayDialog
        wanted={wanted}
        onClose={() => setWanted(undefined)}
        onBegun={(begun) => {
          selection.clear();
          setRunning(begun);
        }}
      />
    </Page>
  );
}

function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setIds((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id]))),
    [],
  );
  const clear = useCallback(() => setIds(new Set()), []);
  return { ids, toggle, clear };
}

function PauseButton() {
  const { paused, pause, resume } = useLive();
  const Shape = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Button
      className={classes.pause}
      leftSection={<Shape aria-hidden size={16} stroke={1.6} />}
      onClick={paused ? resume : pause}
    >
      {paused ? 'Go on' : 'Pause'}
    </Button>
  );
}

/** Estimated where they are many; counted when somebody wants to know. */
function HowMany({ filter }: { filter: DeliveryFilter }) {
  const estimated = useQuery(deliveryCountQuery(filter));
  const [asked, setAsked] = useState<DeliveryFilter>();
  const exact = useQuery({ ...deliveryExactCountQuery(filter), enabled: asked === filter });
  const told = asked === filter ? (exact.data ?? estimated.data) : estimated.data;
  if (!told) return null;
  const words = told.count.toLocaleString('en-GB');
  if (told.exact) return told.count === 1 ? '1 delivery' : `${words} deliveries`;
  return (
    <>
      about {Number(told.count.toPrecision(2)).toLocaleString('en-GB')} deliveries{' '}
      <Button variant="subtle" size="compact-sm" loading={exact.isFetching} onClick={() => setAsked(filter)}>
        Count exactly
      </Button>
    </>
  );
}
