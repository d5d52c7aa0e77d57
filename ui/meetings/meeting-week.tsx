/** One week of meetings, one block per scheduled event; on a narrow screen one day of it at a time. */
import { ActionIcon, Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { Load } from '../kit/load.tsx';
import { SkeletonRows } from '../kit/log-list.tsx';
import { usePages } from '../kit/use-pages.ts';
import { WeekGrid } from '../kit/week/week-grid.tsx';
import { firstDayOfWeek } from '../preferences.ts';
import { meetingsQuery } from '../queries.ts';
import { addDays, type Clockwork, dateOf, rangeOf, startOfWeek, wallOf } from '../time.ts';
import { blocksOf, type MeetingBlock } from './blocks.ts';
import { daysFilter, fromFilter, useMeetingSearch } from './filter.ts';
import { MeetingBlockLink } from './meeting-block.tsx';
import classes from './meeting-week.module.css';
import { useNow } from './use-now.ts';

const most = 500;

export function MeetingWeek() {
  const { search, set, clock } = useMeetingSearch();
  const narrow = useMediaQuery('(width < 768px)', undefined, { getInitialValueInEffect: false });
  const now = useNow();
  const today = wallOf(now, clock.zone).day;
  const day = search.day ?? today;
  const monday = startOfWeek(day, firstDayOfWeek());
  const week = useMemo(() => Array.from({ length: 7 }, (_, index) => addDays(monday, index)), [monday]);

  const { query, items: meetings } = usePages(meetingsQuery(daysFilter(search, monday, 7, clock.zone)));
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const tooMany = hasNextPage && meetings.length >= most;
  useEffect(() => {
    if (hasNextPage && !isFetching && !tooMany) void fetchNextPage();
  }, [hasNextPage, isFetching, tooMany, fetchNextPage]);

  const none = query.isSuccess && meetings.length === 0;
  const ahead = useInfiniteQuery({
    ...meetingsQuery(fromFilter(search, addDays(monday, 7), clock.zone)),
    enabled: none,
  });
  const next = none ? ahead.data?.pages[0]?.items[0] : undefined;

  const blocks = useMemo(() => blocksOf(meetings), [meetings]);
  const step = narrow ? 1 : 7;
  const go = (to: string) => set({ day: to === today ? undefined : to });
  const canceled = meetings.filter((meeting) => meeting.status === 'canceled').length;
  return (
    <div className={classes.week}>
      <div className={classes.bar}>
        <ActionIcon
          variant="default"
          aria-label={narrow ? 'Day before' : 'Week before'}
          onClick={() => go(addDays(day, -step))}
        >
          <IconChevronLeft aria-hidden size={18} stroke={1.6} />
        </ActionIcon>
        <Button onClick={() => go(today)}>Today</Button>
        <ActionIcon
          variant="default"
          aria-label={narrow ? 'Day after' : 'Week after'}
          onClick={() => go(addDays(day, step))}
        >
          <IconChevronRight aria-hidden size={18} stroke={1.6} />
        </ActionIcon>
        <h2 className={classes.range}>
          {narrow ? dateOf(`${day}T12:00Z`, 'UTC') : rangeOf(monday, week[6]!)}
        </h2>
        <p className={classes.count} role="status">
          {query.isPending ? '' : countWords(meetings.length, canceled, tooMany)}
        </p>
        {next && (
          <Button onClick={() => go(wallOf(next.startTime, clock.zone).day)}>
            Next: {dateOf(next.startTime, clock.zone)}
          </Button>
        )}
      </div>
      {narrow && <Strip days={week} chosen={day} today={today} blocks={blocks} clock={clock} onChoose={go} />}
      <Load query={query} skeleton={<SkeletonRows rows={12} />}>
        {() => (
          <WeekGrid
            days={narrow ? [day] : week}
            now={now}
            clock={clock}
            blocks={blocks}
            render={(block, short) => <MeetingBlockLink block={block} short={short} clock={clock} />}
          />
        )}
      </Load>
    </div>
  );
}

function countWords(count: number, canceled: number, tooMany: boolean): string {
  if (tooMany) return `More than ${most} meetings; choose an account to see all.`;
  if (count === 0) return 'No meetings this week';
  const meetings = count === 1 ? '1 meeting' : `${count} meetings`;
  return canceled === 0 ? meetings : `${meetings}, ${canceled} canceled`;
}

function Strip(props: {
  days: string[];
  chosen: string;
  today: string;
  blocks: MeetingBlock[];
  clock: Clockwork;
  onChoose(day: string): void;
}) {
  const busy = new Set(props.blocks.map((block) => wallOf(block.start, props.clock.zone).day));
  return (
    <nav className={classes.strip} aria-label="Days of this week">
      {props.days.map((day) => (
        <button
          key={day}
          type="button"
          aria-pressed={day === props.chosen}
          data-busy={busy.has(day) || undefined}
          data-today={day === props.today || undefined}
          onClick={() => props.onChoose(day)}
        >
          <span aria-hidden>{dateOf(`${day}T12:00Z`, 'UTC').charAt(0)}</span>
          <b aria-hidden>{Number(day.slice(8))}</b>
          <i className="read-out">{`${dateOf(`${day}T12:00Z`, 'UTC')}${busy.has(day) ? ', has meetings' : ''}`}</i>
        </button>
      ))}
    </nav>
  );
}
