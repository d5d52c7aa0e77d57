import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { Database } from '../db/index.ts';
import { createLog } from '../log.ts';
import { tenantCursors } from './cursors.ts';
import { createLive } from './live.ts';

const who = { tenantId: '', endUserId: null, cursors: tenantCursors };

/** A record that never ends; `asked` counts the pages read of it. */
async function overEndless() {
  const row = { id: '00000000-0000-7000-8000-000000000000', data: { text: 'x'.repeat(1000) } };
  const rows = Array.from({ length: 200 }, (_, index) => ({ ...row, number: index + 1 }));
  const read = { asked: 0 };
  const database = {
    listen: async () => ({ stop: async () => undefined }),
    tenantTransaction: async (_tenant: string, run: (tx: unknown) => unknown) => {
      read.asked++;
      return run({ query: async () => rows });
    },
  } as unknown as Database;
  return { read, live: await createLive({ database, log: createLog('silent') }) };
}

test('a reader who takes nothing is not read for', async () => {
  const { read, live } = await overEndless();
  const to = new PassThrough() as unknown as ServerResponse & PassThrough;
  const streamed = live.stream(who, 0, to, async () => true);
  await vi.waitFor(() => expect(to.writableNeedDrain).toBe(true));
  // Whatever would not wait for the reader has happened by then.
  await new Promise(setImmediate);
  expect(read.asked).toBe(1);
  to.destroy();
  await streamed;
});

test('a stream that cannot begin ends, so that the page comes back', async () => {
  const database = {
    listen: async () => ({ stop: async () => undefined }),
    tenantTransaction: () => Promise.reject(new Error('away')),
  } as unknown as Database;
  const live = await createLive({ database, log: createLog('silent') });
  const to = new PassThrough() as unknown as ServerResponse & PassThrough;
  const ended = once(to.resume(), 'end');
  await live.stream(who, undefined, to, async () => true);
  await ended;
});

test('a stream ends when its session has', async () => {
  const database = {
    listen: async () => ({ stop: async () => undefined }),
    tenantTransaction: async (_tenant: string, run: (tx: unknown) => unknown) =>
      run({ query: async () => [] }),
  } as unknown as Database;
  const live = await createLive({ database, log: createLog('silent'), heartbeatMs: 5 });
  const to = new PassThrough() as unknown as ServerResponse & PassThrough;
  const ended = once(to.resume(), 'end');
  let beats = 0;
  await live.stream(who, 0, to, async () => ++beats < 3);
  await ended;
  expect(beats).toBe(3);
});

test('a stream that ended while its heartbeat asked is not written to', async () => {
  const database = {
    listen: async () => ({ stop: async () => undefined }),
    tenantTransaction: async (_tenant: string, run: (tx: unknown) => unknown) =>
      run({ query: async () => [] }),
  } as unknown as Database;
  const live = await createLive({ database, log: createLog('silent'), heartbeatMs: 5 });
  const to = new PassThrough() as unknown as ServerResponse & PassThrough;
  const failed = vi.fn();
  to.resume().on('error', failed);
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<boolean>();
  const streamed = live.stream(who, 0, to, () => {
    asked.resolve();
    return answered.promise;
  });
  await asked.promise;
  await live.stop();
  answered.resolve(true);
  await streamed;
  await new Promise(setImmediate);
  expect(failed).not.toHaveBeenCalled();
});

test('what others moved does not end the waiting of whoever may not see it', async () => {
  let notice: (text: string) => void = () => undefined;
  const pages: unknown[][] = [[], [], [{ id: '00000000-0000-7000-8000-000000000000', number: 9 }]];
  const database = {
    listen: async (_channel: string, tell: typeof notice) => {
      notice = tell;
      return { stop: async () => undefined };
    },
    tenantTransaction: async (_tenant: string, run: (tx: unknown) => unknown) =>
      run({ query: async () => pages.shift() }),
  } as unknown as Database;
  const live = await createLive({ database, log: createLog('silent') });
  const bound = { tenantId: 'one', endUserId: 'her', cursors: tenantCursors };
  const waiting = live.next(bound, 7, 60_000, new AbortController().signal);
  for (const left of [1, 0]) {
    await new Promise(setImmediate);
    notice('one');
    await vi.waitFor(() => expect(pages.length).toBe(left));
  }
  expect(await waiting).toMatchObject([{ type: undefined }]);
});
