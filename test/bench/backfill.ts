/**
 * The first reading of one busy account by the whole service, in real time under a paid plan's limit: how many requests
 * it takes beside the fewest that can do it, and how many bookings a second it brings beside those same fewest requests
 * sent the moment that the limit lets them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAdministrator, createTestDatabase, startTestServer } from '../support/database.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { until } from '../support/until.ts';
import { addConnection, connectPerson, readAccount, startWhole } from '../support/whole.ts';
import { type BusyPerson, writeBusyPerson } from './backfill/account.ts';
import type { Bench, BenchFigure } from './bench.ts';

const limit = 500;
const minuteSeconds = 60;
const longestMs = 10 * 60_000;

export const bench: Bench = {
  name: 'backfill',
  async *run({ say }) {
    const folder = await mkdtemp(join(tmpdir(), 'slotwire-backfill-'));
    const person = writeBusyPerson(join(folder, 'calendly.db'), Date.now());
    say(
      `${person.events} scheduled events with ${person.invitees} invitees, ${person.canceled} events canceled`,
    );
    const server = await startTestServer();
    const held = await createTestDatabase({ host: server.host });
    const emulator = await startEmulator({ file: join(folder, 'calendly.db') });
    const service = await startWhole({ database: held.database, emulator });
    try {
      await service.signIn();
      const connection = await addConnection(service, emulator);
      const began = performance.now();
      const id = await connectPerson(service.operator, emulator, connection, person);
      const backfill = async () => (await readAccount(service.operator, id)).backfill;
      await until('the backfill', async () => (await backfill())?.state === 'done', longestMs);
      const seconds = (performance.now() - began) / 1000;
      const requests = await countRequests(emulator);
      const kept = await asAdministrator(server.host, held.name, async (client) => {
        const { rows } = await client.query('select count(*)::integer as count from slotwire.invitees');
        return rows[0].count as number;
      });
      if (kept !== person.invitees) throw new Error(`${kept} of ${person.invitees} invitees were brought`);
      say(`${requests} requests in ${seconds.toFixed(1)} s; all invitees are there`);
      yield* figuresOf(person, seconds, requests);
    } finally {
      await service.stop();
      await held.dispose();
      await server.stop();
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Those that read scheduled events and invitees; the first of the sweep that follows may be among them. */
async function countRequests(emulator: TestEmulator): Promise<number> {
  const { operations } = await emulator.send<{ operations: { operation: string; count: number }[] }>(
    'GET',
    '/dump?kinds=operations',
  );
  const reading = operations.filter(({ operation }) => /^(scheduledEvents|invitees)\./.test(operation));
  return reading.reduce((sum, { count }) => sum + count, 0);
}

function* figuresOf(person: BusyPerson, seconds: number, requests: number): Iterable<BenchFigure> {
  const { fewestRequests, invitees } = person;
  // The first minute's worth goes at once, the next when the minute is over.
  const fewestSeconds = Math.floor((fewestRequests - 1) / limit) * minuteSeconds;
  yield figure('requests', requests, fewestRequests, 'the fewest', 'requests');
  yield figure(
    'bookings-per-second',
    invitees / seconds,
    invitees / fewestSeconds,
    'the fewest, answered at once',
    '1/s',
  );
}

function figure(name: string, ours: number, other: number, otherName: string, unit: string): BenchFigure {
  return { bench: 'backfill', figure: name, ours, other, otherName, unit, ratio: ours / other };
}
