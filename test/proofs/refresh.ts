/**
 * A refresh token works once, and many may want it at once, be stopped, die, or never hear the answer. One request a
 * round carries it; every account either works in the end or says by name why not; none dies that could be saved.
 */

import { until } from '../support/until.ts';
import { accidents } from './life/accidents.ts';
import { type Deed, dieAtEveryStep } from './life/die.ts';
import { connectAll, refreshCounts, revive, type Subject, settle } from './life/refreshing.ts';
import { createTally, type Tally } from './life/tally.ts';
import { type Member, openWorld, type World } from './life/world.ts';
import type { Proof } from './proof.ts';

const callsOfEach = 2;
const tokenLifeSeconds = 7300;
const holdMs = 60;

export const proof: Proof = {
  name: 'refresh',
  async run({ seed, short, say }) {
    const tally = createTally();
    const world = await openWorld();
    const processes = short ? 4 : 8;
    try {
      const members = await Promise.all(Array.from({ length: processes }, () => world.open()));
      const subjects = await connectAll(world, members[0]!);
      await world.emulator.send('POST', '/modes', { refresh_reuse: 'revoke_family' });
      await race(world, members, subjects, short ? 8 : 500, tally);
      say(`${tally.result().tried} rounds of ${processes} processes, one token request each`);
      for (const accident of accidents) {
        await meet(world, members[0]!, subjects[tally.result().tried % subjects.length]!, accident, tally);
      }
      say(`${accidents.length} kinds of accidents`);
      await stop(world, members, subjects[0]!, short ? 1500 : 65_000, tally);
      const deed = refreshing(world, members[0]!, subjects[1]!);
      await dieAtEveryStep(world, deed, { seed, every: short ? 7 : 1 }, tally);
      await refuseClient(world, members[0]!, subjects[2]!, tally);
      say(`${tally.result().drove.killed} processes killed in the middle of a refresh`);
      notice(tally);
    } finally {
      await world.close();
    }
    return tally.result();
  },
};

async function race(
  world: World,
  members: Member[],
  subjects: Subject[],
  rounds: number,
  tally: Tally,
): Promise<void> {
  let crowded = 0;
  for (let round = 0; round < rounds; round++) {
    const { accountId } = subjects[round % subjects.length]!;
    await world.advance(tokenLifeSeconds, ...members);
    await world.emulator.send('POST', '/faults', {
      operation: 'oauth.refresh',
      kind: 'slow',
      milliseconds: holdMs,
    });
    const before = await refreshCounts(world);
    const calls = members.flatMap((member) =>
      Array.from({ length: callsOfEach }, async () => {
        const began = performance.now();
        const found = await member.ask('caller', world.tenantId, accountId);
        return { found, waited: performance.now() - began };
      }),
    );
    const answers = await Promise.all(calls);
    const after = await refreshCounts(world);
    if (answers.filter(({ waited }) => waited >= holdMs).length > 4) crowded++;
    const used = [...after]
      .map(([hash, count]) => count - (before.get(hash) ?? 0))
      .filter((count) => count > 0);
    tally.judge(
      `round ${round}`,
      judgeRound(
        answers.map(({ found }) => found),
        used,
      ),
    );
    tally.count('calls', answers.length);
    tally.count(
      'token requests',
      used.reduce((sum, count) => sum + count, 0),
    );
    await world.emulator.send('DELETE', '/faults');
  }
  tally.count('rounds with at least 4 waiting', crowded);
  tally.judge(
    'crowding',
    crowded >= rounds * 0.9 ? [] : [`only ${crowded} of ${rounds} rounds had 4 waiting`],
  );
}

type Answer = { ok: true; token: string } | { ok: false; reason: string };

/** `used`: how often each refresh token was presented in this round. */
function judgeRound(answers: Answer[], used: number[]): string[] {
  const complaints: string[] = [];
  const without = answers.filter(({ ok }) => !ok).length;
  if (without > 0) complaints.push(`${without} of ${answers.length} calls got no token`);
  const tokens = new Set(answers.flatMap((answer) => (answer.ok ? [answer.token] : [])));
  if (tokens.size !== 1) complaints.push(`${tokens.size} different tokens were handed out`);
  if (used.length !== 1 || used[0] !== 1)
    complaints.push(`token requests per refresh token: ${used.join(', ') || 'none'}`);
  return complaints;
}

async function meet(
  world: World,
  member: Member,
  subject: Subject,
  accident: (typeof accidents)[number],
  tally: Tally,
): Promise<void> {
  await world.advance(tokenLifeSeconds, member);
  await revive(world, member, subject);
  if (!accident.happens) await world.advance(tokenLifeSeconds, member);
  const before = await refreshCounts(world);
  for (const fault of accident.faults) await world.emulator.send('POST', '/faults', fault);
  await accident.happens?.(world, subject.person, member);
  const end = await settle(world, member, subject);
  const after = await refreshCounts(world);
  const most = Math.max(0, ...[...after].map(([hash, count]) => count - (before.get(hash) ?? 0)));
  const complaints: string[] = [];
  if (!accident.ends.includes(end)) complaints.push(`it ended “${end}”, not “${accident.ends.join(' or ')}”`);
  if (most > accident.atMost) complaints.push(`one refresh token was presented ${most} times`);
  tally.judge(accident.name, complaints);
  tally.count('accidents');
  await world.emulator.send('DELETE', '/faults');
}

/**
 * The holder is stopped with the request under way, for longer than its lease; the others say that access is lost;
 * then it comes back with the only answer there is, and access is found.
 */
async function stop(
  world: World,
  members: Member[],
  subject: Subject,
  stoppedMs: number,
  tally: Tally,
): Promise<void> {
  const [others] = members;
  const holder = await world.open({ deadlineMs: 200_000 });
  await world.advance(tokenLifeSeconds, others!, holder);
  await revive(world, others!, subject);
  await world.advance(tokenLifeSeconds, others!, holder);
  await world.emulator.send('POST', '/faults', {
    operation: 'oauth.refresh',
    kind: 'slow',
    milliseconds: 3000,
  });
  const before = await presented(world);
  const asked = holder.ask('caller', world.tenantId, subject.accountId);
  await until('the request is at Calendly', async () => (await presented(world)) > before);
  holder.process.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, stoppedMs));
  await world.endLeases();
  const beside = await others!.ask('work', world.tenantId, subject.accountId);
  const named = await others!.ask('account', world.tenantId, subject.accountId);
  holder.process.kill('SIGCONT');
  const found = await asked;
  const end = await settle(world, others!, subject);
  tally.judge(`a holder stopped for ${stoppedMs} ms`, [
    ...(beside === 'access_ended' && named?.reason === 'renewal_lost'
      ? []
      : [`meanwhile it was “${beside}”`]),
    ...(found.ok ? [] : [`it came back with nothing: ${found.reason}`]),
    ...(end === 'works' ? [] : [`the account ended “${end}”`]),
  ]);
  tally.count('stopped');
  await world.emulator.send('DELETE', '/faults');
}

async function presented(world: World): Promise<number> {
  return [...(await refreshCounts(world)).values()].reduce((sum, count) => sum + count, 0);
}

/** The victim refreshes; the survivor takes up what it left. */
function refreshing(world: World, survivor: Member, subject: Subject): Deed {
  return {
    name: 'a refresh',
    async prepare() {
      await world.advance(tokenLifeSeconds, survivor);
      await revive(world, survivor, subject);
      await world.advance(tokenLifeSeconds, survivor);
    },
    drive: (victim) => victim.ask('caller', world.tenantId, subject.accountId),
    async judge(killedAt) {
      await survivor.ask('recover');
      const end = await settle(world, survivor, subject);
      // An answer that died with the process that it was for: nobody can know the token.
      const may = killedAt === '← POST /oauth/token' ? ['works', 'renewal_lost'] : ['works'];
      return may.includes(end) ? [] : [`it ended “${end}”`];
    },
  };
}

/** Calendly refuses our client secret: the connection's fault, no account is touched, and all goes on once it is right. */
async function refuseClient(world: World, member: Member, subject: Subject, tally: Tally): Promise<void> {
  const { tenantId, connectionId, application } = world;
  const [{ refused: before }] = await states();
  await world.advance(tokenLifeSeconds, member);
  await revive(world, member, subject);
  await world.advance(tokenLifeSeconds, member);
  await member.ask('setSecret', tenantId, connectionId, 'not the secret');
  const refused = await member.ask('work', tenantId, subject.accountId);
  const [told] = await states();
  await member.ask('setSecret', tenantId, connectionId, application.client_secret);
  const end = await settle(world, member, subject);
  tally.judge('a wrong client secret', [
    ...(refused === 'unavailable' && told.refused && !before ? [] : [`it was told as “${refused}”`]),
    ...(told.error > 0 ? [`${told.error} accounts were blamed`] : []),
    ...(end === 'works' ? [] : [`the account ended “${end}”`]),
  ]);

  async function states(): Promise<[{ refused: boolean; error: number }]> {
    const rows = await world.query<{ refused: boolean; error: number }>(
      `select refused_since is not null as refused,
         (select count(*)::integer from accounts where id = $1 and state = 'error') as error from connections`,
      [subject.accountId],
    );
    return [rows[0]!];
  }
}

/** The positive control: silence and a second request must be noticed. */
function notice(tally: Tally): void {
  const token = { ok: true, token: 'a' } as const;
  const silent = judgeRound([{ ok: false, reason: 'unavailable' }], []);
  const twice = judgeRound([token, { ok: true, token: 'b' }], [2]);
  tally.judge('control', silent.length === 3 && twice.length === 2 ? [] : ['a bad round was not noticed']);
}
