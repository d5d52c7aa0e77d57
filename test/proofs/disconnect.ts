/**
 * A disconnect that is killed at every step, meets a Calendly that is down for days, or a grant that is dead: in the end
 * nothing of the account is left there or here, or what is left is named; every other account goes on.
 */
import type { Person } from '../support/emulator-control.ts';
import { type Deed, dieAtEveryStep } from './life/die.ts';
import { createTally, type Tally } from './life/tally.ts';
import { type Member, openWorld, type World } from './life/world.ts';
import type { Proof } from './proof.ts';

interface Subject {
  accountId: string;
  person: Person;
  /** Of its subscription's address. */
  token: string;
  /** Of its subscription, at Calendly. */
  uuid: string;
}

export const proof: Proof = {
  name: 'disconnect',
  async run({ seed, short, say }) {
    const tally = createTally();
    const world = await openWorld();
    try {
      const member = await world.open();
      const bystanders = [await connected(world, member), await connected(world, member)];
      await plain(world, member, tally);
      await siblings(world, member, tally);
      await down(world, member, 2, tally);
      await down(world, member, 8, tally);
      await deadGrant(world, member, tally);
      say(`${tally.result().tried} kinds of disconnects`);
      await dieAtEveryStep(world, disconnecting(world, member), { seed, every: short ? 29 : 1 }, tally);
      say(`${tally.result().drove.killed} processes killed in the middle of a disconnect`);
      for (const bystander of bystanders) {
        tally.judge('a bystander', await judgeConnected(world, member, bystander));
      }
    } finally {
      await world.close();
    }
    return tally.result();
  },
};

let users = 0;

/** A connected account with its subscription; of this person, or of one who has no other. */
async function connected(world: World, member: Member, person = world.people[users + 1]!): Promise<Subject> {
  users++;
  await world.advance(61, member);
  const { accountId } = await member.ask('prepare', world.tenantId, `user-${users}`, world.connectionId);
  return reconnect(world, member, { accountId, person });
}

async function reconnect(
  world: World,
  member: Member,
  { accountId, person }: Pick<Subject, 'accountId' | 'person'>,
) {
  const callback = await world.consent(member, accountId, person);
  const completed = await member.ask('complete', callback, 'browser');
  if (!completed.ok) throw new Error(`not connected: ${completed.reason}`);
  await settle(
    world,
    member,
    async () => (await read(world, member, accountId))?.subscription?.facts.state === 'active',
  );
  const uuid = await standingOf(world, accountId);
  const hook = (await world.standing(person)).find(({ id }) => id === uuid);
  if (!hook) throw new Error('no subscription stands at Calendly');
  return { accountId, person, token: hook.callbackUrl.split('/').at(-1)!, uuid: hook.id };
}

function read(world: World, member: Member, accountId: string) {
  return member.ask('account', world.tenantId, accountId);
}

async function standingOf(world: World, accountId: string): Promise<string | undefined> {
  const [row] = await world.query<{ uuid: string }>(
    `select calendly_uuid as uuid from subscriptions where account_id = $1 and state <> 'deleted'`,
    [accountId],
  );
  return row?.uuid;
}

/** Time passes and jobs run until it is so. */
async function settle(world: World, member: Member, isSo: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 12; tries++) {
    await member.ask('idle');
    if (await isSo()) return true;
    await world.endLeases();
    await world.advance(400, member);
  }
  return false;
}

function begin(world: World, member: Member, { accountId }: Subject): Promise<boolean> {
  return member.ask('disconnect', world.tenantId, accountId);
}

/** Nothing is left there or here. `grants`: how many the person keeps through other accounts. */
async function judgeGone(world: World, member: Member, subject: Subject, grants = 0): Promise<string[]> {
  const { accountId, person, token, uuid } = subject;
  const gone = await settle(
    world,
    member,
    async () => (await read(world, member, accountId))?.state === 'disconnected',
  );
  const account = await read(world, member, accountId);
  const hooks = (await world.standing(person)).filter(({ id }) => id === uuid);
  const [secrets] = await world.query<{ tokens: number; keys: number; journal: number }>(
    `select (select count(*)::integer from token_sets where account_id = $1) as tokens,
       (select count(*)::integer from subscriptions where account_id = $1
          and (url_sealed is not null or key_sealed is not null or previous_key_sealed is not null)) as keys,
       (select count(*)::integer from accounts where id = $1 and journal_key_sealed is not null) as journal`,
    [accountId],
  );
  const live = (await world.liveGrants(person)).length;
  const address = await member.ask('findByToken', token);
  return [
    ...(gone && !account?.disconnectingSince
      ? []
      : [`it is ${account?.state}, since ${account?.disconnectingSince}`]),
    ...(account?.reason ? [`it says ${account.reason}`] : []),
    ...(hooks.length === 0 ? [] : ['its subscription stands at Calendly']),
    ...(live === grants ? [] : [`${live} grants live on`]),
    ...(secrets!.tokens + secrets!.keys + secrets!.journal === 0
      ? []
      : [`secrets are left: ${JSON.stringify(secrets)}`]),
    ...(address === 'ended' ? [] : [`its address answers as ${address}`]),
  ];
}

async function judgeConnected(
  world: World,
  member: Member,
  { accountId, person, uuid }: Subject,
): Promise<string[]> {
  const works = await member.ask('work', world.tenantId, accountId);
  const stands = (await world.standing(person)).some(({ id, state }) => id === uuid && state === 'active');
  return [...(works === 'ok' ? [] : [`it is ${works}`]), ...(stands ? [] : ['its subscription is gone'])];
}

async function plain(world: World, member: Member, tally: Tally): Promise<void> {
  const subject = await connected(world, member);
  const before = await judgeGone(world, member, subject).catch(() => ['nothing']);
  tally.judge(
    'control: a connected account is not gone',
    before.length >= 4 ? [] : ['it was taken for gone'],
  );
  await begin(world, member, subject);
  tally.judge('a disconnect', await judgeGone(world, member, subject));
  const again = await reconnect(world, member, subject);
  tally.judge('connected again', [
    ...(await judgeConnected(world, member, again)),
    ...(again.token === subject.token ? ['at the old address'] : []),
  ]);
}

/** Two end users stand on one person: what one gives back must not end the other. */
async function siblings(world: World, member: Member, tally: Tally): Promise<void> {
  await world.emulator.send('POST', '/modes', { revoke_siblings: 'yes' });
  const one = await connected(world, member);
  const other = await connected(world, member, one.person);
  await begin(world, member, one);
  tally.judge('one of two on a person', await judgeGone(world, member, one, 2));
  tally.judge('the other of two', await judgeConnected(world, member, other));
  await begin(world, member, other);
  tally.judge('both of two', await judgeGone(world, member, other));
  await world.emulator.send('POST', '/modes', { revoke_siblings: 'no' });
}

async function down(world: World, member: Member, days: number, tally: Tally): Promise<void> {
  const subject = await connected(world, member);
  for (const operation of [
    'webhookSubscriptions.list',
    'webhookSubscriptions.delete',
    'oauth.revoke',
    'oauth.refresh',
  ]) {
    await world.emulator.send('POST', '/faults', { operation, kind: 'status', status: 503, count: 'always' });
  }
  await begin(world, member, subject);
  const complaints: string[] = [];
  for (let hours = 0; hours < days * 24; hours += 6) {
    await member.ask('idle');
    const account = await read(world, member, subject.accountId);
    if (hours < 7 * 24 && !account?.disconnectingSince)
      complaints.push(`after ${hours} hours it is ${account?.state}`);
    if ((await member.ask('findByToken', subject.token)) !== 'ended') complaints.push('its address is open');
    await world.advance(6 * 3600, member);
  }
  if (days > 7) {
    await settle(
      world,
      member,
      async () => (await read(world, member, subject.accountId))?.state === 'disconnected',
    );
    const account = await read(world, member, subject.accountId);
    if (account?.reason !== 'left_at_calendly')
      complaints.push(`after ${days} days it says ${account?.reason}`);
    if (!account?.leftBehind.includes(subject.uuid)) complaints.push('what stands there is not named');
  }
  await world.emulator.send('DELETE', '/faults');
  if (days <= 7) complaints.push(...(await judgeGone(world, member, subject)));
  tally.judge(`Calendly is down for ${days} days`, complaints);
}

async function deadGrant(world: World, member: Member, tally: Tally): Promise<void> {
  const subject = await connected(world, member);
  await world.emulator.send('POST', '/revoke', { user: subject.person.id });
  await begin(world, member, subject);
  await settle(
    world,
    member,
    async () => (await read(world, member, subject.accountId))?.state === 'disconnected',
  );
  const account = await read(world, member, subject.accountId);
  tally.judge('a dead grant', [
    ...(account?.state === 'disconnected' ? [] : [`it is ${account?.state}`]),
    ...(account?.reason === 'left_at_calendly' ? [] : [`it says ${account?.reason}`]),
    ...(account?.leftBehind.includes(subject.uuid) ? [] : ['what stands there is not named']),
  ]);
}

/** The victim disconnects; the survivor goes on where it stopped. */
function disconnecting(world: World, survivor: Member): Deed {
  let subject: Subject | undefined;
  return {
    name: 'a disconnect',
    async prepare() {
      await world.advance(61, survivor);
      subject = subject ? await reconnect(world, survivor, subject) : await connected(world, survivor);
    },
    async drive(victim) {
      await begin(world, victim, subject!);
      await victim.ask('idle');
    },
    async judge() {
      const account = await read(world, survivor, subject!.accountId);
      if (account?.state === 'connected' && !account.disconnectingSince) {
        const complaints = await judgeConnected(world, survivor, subject!);
        await begin(world, survivor, subject!);
        return [...complaints, ...(await judgeGone(world, survivor, subject!))];
      }
      return judgeGone(world, survivor, subject!);
    },
  };
}
