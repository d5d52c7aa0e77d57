/**
 * Days side by side with their hours, for reading only. It is ours and not `@mantine/schedule`'s: that one puts
 * a button into every hour of every day (168 names to step through), tells times without their zone, and has
 * no place for what does not fit beside each other.
 */
import { Popover } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { type Clockwork, dateOf, longDateOf, timeOf, wallOf } from '../../time.ts';
import { layoutDay, type Span, shortestMinutes } from './layout.ts';
import classes from './week-grid.module.css';

export interface Block {
  key: string;
  start: string;
  end: string;
}

const dayMinutes = 24 * 60;

export function WeekGrid<T extends Block>(props: {
  days: string[];
  now: number;
  clock: Clockwork;
  blocks: T[];
  /** A link whose name is the whole sentence. */
  render(block: T, short: boolean): ReactNode;
}) {
  const { days, clock, blocks } = props;
  const { first, last } = hoursOf(blocks, days, clock.zone);
  const hours = Array.from({ length: last - first }, (_, index) => first + index);
  const scroller = useRef<HTMLDivElement>(null);
  const now = wallOf(props.now, clock.zone);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another range of days begins where its work begins
  useEffect(() => {
    const from = earliest(blocks, days, clock.zone) ?? 8 * 60;
    const hourHeight = (scroller.current?.querySelector('ol')?.clientHeight ?? 0) / hours.length;
    scroller.current?.scrollTo({ top: Math.max(0, from / 60 - first - 0.5) * hourHeight });
  }, [days[0], blocks.length === 0]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: an empty week must still scroll by keyboard
    <section ref={scroller} className={classes.scroller} aria-label="Calendar" tabIndex={0}>
      <div
        className={classes.grid}
        style={{ '--days': days.length, '--hours': hours.length } as React.CSSProperties}
      >
        {days.length > 1 && (
          <div className={classes.heads} aria-hidden>
            {days.map((day) => (
              <span key={day} className={classes.headDay} data-today={day === now.day || undefined}>
                {dateOf(`${day}T12:00Z`, 'UTC').split(' ')[0]} <b>{Number(day.slice(8))}</b>
              </span>
            ))}
          </div>
        )}
        <div className={classes.hours} aria-hidden>
          {hours.map((hour) => (
            <span key={hour}>{timeOf(Date.UTC(2026, 0, 1, hour), { ...clock, zone: 'UTC' })}</span>
          ))}
        </div>
        {days.map((day) => (
          <Day key={day} {...props} day={day} first={first} last={last} wallNow={now} />
        ))}
      </div>
    </section>
  );
}

function Day<T extends Block>(props: {
  day: string;
  first: number;
  last: number;
  clock: Clockwork;
  blocks: T[];
  wallNow: { day: string; hour: number; minute: number };
  render(block: T, short: boolean): ReactNode;
}) {
  const { day, first, last, clock, wallNow } = props;
  const span = (block: Block) => spanOf(block, day, clock.zone)!;
  const own = props.blocks.filter((block) => spanOf(block, day, clock.zone));
  const { placed, more } = layoutDay(own, span);
  const share = 100 / ((last - first) * 60);
  const place = ({ from, to }: Span, column: number, columns: number) => ({
    top: `${(from - first * 60) * share}%`,
    height: `${Math.max(to - from, shortestMinutes) * share}%`,
    left: `${(column * 100) / columns}%`,
    width: `${100 / columns}%`,
  });
  const minute = wallNow.hour * 60 + wallNow.minute;
  const showsNow = day === wallNow.day && minute >= first * 60 && minute < last * 60;
  return (
    <ol className={classes.day} aria-label={longDateOf(`${day}T12:00Z`, 'UTC')}>
      {placed.map(({ item, column, columns }) => (
        <li key={item.key} className={classes.place} style={place(span(item), column, columns)}>
          {props.render(item, span(item).to - span(item).from <= 30)}
        </li>
      ))}
      {more.map((rest) => (
        <li key={rest.items[0]!.key} className={classes.place} style={place(rest, 3, 4)}>
          <Popover position="right" withArrow shadow="md" trapFocus>
            <Popover.Target>
              <button
                type="button"
                className={classes.more}
                aria-label={`${rest.items.length} more at the same time`}
              >
                +{rest.items.length}
              </button>
            </Popover.Target>
            <Popover.Dropdown className={classes.rest} aria-label="More at the same time">
              {rest.items.map((item) => (
                <div key={item.key} className={classes.one}>
                  {props.render(item, false)}
                </div>
              ))}
            </Popover.Dropdown>
          </Popover>
        </li>
      ))}
      {showsNow && (
        <li aria-hidden className={classes.now} style={{ top: `${(minute - first * 60) * share}%` }} />
      )}
    </ol>
  );
}

/** The part of a block that lies in this day, in minutes on the wall; undefined when none does. */
function spanOf(block: Block, day: string, zone: string): Span | undefined {
  const start = wallOf(block.start, zone);
  const end = wallOf(block.end, zone);
  if (
    start.day > day ||
    end.day < day ||
    (end.day === day && end.hour + end.minute === 0 && start.day < day)
  ) {
    return undefined;
  }
  return {
    from: start.day < day ? 0 : start.hour * 60 + start.minute,
    to: end.day > day ? dayMinutes : end.hour * 60 + end.minute,
  };
}

function earliest(blocks: Block[], days: string[], zone: string): number | undefined {
  const all = days.flatMap((day) => blocks.flatMap((block) => spanOf(block, day, zone)?.from ?? []));
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Working hours, wider where meetings are. */
function hoursOf(blocks: Block[], days: string[], zone: string): { first: number; last: number } {
  let first = 8;
  let last = 18;
  for (const day of days) {
    for (const block of blocks) {
      const span = spanOf(block, day, zone);
      if (!span) continue;
      first = Math.min(first, Math.floor(span.from / 60));
      last = Math.max(last, Math.ceil(Math.max(span.to, span.from + shortestMinutes) / 60));
    }
  }
  return { first, last: Math.min(last, 24) };
}
