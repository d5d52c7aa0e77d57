/** How work that is due is found, over a real database. */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import type { Database } from '../../server/db/index.ts';
import { createIds } from '../../server/ids.ts';
import { createEnqueue, createWorker, done, type Runners } from '../../server/jobs/index.ts';
import { createLog } from '../../server/log.ts';
import { createMetrics } from '../../server/metrics.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let held: TestDatabase;

beforeAll(async () => {
  held = await createTestDatabase();
});

afterAll(() => held?.dispose());

afterEach(() => void vi.useRealTimers());

test('a nudge that comes while a sweep is under way is followed by one more sweep', async () => {
  // No sweep comes by itself: what is found is found by a nudge.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const tenantId = createIds(systemClock.now).uuid();
  let sweeps = 0;
  let nudges = 0;
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const database: Database = {
    ...held.database,
    // The first sweep has looked and found nothing, and has not come back yet.
    async dispatchTransaction(work) {
      const found = await held.database.dispatchTransaction(work);
      sweeps += 1;
      if (sweeps === 1) await gate;
      return found;
    },
    listen: (channel, handler) =>
      held.database.listen(channel, (payload) => {
        handler(payload);
        nudges += 1;
      }),
  };
  const ran: string[] = [];
  const worker = createWorker({
    database,
    clock: systemClock,
    log: createLog('silent'),
    metrics: createMetrics(),
    spread: () => 0.5,
    runners: {
      'meetings.erase': async ({ payload }) => {
        ran.push(payload.accountId);
        return done();
      },
    } as Partial<Runners> as Runners,
  });
  await worker.start();
  try {
    await until('the first sweep has looked', () => sweeps === 1);
    const enqueue = createEnqueue({ clock: systemClock });
    const job = { tenantId, key: 'a1', payload: { accountId: 'a1' } };
    await held.database.tenantTransaction(tenantId, (tx) => enqueue(tx, 'meetings.erase', job));
    await until('the nudge was heard', () => nudges > 0);
    letGo();
    await until('the job ran', () => ran.length > 0);
    expect(ran).toEqual(['a1']);
  } finally {
    letGo();
    await worker.stop(2000);
  }
});
