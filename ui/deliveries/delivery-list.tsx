/** Deliveries newest first, one line each. A row keeps its place in the page while it changes. */
import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { Delivery } from '../../sdk/index.ts';
import { nameOf } from '../accounts/name.ts';
import { NoMatches } from '../kit/empty.tsx';
import { onKeys, type Pressed } from '../kit/keys.ts';
import { Load } from '../kit/load.tsx';
import { Cell, type Line, LogList, SkeletonRows } from '../kit/log-list.tsx';
import { StateMark } from '../kit/state-mark.tsx';
import { plain, Text } from '../kit/text.tsx';
import { useFresh } from '../kit/use-fresh.ts';
import { wholeMoment } from '../kit/when.tsx';
import { useLive } from '../live/use-live.ts';
import { useClockwork } from '../preferences.ts';
import { type Clockwork, longDateOf, milliOf, placeOf, tookOf } from '../time.ts';
import classes from './delivery-list.module.css';
import { useDeliverySearch } from './filter.ts';
import { deliveryUnder, neighbour } from './keys.ts';
import { NothingYet } from './nothing-yet.tsx';
import { useDeliveryWindow } from './use-window.ts';

export interface Selection {
  ids: ReadonlySet<string>;
  toggle(id: string): void;
  clear(): void;
}

export function DeliveryList(props: { selection: Selection; onReplay(ids: string[]): void }) {
  const { selection } = props;
  const { clear, active, filter } = useDeliverySearch();
  const clock = useClockwork();
  const live = useLive();
  const navigate = useNavigate({ from: '/$tenant/deliveries' });
  const openId = useParams({ strict: false }).deliveryId;
  const scroller = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(false);
  const [focused, setFocused] = useState(false);
  const touched = scrolled || focused || openId !== undefined || selection.ids.size > 0 || live.paused;
  const { query, length, rowAt, onRange, newer, showNewer } = useDeliveryWindow(filter, touched);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at its top
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
    setScrolled(false);
  }, [filter]);
  const head = useMemo(
    () =>
      query.data?.items.map(({ id, outcome, replays }) => ({ id, updatedAt: `${outcome}${replays}` })) ?? [],
    [query.data],
  );
  const fresh = useFresh(head, query.isPlaceholderData);
  const dayAt = (index: number) => {
    const row = rowAt(index);
    return row && `${longDateOf(row.receivedAt, clock.zone)} · ${placeOf(clock.zone)}`;
  };

  const keys = onKeys({
    j: (event) => neighbour(deliveryUnder(event) ?? '', 1)?.link.focus(),
    k: (event) => neighbour(deliveryUnder(event) ?? '', -1)?.link.focus(),
    x: (event) => act(event, selection.toggle),
    r: (event) =>
      selection.ids.size > 0 ? props.onReplay([...selection.ids]) : act(event, (id) => props.onReplay([id])),
    y: (event) => act(event, (id) => void navigator.clipboard?.writeText(id)),
    p: () => (live.paused ? live.resume() : live.pause()),
    ' ': (event) =>
      act(
        event,
        (id) =>
          void navigate({ to: '/$tenant/deliveries/$deliveryId', params: { deliveryId: id }, search: true }),
      ),
    escape: selection.ids.size > 0 ? selection.clear : undefined,
    '/': () => document.querySelector<HTMLElement>('search input')?.focus(),
    f: () => document.querySelector<HTMLElement>('search [aria-label="Outcome"]')?.focus(),
  });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the rows within
    <div
      className={classes.list}
      onKeyDown={keys}
      onScrollCapture={() => setScrolled((scroller.current?.scrollTop ?? 0) > 0)}
      onFocusCapture={(event) => setFocused(event.target.matches('a[data-row-link], input'))}
      onBlurCapture={() => setFocused(false)}
    >
      <div role="status" className={classes.news}>
        {newer > 0 && (
          <Button
            className={classes.pill}
            variant="filled"
            leftSection={<IconArrowUp aria-hidden size={16} stroke={1.6} />}
            onClick={() => {
              showNewer();
              scroller.current?.scrollTo({ top: 0 });
            }}
          >
            {newer >= 100 ? '100 or more new' : `${newer} new`}
          </Button>
        )}
      </div>
      <Load query={query} skeleton={<SkeletonRows rows={14} dense />}>
        {() => {
          if (length === 0) {
            return active > 0 ? <NoMatches what="deliveries" onClear={clear} /> : <NothingYet />;
          }
          return (
            <LogList
              label="Deliveries"
              testId="deliveries-list"
              className={classes.columns}
              columns={['Select', 'Received', 'Outcome', 'Topic', 'Account', 'Took']}
              lines={{ length: length + 1, at: (index) => lineAt(index, rowAt, dayAt) }}
              even
              dense
              headAt={(index) => dayAt(Math.max(0, index - 1))}
              scrollerRef={scroller}
              onRange={onRange}
              busy={query.isPlaceholderData}
              rowProps={({ id, outcome }) => ({
                'data-testid': 'delivery-row',
                'data-delivery-id': id,
                'data-outcome': outcome,
                'data-open': id === openId || undefined,
                'data-fresh': fresh.has(id) || undefined,
              })}
              row={(delivery) => (
                <Row
                  delivery={delivery}
                  zone={clock.zone}
                  hour12={clock.hour12}
                  selected={selection.ids.has(delivery.id)}
                  onToggle={selection.toggle}
                />
              )}
            />
          );
        }}
      </Load>
    </div>
  );
}

/** Only where a row has the focus. */
function act(event: Pressed, on: (id: string) => void): void {
  const id = deliveryUnder(event);
  if (id) on(id);
}

function lineAt(
  index: number,
  rowAt: (index: number) => Delivery | undefined,
  dayAt: (index: number) => string | undefined,
): Line<Delivery> {
  if (index === 0) return { kind: 'head', key: 'day', words: dayAt(0) ?? '' };
  const item = rowAt(index - 1);
  return item ? { kind: 'row', key: item.id, item } : { kind: 'blank', key: String(index) };
}

/** Drawn again only when it changes, however often its place does. */
const Row = memo(function Row(
  props: Clockwork & { delivery: Delivery; selected: boolean; onToggle(id: string): void },
) {
  const { zone, hour12 } = props;
  const { id, receivedAt, topic, outcome, endUser } = props.delivery;
  const clock = { zone, hour12 };
  const at = milliOf(receivedAt, clock);
  const name = topic ?? (outcome === 'unverified' ? 'not read' : 'unreadable');
  return (
    <>
      <Cell className={classes.select}>
        <input
          type="checkbox"
          aria-label={plain(`Select ${name}, ${at}`)}
          checked={props.selected}
          onChange={() => props.onToggle(id)}
        />
      </Cell>
      <Cell className={classes.received}>
        <time dateTime={receivedAt} title={wholeMoment(receivedAt, clock)}>
          {at}
        </time>
      </Cell>
      <Cell className={classes.outcome}>
        <StateMark name={outcome} />
      </Cell>
      <Cell className={classes.topic}>
        <Link
          from="/$tenant/deliveries"
          to="/$tenant/deliveries/$deliveryId"
          params={{ deliveryId: id }}
          search={true}
          data-row-link
          title={plain(name)}
        >
          <Text>{name}</Text>
        </Link>
      </Cell>
      <Cell className={classes.account}>
        <Text>{endUser ? nameOf(endUser) : 'Account is gone'}</Text>
      </Cell>
      <Cell className={classes.took}>{tookWords(props.delivery)}</Cell>
    </>
  );
});

function tookWords({ receivedAt, processedAt, replays }: Delivery): string {
  if (replays > 0) return replays === 1 ? 'replayed' : `replayed ${replays}×`;
  return processedAt ? tookOf(Date.parse(processedAt) - Date.parse(receivedAt)) : '';
}
