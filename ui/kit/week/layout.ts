/**
 * Where the blocks of one day stand. Those that overlap share the width, at most four beside each other; what
 * does not fit is told as a number.
 */
export interface Span {
  /** Minutes of the day on the wall. */
  from: number;
  to: number;
}

export interface Placed<T> {
  item: T;
  column: number;
  columns: number;
}

export interface More<T> extends Span {
  items: T[];
}

const widest = 4;
/** A shorter block would not hold a line of text. */
export const shortestMinutes = 28;

export function layoutDay<T>(
  items: T[],
  spanOf: (item: T) => Span,
): { placed: Placed<T>[]; more: More<T>[] } {
  const placed: Placed<T>[] = [];
  const more: More<T>[] = [];
  for (const group of overlapping(items, spanOf)) {
    const columns = intoColumns(group, spanOf);
    const shown = columns.length > widest ? columns.slice(0, widest - 1) : columns;
    const width = Math.min(columns.length, widest);
    shown.forEach((column, index) => {
      for (const item of column) placed.push({ item, column: index, columns: width });
    });
    const hidden = columns.slice(shown.length).flat();
    if (hidden.length > 0) more.push({ ...hull(hidden, spanOf), items: hidden });
  }
  return { placed, more };
}

/** Groups that do not touch each other in time. */
function overlapping<T>(items: T[], spanOf: (item: T) => Span): T[][] {
  const groups: T[][] = [];
  let end = -1;
  for (const item of items.toSorted((a, b) => spanOf(a).from - spanOf(b).from)) {
    const span = spanOf(item);
    if (span.from >= end) groups.push([]);
    groups.at(-1)!.push(item);
    end = Math.max(end, endOf(span));
  }
  return groups;
}

function intoColumns<T>(group: T[], spanOf: (item: T) => Span): T[][] {
  const columns: T[][] = [];
  for (const item of group) {
    const free = columns.find((column) => endOf(spanOf(column.at(-1)!)) <= spanOf(item).from);
    if (free) free.push(item);
    else columns.push([item]);
  }
  return columns;
}

function hull<T>(items: T[], spanOf: (item: T) => Span): Span {
  const spans = items.map(spanOf);
  return { from: Math.min(...spans.map((span) => span.from)), to: Math.max(...spans.map(endOf)) };
}

function endOf({ from, to }: Span): number {
  return Math.max(to, from + shortestMinutes);
}
