/**
 * Calendly signs with a key that nobody gave us, with the application's, and changes it midway; our clock is ten
 * minutes off, either way; and somebody who learnt the addresses posts forgeries all the while. No booking goes
 * missing, no forged byte has an effect, no subscription is switched off.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { pick, type Random, seeded } from '../support/random.ts';
import type { Proof, ProofResult } from './proof.ts';
import { anothers, forge, invention, postForged } from './unknown-key/forged.ts';
import { type Judgement, judge } from './unknown-key/judge.ts';
import { openTown, type Resident, type Town, type Truth } from './unknown-key/town.ts';

const sizes = { short: { acts: 4, flood: 110 }, long: { acts: 30, flood: 600 } };
/** A delivery that was refused comes again after a minute. */
const retrySeconds = 61;
const lookSeconds = 6;
/** So little time that no other way of learning of a booking comes due. */
const mostSteps = 30;

interface Run {
  town: Town;
  random: Random;
  acts: number;
  booked: Set<string>;
  active: string[];
  result: ProofResult;
}

export const proof: Proof = {
  name: 'unknown-key',
  async run({ seed, short, say }) {
    const { acts, flood } = short ? sizes.short : sizes.long;
    const result: ProofResult = { tried: 0, held: 0, lost: 0, duplicated: 0, drove: {}, fallen: [] };
    const town = await openTown(-600);
    const run: Run = { town, random: seeded(seed), acts, booked: new Set(), active: [], result };
    try {
      for (const [name, phase] of Object.entries(phases)) {
        await phase(run, flood);
        say(`${name}: ${result.held} of ${result.tried} so far`);
      }
      await judgeHooks(run);
      await control(run);
    } finally {
      await town.close();
    }
    result.fallen.splice(30);
    return result;
  },
};

const phases: Record<string, (run: Run, flood: number) => Promise<void>> = {
  async 'our clock ten minutes behind'(run) {
    await act(run, knowing(run));
    await settle(run, 'behind');
    await expectKnown(run, knowing(run), 'own');
  },
  async 'the key that we sent'(run) {
    await run.town.setSkew(0);
    await act(run, knowing(run));
    await settle(run, 'own');
  },
  async "changed midway to a stranger's"(run, flood) {
    await run.town.setKey('stranger');
    await miss(run);
    await act(run, run.town.residents);
    await settle(run, 'stranger');
    await expectUnknown(run);
    await drown(run, run.town.residents[1]!, flood);
    await settle(run, 'flood');
    const [administrator] = run.town.residents;
    await lookAt(run, administrator!, anothers(administrator!, await run.town.truth(), run.random));
  },
  async "changed to the application's, then entered"(run) {
    await run.town.setKey('application');
    await act(run, run.town.residents);
    await settle(run, 'application');
    await run.town.enterKey();
    await run.town.advance(lookSeconds);
    await expectKnown(run, run.town.residents, 'application');
    await act(run, run.town.residents);
    await settle(run, 'entered');
  },
  async 'our clock ten minutes ahead'(run) {
    await run.town.setSkew(600);
    await act(run, run.town.residents);
    await settle(run, 'ahead');
    await expectKnown(run, run.town.residents, 'application');
  },
};

/** The second never had a delivery before the key was a stranger's. */
const knowing = ({ town }: Run) => town.residents.filter((_, index) => index !== 1);

function check({ result }: Run, held: boolean, otherwise: string): void {
  result.tried++;
  if (held) result.held++;
  else result.fallen.push(otherwise);
}

function count({ result }: Run, what: string): void {
  result.drove[what] = (result.drove[what] ?? 0) + 1;
}

async function book(run: Run, { person }: Resident): Promise<void> {
  const booked = await run.town.emulator.send<{ invitee: { id: string } }>('POST', '/book', {
    event_type: pick(run.random, person.event_types).uri,
    email: `ivy${run.booked.size}@example.com`,
  });
  run.booked.add(booked.invitee.id);
  run.active.push(booked.invitee.id);
  count(run, 'honest');
}

/** Bookings, moves and cancellations of these people, and a forgery to each between them. */
async function act(run: Run, residents: readonly Resident[]): Promise<void> {
  const { town, random, active } = run;
  for (let acts = 0; acts < run.acts; acts++) {
    await book(run, residents[acts % residents.length]!);
    const at = Math.floor(random() * active.length);
    const invitee = active[at]!;
    if (acts % 3 === 1) {
      await town.emulator.send('POST', '/cancel', { invitee });
      active.splice(at, 1);
      count(run, 'honest');
    } else if (acts % 3 === 2) {
      const moved = await town.emulator.send<{ invitee: { id: string } }>('POST', '/reschedule', { invitee });
      active[at] = moved.invitee.id;
      count(run, 'honest');
    }
    await postOne(run, pick(random, residents), await forge(town, pick(random, residents), random));
  }
}

async function postOne(run: Run, to: Resident, body: Buffer): Promise<void> {
  const status = await postForged(to, body, run.random);
  count(run, status === 200 ? 'forged, kept' : 'forged, refused');
  check(run, status === 200 || status === 401, `a forgery was answered ${status}`);
}

/** Sends it, and lets so many looks' time pass that one fell to what it names, whatever else was to be looked at. */
async function lookAt(run: Run, to: Resident, body: Buffer): Promise<void> {
  await postOne(run, to, body);
  for (let steps = 0; steps < mostSteps; steps++) {
    await run.town.advance(lookSeconds);
    await pause(150);
  }
}

/** Three misses of those who had learnt a key, no two within a second. */
async function miss(run: Run): Promise<void> {
  for (let misses = 0; misses < 3; misses++) {
    for (const resident of knowing(run)) await book(run, resident);
    await run.town.advance(2);
  }
}

/** A booking, and so many forgeries behind it that it is pushed out before anybody asked about it. */
async function drown(run: Run, resident: Resident, flood: number): Promise<void> {
  await book(run, resident);
  const lanes = Array.from({ length: 8 }, async () => {
    for (let sent = 0; sent < flood / 8; sent++) await postOne(run, resident, invention(resident));
  });
  await Promise.all(lanes);
}

async function judgeAll({ town, booked }: Run): Promise<{ truth: Truth; judgements: Judgement[] }> {
  const truth = await town.truth();
  const judgements: Judgement[] = [];
  for (const resident of town.residents) {
    judgements.push(judge(resident, truth, await town.meetingsOf(resident), booked));
  }
  return { truth, judgements };
}

/** Lets time pass until everything was delivered and is shown, or so long that it should be. */
async function settle(run: Run, name: string): Promise<void> {
  let judgements: Judgement[] = [];
  for (let steps = 0; steps < mostSteps; steps++) {
    const judged = await judgeAll(run);
    judgements = judged.judgements;
    const waits = waiting(run, judged.truth);
    if (!waits && judgements.every(({ missing }) => missing.length === 0)) break;
    await run.town.advance(waits && steps % 4 === 1 ? retrySeconds : lookSeconds);
    await pause(150);
  }
  for (const [index, { missing, untrue, twice }] of judgements.entries()) {
    const who = `${name}, ${run.town.residents[index]!.person.name}`;
    run.result.lost += missing.length;
    run.result.duplicated += twice;
    check(run, missing.length === 0, `${who}: missing ${missing.join(', ')}`);
    check(run, untrue.length === 0, `${who}: shown and untrue ${untrue.join(', ')}`);
  }
}

function waiting({ town }: Run, { deliveries }: Truth): boolean {
  const ours = new Set(town.residents.map(({ subscriptionId }) => subscriptionId));
  return deliveries.some(({ subscriptionId, state }) => state === 'waiting' && ours.has(subscriptionId));
}

async function reasonsOf({ town }: Run, resident: Resident): Promise<string[]> {
  return (await town.accountOf(resident)).status.health.reasons.map(({ code }) => code);
}

async function expectUnknown(run: Run): Promise<void> {
  for (const resident of run.town.residents) {
    const reasons = await reasonsOf(run, resident);
    check(
      run,
      reasons.includes('signing_key_unknown'),
      `${resident.person.name}: nobody says that the key is unknown`,
    );
  }
}

async function expectKnown(run: Run, residents: readonly Resident[], key: string): Promise<void> {
  for (const resident of residents) {
    let said = '';
    for (let tries = 0; tries < 20; tries++) {
      const { subscription } = await run.town.accountOf(resident);
      said = [subscription?.keyInUse, ...(await reasonsOf(run, resident))].join(', ');
      if (said === key) break;
      await pause(100);
    }
    check(run, said === key, `${resident.person.name}: “${said}” instead of “${key}”`);
  }
}

async function judgeHooks(run: Run): Promise<void> {
  const { subscriptions } = await run.town.truth();
  for (const { subscriptionId, person } of run.town.residents) {
    const hook = subscriptions.find(({ id }) => id === subscriptionId);
    check(run, hook?.state === 'active', `${person.name}: the subscription is ${hook?.state ?? 'gone'}`);
  }
}

/** A service that shows nothing, or one thing too many, must not pass. */
async function control(run: Run): Promise<void> {
  const { town, booked } = run;
  const truth = await town.truth();
  for (const [index, resident] of town.residents.entries()) {
    const nothing = judge(resident, truth, [], booked);
    check(run, nothing.missing.length > 0, 'a service without meetings would have passed');
    const others = await town.meetingsOf(town.residents[(index + 1) % town.residents.length]!);
    check(
      run,
      judge(resident, truth, others, booked).untrue.length > 0,
      "another's meetings would have passed",
    );
  }
}
