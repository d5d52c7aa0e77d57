// biome-ignore-all lint/a11y/useSemanticElements: rows lie at computed places, which a table cannot do
// biome-ignore-all lint/a11y/useFocusableInteractive: the links in the rows take the focus
/**
 * A long list under a heading line. Short ones stand in the page whole; long ones keep only what is near the
 * view. Rows have one height, so nothing is measured. Arrow keys walk from row to row.
 */
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import classes from './log-list.module.css';

export type Line<T> =
  | { kind: 'head'; key: string; words: string }
  | { kind: 'row'; key: string; item: T }
  /** Its place is known, what stands there is not yet. */
  | { kind: 'blank'; key: string };

/** An array, or what can tell each line when it is looked at. */
export interface Lines<T> {
  readonly length: number;
  at(index: number): Line<T> | undefined;
}

const wholeUpTo = 200;
const headHeight = 36;

export function LogList<T>(props: {
  label: string;
  testId?: string;
  /** Sets the columns' widths, for the heading line and every row. */
  className: string | undefined;
  columns: string[];
  lines: Lines<T>;
  /** Only the first line is a head: where a line lies follows from its number, however many there are. */
  even?: boolean;
  /** Rows of 36 px, where there is room. */
  dense?: boolean;
  /** The words above the first row in view; without, those of the last head line. */
  headAt?(index: number): string | undefined;
  row(item: T): ReactNode;
  rowProps?(item: T): Record<string, string | boolean | undefined>;
  /** The end comes near: there may be more to fetch. */
  onNearEnd?(): void;
  /** Which lines are in the page now. */
  onRange?(first: number, last: number): void;
  scrollerRef?: RefObject<HTMLDivElement | null>;
  busy?: boolean;
  /** Nothing in a row takes the focus, so that the list itself must, to be scrolled by keys. */
  focusable?: boolean;
}) {
  const { lines, even } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.scrollerRef ?? own;
  const narrow = useMediaQuery('(width < 768px)') ?? false;
  const rowHeight = narrow ? 60 : props.dense ? 36 : 44;
  const isHead = (index: number) => (even ? index === 0 : lines.at(index)?.kind === 'head');
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (isHead(index) ? headHeight : rowHeight),
    overscan: lines.length <= wholeUpTo ? wholeUpTo : 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes follow the lines and the width
  useEffect(() => virtual.measure(), [virtual, even || lines, rowHeight]);

  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  const firstIndex = items[0]?.index ?? 0;
  const { onNearEnd, onRange } = props;
  useEffect(() => onRange?.(firstIndex, lastIndex), [onRange, firstIndex, lastIndex]);
  useEffect(() => {
    if (lastIndex >= lines.length - 20) onNearEnd?.();
  }, [lastIndex, lines.length, onNearEnd]);

  const firstVisible = virtual.range?.startIndex ?? 0;
  const current = props.headAt ? props.headAt(firstVisible) : headAbove(lines, firstVisible);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-testid={props.testId}
      data-busy={props.busy || undefined}
      {...(props.focusable ? { role: 'region', 'aria-label': props.label, tabIndex: 0 } : {})}
    >
      <div role="table" aria-label={props.label} aria-rowcount={lines.length + 1} onKeyDown={walk}>
        <div role="row" className={`${classes.columns} ${props.className}`} aria-rowindex={1}>
          {props.columns.map((column) => (
            <span role="columnheader" key={column}>
              {column}
            </span>
          ))}
        </div>
        {current && (
          <div aria-hidden className={classes.current}>
            {current}
          </div>
        )}
        <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const line = lines.at(index)!;
            const { key } = line;
            const place = { transform: `translateY(${start}px)`, height: size };
            if (line.kind === 'blank') {
              return (
                <div key={key} aria-hidden className={classes.blank} style={place}>
                  <span />
                </div>
              );
            }
            return line.kind === 'head' ? (
              <div role="row" key={key} aria-rowindex={index + 2} className={classes.head} style={place}>
                <span role="cell" aria-colspan={props.columns.length}>
                  {line.words}
                </span>
              </div>
            ) : (
              <div
                role="row"
                key={key}
                aria-rowindex={index + 2}
                className={`${classes.row} ${props.className}`}
                style={place}
                {...props.rowProps?.(line.item)}
              >
                {props.row(line.item)}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function headAbove<T>(lines: Lines<T>, index: number): string | undefined {
  for (let above = Math.min(index, lines.length - 1); above >= 0; above--) {
    const line = lines.at(above);
    if (line?.kind === 'head') return line.words;
  }
  return undefined;
}

/** One cell of a row. */
export function Cell(props: { className?: string | undefined; title?: string; children: ReactNode }) {
  return <span role="cell" {...props} />;
}

/** Up and down move from one row's link to the next. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLAnchorElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a[data-row-link]')];
  const next = links[links.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The shape of what follows, shown when the wait is long enough to be noticed. */
export function SkeletonRows({ rows = 8, dense }: { rows?: number; dense?: boolean }) {
  return (
    <div className={classes.skeleton} data-dense={dense} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: all are alike
        <div key={index} className={classes.bone}>
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}

/** A page that is a list, with what stands above it: the list takes the height that is left. */
export function AroundList({ children }: { children: ReactNode }) {
  return <div className={classes.around}>{children}</div>;
}
