/**
 * A database goes back, or there are two of it: a backup of an hour and a half ago is restored, a replica takes over
 * that had not heard all, a copy is started beside the living production. Refresh tokens work once, and whoever shows
 * one twice ends the person's access. Nobody is asked to connect again, the copy burns nothing of production's, no
 * subscription of others is swept, no booking is lost.
 */

import { until } from '../support/until.ts';
import type { Proof } from './proof.ts';
import { type Expected, judge, type Verdict } from './restore/judge.ts';
import { openStage, type Stage } from './restore/stage.ts';

const sizes = { short: { people: 3, bookings: 3 }, long: { people: 40, bookings: 6 } };
/** Long enough that every pair is refreshed, short enough that sessions last. */
const laterSeconds = 5400;

interface Tally {
  tried: number;
  held: number;
  lost: number;
  duplicated: number;
  drove: Record<string, number>;
  fallen: string[];
}

export const proof: Proof = {
  name: 'restore',
  async run({ short, say }) {
    const tally: Tally = { tried: 0, held: 0, lost: 0, duplicated: 0, drove: {}, fallen: [] };
    const stage = await openStage(short ? sizes.short : sizes.long);
    try {
      await olderBackup(stage, tally);
      say(`an older backup: ${tally.drove.reconnect ?? 0} asked to connect again`);
      await lostReplica(stage, tally);
      say(`a replica that had not heard all: ${tally.drove.reconnect ?? 0} asked to connect again`);
      await copyBeside(stage, tally);
      say(`a copy beside it: ${tally.drove['refused to start']} times refused to start`);
    } finally {
      await stage.close();
    }
    return tally;
  },
};

function count(tally: Tally, what: string, by = 1): void {
  tally.drove[what] = (tally.drove[what] ?? 0) + by;
}

function note(tally: Tally, name: string, complaints: string[]): void {
  tally.tried++;
  if (complaints.length === 0) tally.held++;
  else tally.fallen.push(...complaints.map((words) => `${name}: ${words}`));
}

/** All stands as it must, and a judge who is told something else notices. */
async function settle(stage: Stage, tally: Tally, name: string): Promise<void> {
  const expected = stage.expected();
  const verdict = await stage.settled(expected);
  note(tally, name, verdict.complaints);
  tally.lost += verdict.lost;
  tally.duplicated += verdict.duplicated;
  count(tally, 'reconnect', verdict.reconnect);
  note(tally, `${name}, control`, await control(stage, expected));
}

async function control(stage: Stage, expected: Expected): Promise<string[]> {
  const { truth, seen } = await stage.look();
  const [first] = seen;
  const bad: Record<string, Verdict> = {
    'a lost booking': judge(truth, [{ ...first!, meetings: first!.meetings.slice(1) }], expected),
    'a doubled booking': judge(
      truth,
      [{ ...first!, meetings: [...first!.meetings, first!.meetings[0]!] }],
      expected,
    ),
    'a dead grant': judge(truth, [{ ...first!, works: false }], expected),
    'a swept subscription': judge(truth, [], { ...expected, foreign: ['gone'] }),
    'one who had left': judge(truth, [first!], { ...expected, left: [first!.person] }),
  };
  return Object.entries(bad)
    .filter(([, { complaints, duplicated }]) => complaints.length + duplicated === 0)
    .map(([what]) => `${what} was not noticed`);
}

async function olderBackup(stage: Stage, tally: Tally): Promise<void> {
  await stage.cluster().backUp('older');
  await stage.beaten();
  await stage.later(laterSeconds);
  count(tally, 'refreshed after the backup', await stage.refreshed());
  await stage.connectLate();
  await stage.consentAgain();
  await stage.leave();
  count(tally, 'booked after the backup', await stage.bookForAll());
  await stage.moveSome();
  note(tally, 'before the older backup', (await stage.settled(stage.expected())).complaints);
  await stage.place.kill();
  await stage.cluster().crash();
  count(tally, 'booked while down', await stage.bookForAll());
  await stage.takeOver(await stage.clusters.restore('older'));
  const refused = await stage.place.serve();
  note(tally, 'start over an older backup', refused ? [refused] : []);
  await settle(stage, tally, 'an older backup');
}

async function lostReplica(stage: Stage, tally: Tally): Promise<void> {
  const replica = await stage.cluster().follow('replica');
  await stage.deafen(replica);
  await stage.later(laterSeconds);
  count(tally, 'refreshed and not replicated', await stage.refreshed());
  count(tally, 'booked and not replicated', await stage.bookForAll());
  note(tally, 'before the replica', (await stage.settled(stage.expected())).complaints);
  await stage.cluster().crash();
  await replica.ask('select pg_promote(true)');
  await stage.takeOver(replica);
  // A session that was renewed since is one of those commits that are missing.
  await until('a sign-in at the replica', () =>
    stage.place.signIn().then(
      () => true,
      () => false,
    ),
  );
  await settle(stage, tally, 'a replica that had not heard all');
}

async function copyBeside(stage: Stage, tally: Tally): Promise<void> {
  await stage.cluster().backUp('copy');
  const before = await stage.truth();
  const counted = await stage.tokenCalls();
  const copy = await stage.openCopy('copy');
  note(tally, 'a copy’s start', [
    ...((await copy.serve()) === 'installation_elsewhere' ? [] : ['it started']),
  ]);
  const told = await copy.command('doctor');
  note(tally, 'doctor', told.code === 1 && /another installation/.test(told.said) ? [] : [told.said]);
  const unasked = await copy.command('adopt');
  note(tally, 'adopt that nobody confirmed', unasked.code === 1 ? [] : [unasked.said]);
  note(tally, 'a start after it', (await copy.serve()) === 'installation_elsewhere' ? [] : ['it started']);
  count(tally, 'refused to start', 2);
  const adopted = await copy.command('adopt', '--yes');
  note(tally, 'adopt', adopted.code === 0 ? [] : [adopted.said]);
  note(tally, 'the copy’s own start', [(await copy.serve()) ?? []].flat());
  await stage.later(laterSeconds / 6, copy);
  note(tally, 'what the copy did at Calendly', [
    ...((await stage.tokenCalls()) === counted ? [] : ['it asked for tokens']),
    ...stage.changed(before, await stage.truth()),
  ]);
  note(tally, 'the copy’s own life', await stage.liveAt(copy));
  await stage.later(laterSeconds, copy);
  count(tally, 'refreshed beside the copy', await stage.refreshed());
  await settle(stage, tally, 'production beside a copy');
}
