/**
 * Every way in which an account can break gets its name within a quarter of an hour, with the right way out, and after
 * the way out no meeting is missing. What mends itself is mended by then. And what the watch costs at 100,000 accounts.
 */
import { seeded } from '../support/random.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof } from './proof.ts';
import { type Application, openRoom, type Person, type Room, type Subject } from './silent-death/room.ts';
import { simulateDay } from './silent-death/schedule.ts';
import { lastWays, ownWays, sharedWays, type Way } from './silent-death/ways.ts';

const minute = 60;
/** By then the last look that was due within a quarter of an hour has begun. */
const quarter = 14.5 * minute;

interface Case {
  way: Way;
  subject: Subject;
}

/** Seconds by the clock until it was told. */
interface Took {
  broken: number;
  refused: number | undefined;
}

interface Seen {
  complaints: string[];
  took?: Took;
}

export const proof: Proof = {
  name: 'silent-death',
  async run({ seed, short, say }) {
    const tally = createTally();
    const room = await openRoom();
    try {
      const shared = await room.addApplication();
      const globally = short ? sharedWays.slice(0, 3) : sharedWays;
      const alone = short ? ownWays.filter(({ long }) => !long) : ownWays;
      const count = alone.length + globally.length + lastWays.length;
      const people = await room.emulator.addPeople(count);
      const took = await all(room, alone, people, shared, tally);
      say(`${alone.length} ways of one account, all in the same quarter of an hour`);
      const strike = short ? globally : [...globally, ...lastWays];
      for (const way of strike) took.push(...(await all(room, [way], people, shared, tally)));
      say(`${strike.length} ways that strike everybody, one after the other`);
      const latest = (of: keyof Took) => Math.round(Math.max(...took.map((one) => one[of] ?? 0)));
      tally.count('seconds until the last one was told', latest('broken'));
      tally.count('seconds from a refused answer until it was told, at most', latest('refused'));
      await control(room, shared, tally);
      await elsewhere(room, tally);
      say('another address, no address, another clock');
      cost(seed, tally, say);
    } finally {
      await room.close();
    }
    return tally.result();
  },
};

async function all(
  room: Room,
  ways: readonly Way[],
  people: Person[],
  shared: Application,
  tally: Tally,
): Promise<Took[]> {
  const cases: Case[] = [];
  for (const way of ways) {
    const application = way.alone ? await room.addApplication() : shared;
    cases.push({ way, subject: await room.join(people.pop()!, application) });
  }
  await Promise.all(cases.map(({ subject }) => room.settle(subject)));
  await room.service.advance(minute);
  const broken = await room.now();
  for (const { way, subject } of cases) {
    await way.breaks(room, subject);
    if (!way.unheard) await room.book(subject.person);
  }
  await room.service.advance(quarter);
  const seen = new Map<Case, Seen>();
  for (const one of cases) seen.set(one, await seeNamed(room, one, broken));
  for (const { way, subject } of cases) await way.mends?.(room, subject);
  for (const { way, subject } of cases) if (!way.unheard) await room.book(subject.person);
  await room.service.advance(quarter);
  // What was said of silence ends with what is told next.
  for (const { way, subject } of cases) if (!way.unheard) await room.book(subject.person);
  for (const one of cases) {
    const left = one.way.unheard ? [] : await seeMended(room, one);
    tally.judge(one.way.name, [...seen.get(one)!.complaints, ...left]);
    tally.count(one.way.named === null ? 'mended by itself' : 'named');
  }
  return [...seen.values()].flatMap(({ took }) => took ?? []);
}

type Told = { code: string; wayOut: string };

async function toldOf(room: Room, { way, subject }: Case): Promise<Told[]> {
  return way.where === 'attention' ? room.attention() : room.health(subject.id);
}

/** What is said against how it was told, and how long it took. */
async function seeNamed(room: Room, one: Case, broken: number): Promise<Seen> {
  const { named, wayOut } = one.way;
  if (named === null) return { complaints: [] };
  let told: Told[] = [];
  const found = await room
    .wait(named, async () => {
      told = await toldOf(room, one);
      return told.find(({ code }) => code === named);
    })
    .catch(() => undefined);
  if (!found)
    return {
      complaints: [`not told as ${named}, but as ${told.map(({ code }) => code).join() || 'nothing'}`],
    };
  const now = await room.now();
  const refused = await room.refusedAt(one.subject, broken);
  const took = { broken: (now - broken) / 1000, refused: refused && (now - refused) / 1000 };
  return {
    took,
    complaints: [
      ...(wayOut?.test(found.wayOut) === false ? [`the way out is “${found.wayOut}”`] : []),
      ...(took.broken > 15 * minute ? [`told ${Math.round(took.broken)} s after it broke`] : []),
      ...((took.refused ?? 0) > minute ? [`told ${Math.round(took.refused!)} s after a refused answer`] : []),
    ],
  };
}

/** No meeting is missing, the trouble is not told any more, and Calendly tells of what comes. */
async function seeMended(room: Room, one: Case): Promise<string[]> {
  const { way, subject } = one;
  const complaints: string[] = [];
  let missing: string[] = [];
  await room
    .wait('every meeting', async () => {
      missing = await room.missing(subject);
      return missing.length === 0;
    })
    .catch(() => complaints.push(`${missing.length} meetings are missing`));
  if (way.where !== 'attention') {
    let codes: string[] = [];
    const isGood = () =>
      room.wait('good health', async () => {
        codes = (await room.health(subject.id)).map(({ code }) => code);
        return codes.length === 0;
      });
    // Silence that was found late ends with what is told next.
    const heard = async () => {
      if (codes.join() === 'silent') await room.book(subject.person);
      return isGood();
    };
    await isGood()
      .catch(heard)
      .catch(() => complaints.push(`still told: ${codes.join(', ')}`));
  }
  const standing = (await room.standing(subject.person)).filter(
    ({ callbackUrl, state }) => callbackUrl.startsWith(`${room.service.url}/`) && state === 'active',
  );
  // What others put at the same address is theirs.
  if (standing.length === 0) complaints.push('no subscription of ours is active');
  return complaints;
}

/** The service comes back at another address, without one, and with a clock of its own. */
async function elsewhere(room: Room, tally: Tally): Promise<void> {
  const [person] = await room.emulator.addPeople(1);
  const subject = await room.join(person!, await room.addApplication());
  await room.settle(subject);
  await room.restart();
  await room.service.advance(quarter);
  const moved = await room
    .wait('a subscription at the new address', async () =>
      (await room.standing(subject.person)).every(({ callbackUrl }) =>
        callbackUrl.startsWith(`${room.service.url}/`),
      ),
    )
    .catch(() => false);
  await room.book(subject.person);
  const heard = await room
    .wait('the booking', async () => (await room.missing(subject)).length === 0)
    .catch(() => false);
  tally.judge('the public address changed', [
    ...(moved ? [] : ['the subscription stayed where it was']),
    ...(heard ? [] : ['the booking did not come']),
  ]);
  await room.restart({ live: true });
  await room.service.advance(6 * 60 * minute);
  const polled = await room
    .wait('polling', async () => (await room.health(subject.id)).some(({ code }) => code === 'polling'))
    .catch(() => false);
  tally.judge('no public address any more', polled ? [] : ['it was not told as polling']);
  await room.restart({ environment: { CLOCK: 'system' } });
  await room.service.operator.post(`/api/v1/accounts/${subject.id}/test`, {});
  const wrong = await room
    .wait('the clock', async () => (await room.attention()).some(({ code }) => code === 'clock_wrong'))
    .catch(() => false);
  tally.judge('our clock is wrong by hours', wrong ? [] : ['it was not told as clock_wrong']);
  tally.count('restarts', 3);
}

/** The positive control: what is missing is seen to be missing, and what is not told to be not told. */
async function control(room: Room, application: Application, tally: Tally): Promise<void> {
  const [person] = await room.emulator.addPeople(1);
  const subject = await room.join(person!, application);
  await room.settle(subject);
  await room.fault({ operation: 'delivery', kind: 'delay', milliseconds: 60 * minute * 1000 });
  await room.book(subject.person);
  const missing = (await room.missing(subject)).length;
  const told = (await room.health(subject.id)).map(({ code }) => code);
  await room.calm();
  tally.judge('control: a booking that nobody told of yet is missing, and nothing is told', [
    ...(missing === 1 ? [] : [`${missing} are missing`]),
    ...told,
  ]);
}

const accounts = 100_000;

function cost(seed: number, tally: Tally, say: (line: string) => void): void {
  const random = seeded(seed);
  for (const active of [1, 0.3]) {
    const { looks, glances, sweeps, refreshes, peak, mean } = simulateDay({
      ...{ accounts, active, sweepRequests: 10, random },
    });
    const perDay = Math.round((looks + glances + sweeps + refreshes) / accounts);
    say(
      `${accounts} accounts, ${100 * active} % active: ${mean.toFixed(0)} requests/s in the mean, ${peak.toFixed(0)} in the busiest minute; ${perDay} a day and account (looks ${looks}, glances ${glances}, sweeps ${sweeps}, refreshes ${refreshes})`,
    );
    // Calendly’s smallest limit is 50 a minute and person.
    tally.judge(`the watch at ${100 * active} % active`, [
      ...(perDay > 400 ? [`${perDay} requests a day and account`] : []),
      ...(peak > 1.3 * mean ? [`the busiest minute has ${(peak / mean).toFixed(2)} times the mean`] : []),
    ]);
    tally.count(`requests a day and account at ${100 * active} % active`, perDay);
  }
}
