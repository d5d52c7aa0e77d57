import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScheduledEvent } from '../calendly/index.ts';
import { following, type Position, shownBy, type Window, windowAt } from './windows.ts';

const moment = (minute: number) => `2026-11-24T09:${String(minute).padStart(2, '0')}:00.000000Z`;
const windows: Window[] = [
  { status: 'active', from: moment(20), until: undefined },
  { status: 'active', from: moment(0), until: moment(20) },
];

/** As `readPage` answers: a page never ends inside the moment that it began at. */
function pageOf(starts: string[], { from, until }: Window, size: number) {
  const open = starts.filter((start) => start >= from && (until === undefined || start <= until)).sort();
  let end = size;
  while (end < open.length && open[end - 1] === open[0]) end += size;
  const events = open.slice(0, end).map((start_time) => ({ start_time }) as ScheduledEvent);
  return { events, more: end < open.length };
}

test('whatever begins together, every booking is read and the reading ends', () => {
  const starts = fc.array(fc.integer({ min: 0, max: 40 }).map(moment), { maxLength: 60 });
  fc.assert(
    fc.property(starts, fc.integer({ min: 1, max: 5 }), (all, size) => {
      const read = new Set<string>();
      let at: Position = { part: 0, from: windows[0]!.from };
      for (let pages = 0; ; pages++) {
        const window = windowAt(windows, at);
        if (!window) break;
        expect(pages).toBeLessThan(200);
        const page = pageOf(all, window, size);
        const shown = shownBy(window, page);
        for (const { start_time: start } of page.events) read.add(start);
        for (const start of all) {
          const within = start >= shown.from && (shown.until === undefined || start < shown.until);
          if (within) expect(page.events.map(({ start_time }) => start_time)).toContain(start);
        }
        at = following(windows, at, page);
      }
      expect([...read].sort()).toEqual([...new Set(all)].sort());
    }),
  );
});
