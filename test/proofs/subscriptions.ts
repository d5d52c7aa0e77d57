/**
 * The subscription that each account should have, through crashes at every step, lost answers, many processes at once,
 * and whatever happens to it at Calendly: exactly the wanted ones stand there, none of others is touched.
 */
import { tokenHash } from '../../server/ids.ts';
import type { Person } from '../support/emulator-control.ts';
import { type Deed, dieAtEveryStep } from './life/die.ts';
import { openStranger, type Stranger } from './life/strangers.ts';
import { createTally, type Tally } from './life/tally.ts';
import { type Member, openWorld, type Standing, type World } from './life/world.ts';
import type { Proof } from './proof.ts';

interface Subject {
  accountId: string;
  person: Person;
}

const create = 'webhookSubscriptions.create';
const lookSeconds = 16 * 60;

export const proof: Proof = {
  name: 'subscriptions',
  async run({ seed, short, say }) {
    const tally = createTally();
    const world = await openWorld();
    try {
      const members = await Promise.all(Array.from({ length: short ? 3 : 8 }, () => world.open()));
      const [member] = members;
      const stranger = await openStranger(world);
      const foreign = await seedForeign(world, stranger);
      const bystander = await connected(world, member!, world.people[1]!);
      await meetFaults(world, member!, tally);
      await changeAtCalendly(world, member!, stranger, tally);
      await switchOff(world, member!, tally);
      say(`${tally.result().tried} things that happen to a subscription`);
      await together(world, members, stranger, short ? 3 : 40, tally);
      await dieAtEveryStep(world, ensuring(world, member!), { seed, every: short ? 29 : 1 }, tally);
      say(`${tally.result().drove.killed} processes killed while making one`);
      tally.judge('the bystander', await judge(world, member!, bystander));
      tally.judge('the foreign ones', await judgeForeign(world, foreign));
    } finally {
      await world.close();
    }
    return tally.result();
  },
};

let users = 0;

async function consented(world: World, member: Member, person: Person): Promise<Subject> {
  users++;
  await world.advance(61, member);
  const { accountId } = await member.ask('prepare', world.tenantId, `user-${users}`, world.connectionId);
  const completed = await member.ask('complete', await world.consent(member, accountId, person), 'browser');
  if (!completed.ok) throw new Error(`not connected: ${completed.reason}`);
  return { accountId, person };
}

async function connected(world: World, member: Member, person: Person): Promise<Subject> {
  const subject = await consented(world, member, person);
  await settle(world, member, subject);
  return subject;
}

/** A person whom no account stands on yet. */
function nextPerson(world: World): Person {
  return world.people[2 + (users % (world.people.length - 2))]!;
}

/** Time passes and jobs run, until the account's subscription is active and nothing is due. */
async function settle(world: World, member: Member, { accountId }: Subject): Promise<void> {
  for (let tries = 0; tries < 8; tries++) {
    await member.ask('idle');
    const account = await member.ask('account', world.tenantId, accountId);
    const waiting = await world.query(
      `select 1 from jobs where name = 'subscriptions.ensure' and key = $1 and last_error is not null`,
      [accountId],
    );
    if (account?.subscription?.facts.state === 'active' && waiting.length === 0) return;
    await world.endLeases();
    await world.advance(400, member);
  }
}

/** Exactly the one that its row tells of stands at Calendly for the account, at the address that its token is of. */
async function judge(world: World, member: Member, { accountId, person }: Subject): Promise<string[]> {
  const rows = await world.query<{ id: string; uuid: string; state: string; topics: string[] }>(
    `select id, calendly_uuid as uuid, state, topics from subscriptions where account_id = $1 and state <> 'deleted'`,
    [accountId],
  );
  const ours = await standingFor(world, accountId, person);
  const complaints: string[] = [];
  if (rows.length !== 1 || rows[0]!.state !== 'active') complaints.push(`rows: ${JSON.stringify(rows)}`);
  if (ours.length !== 1) complaints.push(`${ours.length} stand at Calendly`);
  if (ours[0] && ours[0].id !== rows[0]?.uuid) complaints.push('another stands there than the row tells of');
  if (ours[0] && ours[0].state !== 'active') complaints.push(`it is ${ours[0].state}`);
  if (!rows[0]?.topics.includes('invitee.created')) complaints.push('without invitee.created');
  const account = await member.ask('account', world.tenantId, accountId);
  if (account?.subscription?.health.level !== 'ok')
    complaints.push(`health: ${JSON.stringify(account?.subscription?.health)}`);
  return complaints;
}

/** What stands at Calendly at any address that the account ever had. */
async function standingFor(world: World, accountId: string, person: Person): Promise<Standing[]> {
  const rows = await world.query<{ hash: Buffer }>(
    'select token_hash as hash from subscriptions where account_id = $1',
    [accountId],
  );
  return (await world.standing(person)).filter(({ callbackUrl }) => {
    const hash = tokenHash(callbackUrl.split('/').at(-1)!);
    return rows.some((row) => row.hash.equals(hash));
  });
}

async function seedForeign(world: World, stranger: Stranger): Promise<Standing[]> {
  for (const person of world.people.slice(0, 6)) {
    await world.advance(61);
    await stranger.subscribe(person, `https://elsewhere.example.com/api/calendly/webhook/${person.slug}`);
    await stranger.subscribe(
      person,
      `${world.url}/api/calendly/webhook/${'0'.repeat(32)}.${'A'.repeat(43 - person.slug.length)}${person.slug.replaceAll('.', '-')}`,
    );
  }
  return world.standing();
}

async function judgeForeign(world: World, seeded: Standing[]): Promise<string[]> {
  const now = new Set((await world.standing()).map(({ id }) => id));
  const missing = seeded.filter(({ id }) => !now.has(id));
  return missing.length === 0 ? [] : [`${missing.length} of ${seeded.length} are gone`];
}

async function meetFaults(world: World, member: Member, tally: Tally): Promise<void> {
  const faults = [
    { kind: 'lost_before' },
    { kind: 'lost_after' },
    { kind: 'cut' },
    { kind: 'malformed' },
    { kind: 'slow', milliseconds: 4500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 401 },
    { kind: 'status', status: 409 },
  ];
  for (const fault of faults) {
    const subject = await consented(world, member, nextPerson(world));
    await world.emulator.send('POST', '/faults', { operation: create, ...fault });
    await settle(world, member, subject);
    await world.emulator.send('DELETE', '/faults');
    tally.judge(`${fault.kind} ${fault.status ?? ''} on create`, await judge(world, member, subject));
    tally.count('faults');
  }
}

async function changeAtCalendly(
  world: World,
  member: Member,
  stranger: Stranger,
  tally: Tally,
): Promise<void> {
  const subject = await connected(world, member, nextPerson(world));
  const { person, accountId } = subject;
  const [before] = await standingFor(world, accountId, person);
  await stranger.remove(person, before!.id);
  tally.judge(
    'control: a missing one is noticed',
    (await judge(world, member, subject)).length > 0 ? [] : ['it was not'],
  );
  await world.advance(lookSeconds, member);
  await settle(world, member, subject);
  tally.judge('deleted by hand', await judge(world, member, subject));

  const [installation] = await world.query<{ id: string }>('select id from installation');
  const forgotten = `${world.url}/api/calendly/webhook/${installation!.id.replaceAll('-', '')}.${'B'.repeat(43)}`;
  const orphan = await stranger.subscribe(person, forgotten);
  await world.advance(lookSeconds, member);
  await settle(world, member, subject);
  const left = (await world.standing(person)).some(({ id }) => id === orphan);
  tally.judge('one of an earlier life', [
    ...(left ? ['it still stands'] : []),
    ...(await judge(world, member, subject)),
  ]);

  const second = await connected(world, member, person);
  await world.advance(lookSeconds, member);
  await settle(world, member, second);
  tally.judge('the first of two on a person', await judge(world, member, subject));
  tally.judge('the second of two on a person', await judge(world, member, second));
}

/** Calendly reaches nobody for more than a day: it switches the subscription off, and we make a new one. */
async function switchOff(world: World, member: Member, tally: Tally): Promise<void> {
  const subject = await connected(world, member, nextPerson(world));
  const { person, accountId } = subject;
  const off = async () =>
    (await standingFor(world, accountId, person)).some(({ state }) => state === 'disabled');
  for (let hours = 0; hours < 60 && !(await off()); hours++) {
    if (hours % 12 === 0) {
      const [type] = person.event_types;
      await world.emulator.send('POST', '/book', {
        event_type: type!.uri,
        email: 'ole@example.com',
        name: 'Ole',
      });
    }
    await world.emulator.send('POST', '/clock', { advanceSeconds: 3600 });
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  tally.judge('switched off at Calendly', (await off()) ? [] : ['it never was']);
  await member.ask('refreshClock');
  await settle(world, member, subject);
  tally.judge('made again', await judge(world, member, subject));
}

/** Every process makes the account's subscription what it should be, at once. */
async function together(
  world: World,
  members: Member[],
  stranger: Stranger,
  rounds: number,
  tally: Tally,
): Promise<void> {
  const [member] = members;
  const subject = await connected(world, member!, nextPerson(world));
  for (let round = 0; round < rounds; round++) {
    const [before] = await standingFor(world, subject.accountId, subject.person);
    // Every other round it is gone, so that all want to make it anew; a consent of today allows that anew.
    await world.advance(86_400, ...members);
    if (before && round % 2 === 0) await stranger.remove(subject.person, before.id);
    await Promise.all(
      members.map(async (one) => {
        await one.ask('ensure', world.tenantId, subject.accountId);
        await one.ask('idle');
      }),
    );
    await settle(world, member!, subject);
    tally.judge(`together, round ${round}`, await judge(world, member!, subject));
  }
  tally.count('rounds together', rounds);
}

function ensuring(world: World, survivor: Member): Deed {
  let subject: Subject;
  return {
    name: 'an ensure',
    async prepare() {
      subject = await consented(world, survivor, nextPerson(world));
    },
    drive: (victim) => victim.ask('idle'),
    async judge() {
      await settle(world, survivor, subject);
      return judge(world, survivor, subject);
    },
  };
}
