import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ScheduledEvent } from '../calendly/index.ts';
import { following, idOf, type Position, shownBy, type Window, windowAt } from './windows.ts';

const moment = (minute: number) => `2026-11-24T09:${String(minute).padStart(2, '0')}:00.000000Z`;
const windows: Window[] = [
  { status: 'active', from: moment(21), until: undefined },
  { status: 'active', from: moment(0), until: moment(20) },
];

const eventAt = (start_time: string, index: number) =>
  ({ uri: `https://api.calendly.com/scheduled_events/e${index}`, start_time }) as ScheduledEvent;

/** As `readPieces` reads: what was seen is passed over, and at least one is read when there is any. */
function pieceOf(all: ScheduledEvent[], { from, until }: Window, seen: string[], size: number) {
  const open = all
    .filter(({ start_time: start }) => start >= from && (until === undefined || start <= until))
    .sort((one, other) => (one.start_time < other.start_time ? -1 : 1));
  let end = 0;
  for (let read = 0; end < open.length && read < size; end++) if (!seen.includes(idOf(open[end]!))) read++;
  return { events: open.slice(0, end), more: end < open.length };
}

test('whatever begins together and wherever it stops, every booking is read once and the reading ends', () => {
  const starts = fc.array(fc.integer({ min: 0, max: 40 }).map(moment), { maxLength: 60 });
  fc.assert(
    fc.property(starts, fc.integer({ min: 1, max: 5 }), (begins, size) => {
      const all = begins.map(eventAt);
      const read: string[] = [];
      let at: Position = { part: 0, from: windows[0]!.from };
      for (let pieces = 0; ; pieces++) {
        const window = windowAt(windows, at);
        if (!window) break;
        expect(pieces).toBeLessThan(200);
        const seen = at.seen ?? [];
        const piece = pieceOf(all, window, seen, size);
        const shown = shownBy(window, piece);
        const listed = [...seen, ...piece.events.map(idOf)];
        for (const one of all) {
          const { start_time: start } = one;
          const within = start >= shown.from && (shown.until === undefined || start < shown.until);
          if (within) expect(listed).toContain(idOf(one));
        }
        read.push(...piece.events.map(idOf).filter((id) => !seen.includes(id)));
        at = following(windows, at, piece);
      }
      expect(read.sort()).toEqual(all.map(idOf).sort());
    }),
  );
});
