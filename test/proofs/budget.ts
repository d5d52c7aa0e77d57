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
import type { MemberReport, Person } from './budget/member.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof } from './proof.ts';

const processes = 4;
const share = 0.3;
const least = 0.95;
const longestWaitMs = 1000;
const ceiling = 5;
/** What another program takes at the very moment cannot be known: so few may be refused where one eats, none elsewhere. */
const edgeOneIn = 500;

interface Size {
  free: number;
  paid: number;
  /** The windows before those that are judged: habits of others are learnt there. */
  warmUp: number;
  judged: number;
  warmUpStepMs: number;
  stepMs: number;
  /** Of each person, what may still be kept when so short a time ends in the middle of a window. */
  keptAtEnd: number;
  ceilingSeconds: number;
  /** Of the live calls, how many may wait no longer than a second; of few, one may come between two steps. */
  prompt: number;
}

const sizes: Record<'short' | 'long', Size> = {
  short: {
    free: 4,
    paid: 2,
    warmUp: 2,
    judged: 1,
    warmUpStepMs: 6000,
    stepMs: 2000,
    keptAtEnd: 3,
    ceilingSeconds: 3,
    prompt: 0.95,
  },
  long: {
    free: 188,
    paid: 12,
    warmUp: 2,
    judged: 2,
    warmUpStepMs: 2000,
    stepMs: 500,
    keptAtEnd: 0,
    ceilingSeconds: 60,
    prompt: 0.99,
  },
};
const fineStepMs = 200;

interface Subject extends Person {
  limit: number;
  stage: 'free' | 'paid';
  others: boolean;
}

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
      await underCeiling(emulator, held, server.host, subjects, size, tally);
      notice(tally);
    } finally {
      await held.dispose();
      await emulator.close();
      await server.stop();
    }
    return tally.result();
  },
};

/** Half of each kind have another program that eats with them; where it may have eaten the last, no live call is promised. */
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
      ...(others ? {} : { liveEveryMs: stage === 'free' ? 20_000 : 4000 }),
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

interface Stand {
  served: number;
  limited: number;
  wanted: number;
  got: number;
}

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
    await pass(size.warmUp * 60_000, size.warmUpStepMs);
    await fleet.report();
    const before = await stand();
    await pass(size.judged * 60_000, size.stepMs);
    const after = await stand();
    for (const stage of ['free', 'paid'] as const) {
      for (const shared of [false, true]) {
        const group = subjects.filter((one) => one.stage === stage && one.others === shared);
        const sum = sumOf(group, before, after, size);
        const name = `${stage}${shared ? ' beside another program' : ''}`;
        say(`${name}: ${JSON.stringify(sum)}`);
        tally.judge(name, judgeUse(sum));
        tally.count('requests', sum.used);
      }
    }
    const report = await fleet.report();
    tally.judge('live work', judgeLive(report, size.prompt));
    tally.count('live calls', report.live.length);
  } finally {
    fleet.stop();
  }
}

function sumOf(
  group: readonly Subject[],
  before: Map<string, Stand>,
  after: Map<string, Stand>,
  { judged, keptAtEnd }: Size,
) {
  const sum = { limited: 0, used: 0, left: 0, wanted: 0, got: 0 };
  for (const { userUri, limit } of group) {
    const [from, to] = [before.get(userUri)!, after.get(userUri)!];
    const got = to.got - from.got;
    const wanted = to.wanted - from.wanted;
    sum.limited += to.limited - from.limited - (wanted - got);
    sum.used += to.served - from.served - got;
    sum.left += limit * judged - keptAtEnd - got;
    sum.wanted += wanted;
    sum.got += got;
  }
  return sum;
}

function judgeUse(sum: {
  limited: number;
  used: number;
  left: number;
  wanted: number;
  got: number;
}): string[] {
  const complaints: string[] = [];
  const allowed = sum.wanted > 0 ? Math.ceil(sum.used / edgeOneIn) : 0;
  if (sum.limited > allowed) complaints.push(`${sum.limited} were answered with 429`);
  const used = sum.used / sum.left;
  if (used < least) complaints.push(`only ${(used * 100).toFixed(1)} % of what was left were used`);
  if (sum.got < sum.wanted * 0.75) complaints.push(`the other program got ${sum.got} of ${sum.wanted}`);
  return complaints;
}

/** What was limited, the emulator counted. */
function judgeLive({ live, failed }: MemberReport, prompt: number): string[] {
  const complaints = Object.entries(failed)
    .filter(([kind]) => kind !== 'limited')
    .map(([kind, count]) => `${count} calls failed: ${kind}`);
  const waits = live.toSorted((one, other) => one - other);
  const late = waits[Math.floor(waits.length * prompt)];
  if (late === undefined) complaints.push('no live call was made');
  else if (late > longestWaitMs)
    complaints.push(`${prompt} of ${waits.length} live calls took up to ${Math.round(late)} ms`);
  return complaints;
}

async function underCeiling(
  emulator: TestEmulator,
  held: TestDatabase,
  databaseHost: string,
  subjects: Subject[],
  { ceilingSeconds, prompt }: Size,
  tally: Tally,
): Promise<void> {
  const alone = subjects.filter(({ stage, others }) => stage === 'paid' && !others);
  // A new minute for all: what went before is over.
  await emulator.send('POST', '/clock', { advanceSeconds: 130 });
  const place = { databaseHost, databaseName: held.name, emulatorUrl: emulator.url };
  const people = alone.map((one) => ({ ...one, liveEveryMs: 1500 }));
  const settings = { ...place, ceiling, atOnce: 2, now: await now(emulator) };
  const fleet = await openFleet(settings, processes, people);
  const pass = createTime(emulator, fleet);
  try {
    await pass(1000, fineStepMs);
    await fleet.report();
    const begun = await countsOf(emulator, alone);
    let before = begun;
    let most = 0;
    for (let second = 0; second < ceilingSeconds; second++) {
      // What was let go for a moment ahead is sent by the machine's time: both seconds are over together.
      await Promise.all([pass(1000, fineStepMs), pause(1000)]);
      const counts = await countsOf(emulator, alone);
      for (const { userUri } of alone) {
        most = Math.max(most, counts.get(userUri)!.served - before.get(userUri)!.served);
      }
      before = counts;
    }
    // Each may have one on its way when the time ends.
    const used = alone.map(({ userUri }) => before.get(userUri)!.served - begun.get(userUri)!.served + 1);
    const total = used.reduce((sum, count) => sum + count, 0) / (alone.length * ceiling * ceilingSeconds);
    tally.judge('the ceiling', [
      // One that was let go a little ahead of its time, from the second before.
      ...(most > ceiling + 1 ? [`a second had ${most} requests`] : []),
      ...(total < least ? [`only ${(total * 100).toFixed(1)} % of it were used`] : []),
    ]);
    tally.judge('live work under the ceiling', judgeLive(await fleet.report(), prompt));
  } finally {
    fleet.stop();
  }
}

/** The positive control: idleness, a 429, a starved program and a slow call must be noticed. */
function notice(tally: Tally): void {
  const idle = judgeUse({ limited: 0, used: 0, left: 100, wanted: 0, got: 0 });
  const greedy = judgeUse({ limited: 2, used: 100, left: 100, wanted: 10, got: 2 });
  const silent = judgeLive({ live: [], failed: { unavailable: 1 } }, 0.99);
  const slow = judgeLive({ live: Array(100).fill(2000), failed: {} }, 0.99);
  const seen = [idle.length, greedy.length, silent.length, slow.length].join();
  tally.judge('control', seen === '1,2,2,1' ? [] : [`what is bad was not noticed: ${seen}`]);
}
