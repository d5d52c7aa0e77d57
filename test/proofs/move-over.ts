/**
 * Members of an organization whom one subscription of an older integration serves connect one by one, while people
 * book. Nobody misses anything or has it twice, and the older subscription stands until exactly nobody needs it whom
 * the operator did not name.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { readSeedFile } from '../../emulator/seed-file.ts';
import type { Connection } from '../../sdk/types.ts';
import { type Client, redirectUri, startEmulator, type TestEmulator } from '../support/emulator.ts';
import { seeded } from '../support/random.ts';
import { until } from '../support/until.ts';
import { connectPerson } from '../support/whole.ts';
import { openGround } from './import/ground.ts';
import { judgeAccess, judgeMeetings, type Truth } from './import/judge.ts';
import { book, type Load, startLoad } from './import/load.ts';
import { type Member, olderOrigin, openOlder } from './import/older.ts';
import { seeAll } from './import/see.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof } from './proof.ts';
import type { Place } from './restore/place.ts';

const sizes = {
  short: { members: 8, connected: 5, pauseMs: 150, settleMs: 90_000 },
  long: { members: 40, connected: 25, pauseMs: 30, settleMs: 600_000 },
};

interface Stage {
  emulator: TestEmulator;
  place: Place;
  administrator: pg.Client;
  connection: Connection;
  client: Client;
  members: Member[];
  size: (typeof sizes)['long'];
  tally: Tally;
  say(line: string): void;
}

export const proof: Proof = {
  name: 'move-over',
  async run({ seed, short, say }) {
    const size = short ? sizes.short : sizes.long;
    const emulator = await startEmulator({
      seed: readSeedFile(JSON.stringify(companyOf(size.members)), 'members'),
    });
    const ground = await openGround(emulator);
    const { administrator, place } = ground;
    const tally = createTally();
    let load: Load | undefined;
    let older: Awaited<ReturnType<typeof openOlder>> | undefined;
    try {
      await ground.serve();
      const client = await emulator.send<Client>('POST', '/applications', {
        name: 'Older',
        redirect_uris: [redirectUri, `${place.url}/oauth/calendly/callback`],
      });
      const connection = await ground.addConnection(client);
      const members = await emulator.people();
      const stage: Stage = { emulator, place, administrator, connection, client, members, size, tally, say };
      older = await openOlder(emulator, client);
      await older.connect(members[0]!, 'organization');
      const file = join(place.dataFolder, 'rows.json');
      await writeFile(file, older.written());
      await command(stage, 'the import', 0, 'subscriptions: 1 new', 'import', file);
      await emulator.send('POST', '/callbacks', { [olderOrigin]: place.url });
      load = startLoad(emulator, members, { random: seeded(seed), pauseMs: size.pauseMs });
      await command(stage, 'its maker', 0, '1 accounts are renewed here', 'activate', '--refresher-stopped');
      for (const person of members) await book(emulator, person);
      await connectAll(stage);
      await goesWhenItMay(stage);
      await load.stop();
      tally.count('bookings, moves and cancellations under way', load.acts());
      const { lost, duplicated } = await judgeEnd(stage);
      return { ...tally.result(), lost, duplicated };
    } finally {
      await load?.stop().catch(() => undefined);
      await older?.close();
      await ground.close();
      await emulator.close();
    }
  },
};

/** One organization; its first person owns it, and everybody offers the same. */
function companyOf(members: number): object {
  const people = Array.from({ length: members }, (_, index) => ({
    name: `Member ${String(index + 1).padStart(2, '0')}`,
    role: index === 0 ? 'owner' : 'user',
  }));
  return { organizations: [{ name: 'Quay Street', people }] };
}

async function command(stage: Stage, name: string, wanted: number, part: string, ...words: string[]) {
  const { code, said } = await stage.place.command(...words, '--tenant', 'proof');
  const as = code === wanted && said.includes(part);
  if (!as) stage.say(`${name}: ended with ${code} and said: ${said.trim()}`);
  stage.tally.judge(name, as ? [] : [`ended with ${code} and said: ${said.trim()}`]);
  return said;
}

const connectedOf = ({ members, size }: Stage) => members.slice(0, size.connected);

function truthOf({ emulator }: Stage): Promise<Truth> {
  return emulator.send<Truth>('GET', '/dump?kinds=events,invitees,grants,subscriptions,refreshTokens');
}

/** The older subscription, while it stands. */
async function olderOf(stage: Stage) {
  const { subscriptions } = await stage.emulator.send<Truth>('GET', '/dump?kinds=subscriptions');
  return subscriptions.find(({ scope }) => scope === 'organization');
}

/** Calendly users by whom their own subscription has told of something, as the database has it. */
async function verified({ administrator }: Stage): Promise<Set<string>> {
  const { rows } = await administrator.query<{ user: string }>(
    `select split_part(a.calendly_user, '/users/', 2) as user from accounts a
     join subscriptions s on s.tenant_id = a.tenant_id and s.account_id = a.id
     where s.state = 'active' and s.key_in_use is not null`,
  );
  return new Set(rows.map(({ user }) => user));
}

async function slowly<T>(what: string, ask: () => Promise<T>, withinMs: number): Promise<NonNullable<T>> {
  return until(what, () => pause(250).then(ask), withinMs);
}

/** All but the last of those who connect, one by one, each told of something by their own subscription. */
async function connectAll(stage: Stage): Promise<void> {
  const { place, emulator, connection, size, tally, say } = stage;
  const some = connectedOf(stage).slice(1, -1);
  for (const person of some) await connectPerson(place.operator, emulator, connection, person);
  const stands = await slowly(
    'their own subscriptions',
    async () => {
      const { subscriptions } = await truthOf(stage);
      const own = new Set(subscriptions.filter(({ scope }) => scope === 'user').map(({ userId }) => userId));
      return some.every(({ id }) => own.has(id));
    },
    size.settleMs,
  );
  for (const person of connectedOf(stage).slice(0, -1)) await book(emulator, person);
  await slowly(
    'what their own subscriptions tell',
    async () => {
      const done = await verified(stage);
      return connectedOf(stage)
        .slice(0, -1)
        .every(({ id }) => done.has(id));
    },
    size.settleMs,
  );
  tally.judge('it stands while somebody needs it', stands && (await olderOf(stage)) ? [] : ['it is gone']);
  say(`${some.length} members connected one by one`);
}

/** The last one has connected and heard of nothing yet: they are still named among the rest. */
async function goesWhenItMay(stage: Stage): Promise<void> {
  const { place, emulator, connection, members, size, tally, say } = stage;
  const uri = ({ id }: Member) => `https://api.calendly.com/users/${id}`;
  const { id } = (await olderOf(stage))!;
  const rest = members.slice(size.connected);
  const last = members[size.connected - 1]!;
  const without = rest.flatMap((one) => ['--without', uri(one)]);
  const told = await command(stage, 'who is left', 0, uri(last), 'move-over');
  const unnamed = [...rest, last].filter((one) => !told.includes(uri(one)));
  const tooMany = connectedOf(stage)
    .slice(0, -1)
    .filter((one) => told.includes(`alone serves ${uri(one)}`));
  tally.judge('exactly those are named', unnamed.length + tooMany.length === 0 ? [] : [told.trim()]);
  await command(stage, 'too early', 1, 'not whom it alone serves', 'move-over', '--let-go', id, ...without);
  tally.judge('it stands', (await olderOf(stage)) ? [] : ['it is gone']);
  await connectPerson(place.operator, emulator, connection, last);
  await slowly('the last one’s own', async () => (await own(stage)).has(last.id), size.settleMs);
  await book(emulator, last);
  await slowly('what it tells', async () => (await verified(stage)).has(last.id), size.settleMs);
  tally.judge('it stands until an operator says so', (await olderOf(stage)) ? [] : ['it is gone']);
  await command(stage, 'let go', 0, 'as soon as everybody else', 'move-over', '--let-go', id, ...without);
  await slowly('it goes', async () => !(await olderOf(stage)), size.settleMs).catch(() => undefined);
  tally.judge('it goes when it may', (await olderOf(stage)) ? ['it stands'] : []);
  for (const person of connectedOf(stage)) await book(emulator, person);
  say('the older subscription is gone');
}

async function own({ emulator }: Stage): Promise<Set<string | null>> {
  const { subscriptions } = await emulator.send<Truth>('GET', '/dump?kinds=subscriptions');
  return new Set(subscriptions.filter(({ scope }) => scope === 'user').map(({ userId }) => userId));
}

async function judgeEnd(stage: Stage) {
  const { administrator, client, place, size, tally } = stage;
  const people = connectedOf(stage);
  await slowly(
    'everything has arrived',
    async () =>
      judgeMeetings(await truthOf(stage), await seeAll(administrator), people).complaints.length === 0,
    size.settleMs,
  ).catch(() => undefined);
  const [truth, seen] = [await truthOf(stage), await seeAll(administrator)];
  const verdict = judgeMeetings(truth, seen, people);
  tally.judge('meetings', verdict.complaints);
  tally.judge('access', judgeAccess(truth, seen, { people, clientId: client.client_id, url: place.url }));
  const without = { ...seen, meetings: seen.meetings.slice(1) };
  tally.judge(
    'control',
    judgeMeetings(truth, without, people).lost > 0 ? [] : ['a missing meeting went unseen'],
  );
  tally.count('members', stage.members.length);
  tally.count('connected', people.length);
  tally.count('meetings', seen.meetings.length);
  return verdict;
}
