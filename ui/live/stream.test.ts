import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Change } from '../../sdk/index.ts';
import type { Source } from './one-source.ts';
import { createLiveStream } from './stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface FakeSource extends Source {
  after: string | undefined;
  closed: boolean;
  tell(type: string, message?: { data?: string; lastEventId?: string }): void;
}

function start() {
  const sources: FakeSource[] = [];
  const batches: { ids: string[]; gap: boolean; deliveries?: true }[] = [];
  const stream = createLiveStream({
    open(after) {
      const listeners = new Map<string, (told: MessageEvent) => void>();
      const source: FakeSource = {
        after: after(),
        closed: false,
        addEventListener: (type, listener) => listeners.set(type, listener),
        tell: (type, message) =>
          listeners.get(type)?.({ data: '{}', lastEventId: '', ...message } as MessageEvent),
        close() {
          source.closed = true;
        },
      };
      sources.push(source);
      return source;
    },
    onChanges: (changes, gap, deliveries) =>
      void batches.push({ ids: changes.map(({ id }) => id), gap, ...(deliveries && { deliveries }) }),
    now: () => 1000,
  });
  const change = (id: string) =>
    sources
      .at(-1)!
      .tell('change', { data: JSON.stringify({ id } satisfies Partial<Change>), lastEventId: id });
  return { stream, sources, batches, change };
}

test('hands changes on in batches', async () => {
  const { stream, sources, batches, change } = start();
  sources[0]!.tell('ready', { lastEventId: 'c0' });
  expect(stream.state().phase).toBe('live');
  await vi.advanceTimersByTimeAsync(250);
  expect(batches.splice(0)).toEqual([{ ids: [], gap: true }]);
  change('c1');
  change('c2');
  expect(batches).toEqual([]);
  await vi.advanceTimersByTimeAsync(250);
  expect(batches).toEqual([{ ids: ['c1', 'c2'], gap: false }]);
});

test('receives while it is paused, and shows everything afterwards', async () => {
  const { stream, sources, batches, change } = start();
  sources[0]!.tell('ready');
  await vi.advanceTimersByTimeAsync(250);
  batches.length = 0;
  stream.pause();
  change('c1');
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches).toEqual([]);
  expect(stream.state()).toMatchObject({ paused: true, waiting: 1 });
  stream.resume();
  await vi.advanceTimersByTimeAsync(0);
  expect(batches).toEqual([{ ids: ['c1'], gap: false }]);
});

test('comes back from its cursor, with longer waits, and tells that there was a gap', async () => {
  const { stream, sources, batches, change } = start();
  sources[0]!.tell('ready', { lastEventId: 'c0' });
  change('c1');
  await vi.advanceTimersByTimeAsync(250);
  sources[0]!.tell('error');
  expect(stream.state()).toMatchObject({ phase: 'offline', since: 1000 });
  expect(sources[0]!.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sources[1]!.after).toBe('c1');
  sources[1]!.tell('error');
  await vi.advanceTimersByTimeAsync(1000);
  expect(sources).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  sources[2]!.tell('ready');
  await vi.advanceTimersByTimeAsync(250);
  expect(stream.state()).toMatchObject({ phase: 'live', since: null });
  expect(batches.at(-1)).toEqual({ ids: [], gap: true });
});

test('tells many nudges about deliveries as one', async () => {
  const { sources, batches } = start();
  sources[0]!.tell('ready');
  await vi.advanceTimersByTimeAsync(250);
  batches.length = 0;
  sources[0]!.tell('deliveries');
  sources[0]!.tell('deliveries');
  await vi.advanceTimersByTimeAsync(250);
  expect(batches).toEqual([{ ids: [], gap: false, deliveries: true }]);
});
