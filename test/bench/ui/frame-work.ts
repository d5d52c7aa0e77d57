/**
 * What each frame costs the page's own thread: the tasks that ran on it from where the frame begins to where the next
 * one does, from Chromium's trace. Scripts, styles, layout and painting are in it; waiting for the screen is not.
 */
import type { Browser, Page } from '@playwright/test';
import { frameMark } from '../../support/many-deliveries.ts';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** Of the processor, where the trace tells it. */
  tdur?: number;
}

const categories = ['blink.user_timing', 'disabled-by-default-devtools.timeline'];

/** Milliseconds of each frame while `scroll` runs, shortest first. */
export async function frameWork(
  browser: Browser,
  page: Page,
  scroll: () => Promise<unknown>,
): Promise<number[]> {
  await browser.startTracing(page, { categories });
  await scroll();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return readTrace(traceEvents);
}

export function readTrace(events: readonly TraceEvent[]): number[] {
  const marks = events.filter(({ name }) => name === frameMark).sort((one, other) => one.ts - other.ts);
  const [{ pid, tid } = { pid: 0, tid: 0 }] = marks;
  const begins = marks.map(({ ts }) => ts);
  const work = new Array<number>(Math.max(0, begins.length - 1)).fill(0);
  let frame = 0;
  const tasks = events
    .filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid)
    .sort((one, other) => one.ts - other.ts);
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    // The task that a frame begins in is the frame's.
    while (frame < work.length && begins[frame + 1]! <= ts + dur) frame++;
    if (begins[0]! <= ts + dur && frame < work.length) work[frame]! += tdur / 1000;
  }
  if (tasks.length === 0 || work.length === 0) throw new Error('the trace tells of no frame');
  return work.sort((one, other) => one - other);
}
