/**
 * The one stream of changes of this browser tab. It resumes from its cursor, tells how it is, and hands
 * changes on in batches; while paused it keeps receiving and only waits to hand them on.
 */
import type { Change } from '../../sdk/index.ts';
import type { Source } from './one-source.ts';

export interface LiveState {
  phase: 'connecting' | 'live' | 'offline';
  /** Since when it is offline. */
  since: number | null;
  paused: boolean;
  /** Changes that wait while paused. */
  waiting: number;
}

export interface LiveStream {
  state(): LiveState;
  subscribe(listener: () => void): () => void;
  pause(): void;
  resume(): void;
  tryNow(): void;
  stop(): void;
}

const batchMs = 250;
const longestRetryMs = 15_000;

export function createLiveStream(deps: {
  /** `after` tells the cursor at the time it is asked. */
  open(after: () => string | undefined): Source;
  /** `gap`: the stream was away, so more may have moved than it tells. `deliveries`: some came or got their effect. */
  onChanges(changes: Change[], gap: boolean, deliveries: boolean): void;
  onOffline?(): void;
  now(): number;
}): LiveStream {
  const listeners = new Set<() => void>();
  let state: LiveState = { phase: 'connecting', since: null, paused: false, waiting: 0 };
  let source: Source | undefined;
  let cursor: string | undefined;
  let buffer: Change[] = [];
  let nudged = false;
  let flushTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = 1000;
  // What was asked before the stream is ready may be older than it: the beginning is a gap as well.
  let away = true;

  function set(changes: Partial<LiveState>): void {
    state = { ...state, ...changes };
    for (const listener of listeners) listener();
  }

  function flushSoon(): void {
    flushTimer ??= setTimeout(flush, batchMs);
  }

  function flush(): void {
    flushTimer = undefined;
    if (state.paused) set({ waiting: buffer.length });
    if (state.paused || (buffer.length === 0 && !away && !nudged)) return;
    const [batch, gap, deliveries] = [buffer, away, nudged];
    [buffer, away, nudged] = [[], false, false];
    deps.onChanges(batch, gap, deliveries);
  }

  function connect(): void {
    clearTimeout(retryTimer);
    source?.close();
    const opened = deps.open(() => cursor);
    source = opened;
    opened.addEventListener('ready', (message) => {
      cursor = message.lastEventId || cursor;
      retryMs = 1000;
      set({ phase: 'live', since: null });
      flushSoon();
    });
    opened.addEventListener('change', (message) => {
      cursor = message.lastEventId || cursor;
      buffer.push(JSON.parse(message.data) as Change);
      flushSoon();
    });
    opened.addEventListener('deliveries', () => {
      nudged = true;
      flushSoon();
    });
    opened.addEventListener('error', () => {
      opened.close();
      away = true;
      set({ phase: 'offline', since: state.since ?? deps.now() });
      clearTimeout(retryTimer);
      retryTimer = setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
      deps.onOffline?.();
    });
  }

  connect();
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause: () => set({ paused: true }),
    resume() {
      set({ paused: false, waiting: 0 });
      flush();
    },
    tryNow() {
      retryMs = 1000;
      connect();
    },
    stop() {
      source?.close();
      clearTimeout(flushTimer);
      clearTimeout(retryTimer);
    },
  };
}
