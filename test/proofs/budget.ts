/**
 * Many processes read without end for many people, live calls in between, and another program eats of some budgets
 * without asking. The emulator counts what each person's calls were: none beyond the limit, nearly all that was left
 * used, live work at once, and under a ceiling no second with more than that. Time passes by steps of Calendly's clock,
 * each when all that may be done has been, so that a busy machine proves the same.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase, startTestServer, type TestDatabase } from '../support/database.ts';
import { connect, redirectUri, startEmulator, type TestEmulator } from '../support/emulator.ts';
import { createStranger, type Fleet, openFleet } from './budget/fleet.ts';
import {
  ceiling,
  groupsOf,
  judgeAllLive,
  judgeUse,
  notice,
  type Size,
  type Stand,
  type Subject,
  share,
  sumOf,
  sumUnderCeiling,
  toldUse,
} from './budget/judge.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof } from './proof.ts';

const processes = 4;

const sizes: Record<'short' | 'long', Size> = {
  short: {
    free: 4,
    paid: 2,
    warmUpMs: 30_000,
    judged: 1,
    warmUpStepMs: 6000,
    stepMs: 1000,
    keptAtEnd: 3,
    endsBeforeMs: 4000,
    ceilingSeconds: 3,
    // Of some twenty, two.
    prompt: 0.9,
    unlucky: 1,
    spared: 3,
  },
  long: {
    free: 188,
    paid: 12,
    warmUpMs: 90_000,
    judged: 2,
    warmUpStepMs: 2000,
    stepMs: 500,
    keptAtEnd: 0,
    endsBeforeMs: 0,
    ceilingSeconds: 60,
    prompt: 0.99,
    unlucky: 0,
    spared: 0,
  },
};
const fineStepMs = 200;

interface Counts {
  served: number;
  limited: number;
}

export const proof: Proof = {
  name: 'budget',
  async run({ short, say }) {
    const tally = createTally();
    const size = sizes[short ? 'short' : 'long'];
    const server = await startTestServer();
    const machine = Date.now();
    const emulator = await startEmulator({ now: () => machine });
    const held = await createTestDatabase({ host: server.host });
    try {
      const subjects = await connectPeople(emulator, size);
      say(`${subjects.length} people are connected`);
      await eatAll(emulator, held, server.host, subjects, size, tally, say);
      await underCeiling(emulator, held, server.host, subjects, size, tally, say);
      notice(tally);
    } finally {
      await held.dispose();
      await emulator.close();
      await server.stop();
    }
    return tally.result();
  },
};

/** Half of each kind have another program that eats with them. */
async function connectPeople(emulator: TestEmulator, { free, paid }: Size): Promise<Subject[]> {
  const application = await emulator.createApplication(redirectUri);
  const people = await emulator.addPeople(free + paid);
  const subjects: Subject[] = [];
  for (const [index, { id }] of people.entries()) {
    const stage = index < free ? 'free' : 'paid';
    await emulator.send('POST', '/plan', { user: id, stage });
    const others = index % 2 === 1;
    const tokens = await connect(emulator, application, id);
    subjects.push({
      accessToken: tokens.access_token!,
      clientId: application.client_id,
      userUri: tokens.owner!,
      limit: stage === 'free' ? 50 : 500,
      stage,
      others,
      liveEveryMs: stage === 'free' ? 20_000 : 4000,
    });
  }
  return subjects;
}

async function countsOf(emulator: TestEmulator, subjects: readonly Subject[]): Promise<Map<string, Counts>> {
  const { calls } = await emulator.send<{ calls: (Counts & { key: string })[] }>('GET', '/dump?kinds=calls');
  const byUser = new Map(calls.map(({ key, ...counts }) => [key.split(':').at(-1)!, counts]));
  return new Map(
    subjects.map(({ userUri }) => [
      userUri,
      byUser.get(userUri.split('/').at(-1)!) ?? { served: 0, limited: 0 },
    ]),
  );
}

/** Moves the clock of Calendly, of the other program and of the fleet, a step at a time. */
function createTime(emulator: TestEmulator, fleet: Fleet, stranger?: ReturnType<typeof createStranger>) {
  return async (milliseconds: number, step: number): Promise<void> => {
    for (let passed = 0; passed < milliseconds; passed += step) {
      await emulator.send('POST', '/clock', { advanceSeconds: step / 1000 });
      const moment = await now(emulator);
      await stranger?.passTo(moment);
      await fleet.passTo(moment);
    }
  };
}

const now = async (emulator: TestEmulator) =>
  Date.parse((await emulator.send<{ now: string }>('GET', '/clock')).now);

async function eatAll(
  emulator: TestEmulator,
  held: TestDatabase,
  databaseHost: string,
  subjects: Subject[],
  size: Size,
  tally: Tally,
  say: (line: string) => void,
): Promise<void> {
  const began = await now(emulator);
  const place = { databaseHost, databaseName: held.name, emulatorUrl: emulator.url };
  const fleet = await openFleet({ ...place, atOnce: 3, now: began }, processes, subjects);
  const stranger = createStranger(
    emulator,
    subjects.filter(({ others }) => others),
    share,
    began,
  );
  const pass = createTime(emulator, fleet, stranger);
  const stand = async (): Promise<Map<string, Stand>> => {
    const counts = await countsOf(emulator, subjects);
    return new Map([...counts].map(([userUri, one]) => [userUri, { ...one, ...stranger.of(userUri) }]));
  };
  try {
    // Whoever is first begins a window before the clock moves on.
    await fleet.passTo(began);
    // The last of these goes on into the minute that is judged, and is as fine.
    await pass(size.warmUpMs, size.warmUpStepMs);
    await pass(60_000, size.stepMs);
    await fleet.report();
    const before = await stand();
    await pass(size.judged * 60_000, size.stepMs);
    const after = await stand();
    for (const [name, group] of groupsOf(subjects)) {
      const sum = sumOf(group, before, after, size);
      sum.spare += size.spared;
      say(toldUse(name, sum));
      tally.judge(name, judgeUse(sum));
      tally.count('requests', sum.used);
    }
    judgeAllLive(await fleet.report(), subjects, size, '', tally, say);
  } finally {
    fleet.stop();
  }
}

/** All paid plans, and of the free ones as many: of each minute no more than the ceiling lets through is theirs. */
async function underCeiling(
  emulator: TestEmulator,
  held: TestDatabase,
  databaseHost: string,
  subjects: Subject[],
  size: Size,
  tally: Tally,
  say: (line: string) => void,
): Promise<void> {
  const some = subjects.slice(-2 * size.paid);
  // A new minute for all: what went before is over.
  await emulator.send('POST', '/clock', { advanceSeconds: 130 });
  const began = await now(emulator);
  const place = { databaseHost, databaseName: held.name, emulatorUrl: emulator.url };
  const fleet = await openFleet({ ...place, ceiling, atOnce: 2, now: began }, processes, some);
  const shared = some.filter(({ others }) => others);
  const stranger = createStranger(emulator, shared, share, began);
  const pass = createTime(emulator, fleet, stranger);
  const stand = async (): Promise<Map<string, Stand>> => {
    const counts = await countsOf(emulator, some);
    return new Map([...counts].map(([userUri, one]) => [userUri, { ...one, ...stranger.of(userUri) }]));
  };
  const oursOf = ({ served, got }: Stand) => served - got;
  try {
    await pass(1000, fineStepMs);
    await fleet.report();
    const begun = await stand();
    let before = begun;
    let most = 0;
    for (let second = 0; second < size.ceilingSeconds; second++) {
      // What was let go for a moment ahead is sent by the machine's time: both seconds are over together.
      await Promise.all([pass(1000, fineStepMs), pause(1000)]);
      const after = await stand();
      for (const [userUri, one] of after) most = Math.max(most, oursOf(one) - oursOf(before.get(userUri)!));
      before = after;
    }
    // One of the second before that comes late, and one that comes ahead of the next: they are sent by the machine's time.
    tally.judge('the ceiling', most > ceiling + 2 ? [`a second had ${most} requests`] : []);
    for (const [name, group] of groupsOf(some)) {
      const sum = sumUnderCeiling(group, begun, before, size);
      say(toldUse(`${name} under the ceiling`, sum));
      tally.judge(`${name} under the ceiling`, judgeUse(sum));
    }
    judgeAllLive(await fleet.report(), some, size, ' under the ceiling', tally, say);
  } finally {
    fleet.stop();
  }
}
