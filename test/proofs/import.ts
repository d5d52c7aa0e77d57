/**
 * An older integration is taken over while people book: its rows imported, its address moved, its refresher stopped,
 * its accounts activated in portions, with the service killed on the way. Nobody reconnects, nothing is lost or told
 * twice, no grant dies, and its subscriptions go once nobody needs them. Whoever activates too early spends nothing.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { type Client, redirectUri, startEmulator, type TestEmulator } from '../support/emulator.ts';
import { seeded } from '../support/random.ts';
import { until as untilTrue } from '../support/until.ts';
import { openGround } from './import/ground.ts';
import { judgeAccess, judgeMeetings, type Truth, type Verdict } from './import/judge.ts';
import { book, type Load, startLoad } from './import/load.ts';
import { type Member, type Older, olderOrigin, openOlder } from './import/older.ts';
import { seeAll } from './import/see.ts';
import { createTally, type Tally } from './life/tally.ts';
import type { Proof } from './proof.ts';
import type { Place } from './restore/place.ts';

const sizes = {
  short: { people: 10, portion: 5, pauseMs: 150, refreshed: 3, settleMs: 90_000 },
  long: { people: 10_000, portion: 500, pauseMs: 5, refreshed: 200, settleMs: 3_600_000 },
};
type Size = (typeof sizes)['long'];
/** Who hosts under the subscription of the organization, after its maker. */
const membersCount = 3;

interface Stage {
  emulator: TestEmulator;
  client: Client;
  older: Older;
  place: Place;
  administrator: pg.Client;
  file: string;
  size: Size;
  tally: Tally;
  say(line: string): void;
  /** Everybody who is to come along. */
  people: Member[];
  /** Whose grant ended before; nobody can take that over. */
  gone: Member;
}

export const proof: Proof = {
  name: 'import',
  async run({ seed, short, say }) {
    const size = short ? sizes.short : sizes.long;
    const emulator = await startEmulator();
    const ground = await openGround(emulator);
    const { administrator, place } = ground;
    const client = await emulator.createApplication(redirectUri);
    const older = await openOlder(emulator, client);
    const tally = createTally();
    let load: Load | undefined;
    try {
      await emulator.send('POST', '/modes', { refresh_reuse: 'revoke_family', access_after_refresh: 'ends' });
      await ground.serve();
      await ground.addConnection(client);
      const file = join(place.dataFolder, 'rows.json');
      const begun = { emulator, client, older, place, administrator, file, size, tally, say };
      const stage = { ...begun, ...(await populate(begun)) };
      load = startLoad(emulator, stage.people, { random: seeded(seed), pauseMs: size.pauseMs });
      await takeOver(stage);
      await tooEarly(stage);
      await activate(stage);
      await everybodyMoves(stage);
      await load.stop();
      tally.count('bookings, moves and cancellations under way', load.acts());
      const { lost, duplicated } = await judgeEnd(stage);
      return { ...tally.result(), lost, duplicated };
    } finally {
      await load?.stop().catch(() => undefined);
      await older.close();
      await ground.close();
      await emulator.close();
    }
  },
};

/** The older integration stands and has served for a while. */
async function populate({ emulator, older, size, say }: Omit<Stage, 'people' | 'gone'>) {
  const alone = await emulator.addPeople(size.people + 1);
  const company = (await emulator.people()).filter(({ event_types: types }) =>
    types.some(({ slug }) => slug === 'intro-call'),
  );
  const colleagues = company
    .filter(({ id }) => !alone.some((one) => one.id === id))
    .slice(0, membersCount + 1);
  for (const person of alone) await older.connect(person, 'user');
  for (const [index, person] of colleagues.entries()) {
    await emulator.send('POST', '/role', { user: person.id, role: index === 0 ? 'admin' : 'user' });
    await older.connect(person, index === 0 ? 'organization' : 'none');
  }
  const [gone, ...steady] = alone as [Member, ...Member[]];
  const people = [...steady, ...colleagues];
  for (const person of people) await book(emulator, person);
  await until(
    'the older integration hears of them',
    async () => older.received() >= people.length,
    size.settleMs,
  );
  await emulator.send('POST', '/revoke', { user: gone.id });
  say(`${people.length} people, ${older.received()} deliveries to the older integration`);
  return { people, gone };
}

async function run(
  stage: Stage,
  command: string,
  ...options: string[]
): Promise<{ code: number | null; said: string }> {
  const words = command === 'import' ? [command, stage.file] : [command];
  const { code, said } = await stage.place.command(...words, '--tenant', 'proof', ...options);
  stage.tally.count('commands');
  return { code, said };
}

function expectSaid(
  stage: Stage,
  name: string,
  { code, said }: { code: number | null; said: string },
  wanted: number,
  part: string,
) {
  const as = code === wanted && said.includes(part);
  if (!as) stage.say(`${name}: ended with ${code} and said: ${said.trim()}`);
  stage.tally.judge(name, as ? [] : [`ended with ${code} and said: ${said.trim()}`]);
}

/** Dry, for good, and again; then the address is Slotwire's, and what comes counts before anything is activated. */
async function takeOver(stage: Stage): Promise<void> {
  const { older, emulator, place, people, size, file, tally, say } = stage;
  await writeFile(file, older.written());
  const count = people.length + 1;
  expectSaid(stage, 'a dry run', await run(stage, 'import', '--dry-run'), 0, `accounts: ${count} new`);
  const { rows } = await stage.administrator.query(
    'select (select count(*) from end_users) + (select count(*) from accounts) + (select count(*) from legacy_subscriptions) as n',
  );
  tally.judge('a dry run writes nothing', Number(rows[0].n) === 0 ? [] : [`${rows[0].n} rows`]);
  expectSaid(stage, 'the import', await run(stage, 'import'), 0, `accounts: ${count} new`);
  expectSaid(
    stage,
    'again',
    await run(stage, 'import'),
    0,
    `accounts: 0 new, 0 with a newer token, ${count} as before`,
  );
  await emulator.send('POST', '/callbacks', { [olderOrigin]: place.url });
  const booked = new Set<string>();
  for (const person of people) booked.add(await book(emulator, person));
  const arrived = () =>
    seeAll(stage.administrator).then(
      ({ meetings }) => meetings.filter(({ invitee }) => booked.has(invitee)).length,
    );
  const all = await until(
    'what comes to the address counts',
    async () => (await arrived()) >= booked.size,
    size.settleMs,
  )
    .then(() => [] as string[])
    .catch(async () => [`${await arrived()} of ${booked.size} bookings`]);
  tally.judge('before anything is activated', all);
  say(`taken over; ${booked.size} bookings by the shared address alone`);
}

/** The older integration still refreshes: nothing of a portion is spent. */
async function tooEarly(stage: Stage): Promise<void> {
  const { older, size, tally } = stage;
  await older.refresh(older.rows.slice(1, 1 + size.refreshed));
  const before = await presented(stage);
  const options = ['--refresher-stopped', '--portion', String(size.people + membersCount + 2)];
  expectSaid(stage, 'too early', await run(stage, 'activate', ...options), 1, 'used or revoked since');
  const spent = (await presented(stage)) - before;
  tally.judge('nothing was spent', spent === 0 ? [] : [`${spent} tokens`]);
  // Its last round, with what it holds.
  await older.refresh(older.rows.slice(1));
}

/** Stopped, imported anew, and activated in portions; the service dies on the way and comes back. */
async function activate(stage: Stage): Promise<void> {
  const { older, place, people, size, file, say, emulator } = stage;
  await writeFile(file, older.written());
  expectSaid(stage, 'the newest rows', await run(stage, 'import'), 0, `${people.length} with a newer token`);
  const activated = run(
    stage,
    'activate',
    '--refresher-stopped',
    '--leave-out',
    '--portion',
    String(size.portion),
  );
  const some = async () =>
    (await seeAll(stage.administrator)).accounts.filter(({ state }) => state === 'connected').length;
  const early = activated.then(({ code, said }) => {
    throw new Error(`activate ended with ${code} before the service was killed: ${said}`);
  });
  await Promise.race([until('some are activated', async () => (await some()) > 2, size.settleMs), early]);
  await killBetweenRefreshes(stage);
  const refused = await place.serve();
  if (refused) throw new Error(`it did not come back: ${refused}`);
  // What could not be sent meanwhile is tried again in a minute.
  await emulator.send('POST', '/clock', { advanceSeconds: 130 });
  expectSaid(stage, 'activated', await activated, 0, `${people.length} accounts are renewed here`);
  say(`${await some()} accounts activated`);
}

/**
 * An answer of Calendly's that dies on its way to a process is the only one; what then is lost is told by the proof
 * `refresh`. Here the process is held still until it waits for none, and killed then.
 */
async function killBetweenRefreshes({ place, administrator, size, tally }: Stage): Promise<void> {
  await until(
    'no refresh is under way',
    async () => {
      place.signal('SIGSTOP');
      const { rows } = await administrator.query(
        'select 1 from token_sets where lease_until is not null limit 1',
      );
      if (rows.length === 0) return true;
      place.signal('SIGCONT');
      return false;
    },
    size.settleMs,
  );
  await place.kill();
  tally.count('kills');
}

/** Everybody's own subscription stands and has told of something; then the older ones go. */
async function everybodyMoves(stage: Stage): Promise<void> {
  const { emulator, people, size, place, say } = stage;
  const standing = () => emulator.send<Truth>('GET', '/dump?kinds=subscriptions');
  const own = async () => {
    const { subscriptions } = await standing();
    return new Set(
      subscriptions
        .filter(({ callbackUrl }) => callbackUrl.startsWith(`${place.url}/`))
        .map(({ userId }) => userId),
    );
  };
  await until(
    'subscriptions of their own',
    async () => (await own()).size >= people.length,
    size.settleMs,
  ).catch(() => undefined);
  say(`${(await own()).size} have subscriptions of their own`);
  for (const person of people) await book(emulator, person);
  const left = async () => {
    const { subscriptions } = await standing();
    return subscriptions.filter((one) => one.callbackUrl.startsWith(olderOrigin) && one.scope === 'user')
      .length;
  };
  // That of whose grant ended stays: only they can delete it. What waits for its budget goes on as minutes pass.
  const gone = async () => {
    if ((await left()) <= 1) return true;
    await emulator.send('POST', '/clock', { advanceSeconds: 15 });
    return false;
  };
  await until('the older ones go', gone, size.settleMs).catch(() => undefined);
  say(`${await left()} older subscriptions of user scope are left`);
}

async function judgeEnd(stage: Stage): Promise<Verdict> {
  const { people, client, place, gone, size, tally } = stage;
  const look = async () => ({ truth: await truthOf(stage), seen: await seeAll(stage.administrator) });
  await until(
    'everything has arrived',
    async () => {
      const { truth, seen } = await look();
      return judgeMeetings(truth, seen, people).complaints.length === 0;
    },
    size.settleMs,
  ).catch(() => undefined);
  const { truth, seen } = await look();
  const verdict = judgeMeetings(truth, seen, people);
  tally.judge('meetings', verdict.complaints);
  tally.judge('access', judgeAccess(truth, seen, { people, clientId: client.client_id, url: place.url }));
  const shared = truth.subscriptions.filter(({ scope }) => scope === 'organization').length;
  tally.judge('that of the organization stays for now', shared === 1 ? [] : [`${shared} stand`]);
  const state = seen.accounts.find(({ user }) => user === gone.id)?.state;
  tally.judge('whose grant had ended', state === 'configured' ? [] : [`is ${state}`]);
  await judgeWorks(stage, people.slice(0, 200));
  // A judge that sees nothing would find all well.
  const without = { ...seen, meetings: seen.meetings.slice(1) };
  tally.judge(
    'control',
    judgeMeetings(truth, without, people).lost > 0 ? [] : ['a missing meeting went unseen'],
  );
  tally.count('meetings', seen.meetings.length);
  tally.count('accounts', people.length);
  return verdict;
}

/** Each access is good for a call of Calendly's. */
async function judgeWorks({ place, administrator, tally }: Stage, people: readonly Member[]): Promise<void> {
  await place.signIn();
  const { rows } = await administrator.query<{ id: string; user: string }>(
    `select id::text, split_part(calendly_user, '/users/', 2) as user from accounts where state = 'connected'`,
  );
  for (const { id: user, slug } of people) {
    const account = rows.find((row) => row.user === user);
    const path = `/api/v1/accounts/acc_${account?.id.replaceAll('-', '')}/calendly/users/me`;
    const { status, body } = await place.operator.get<{ resource?: { uri: string } }>(path);
    const works = body.resource?.uri.endsWith(user) === true;
    tally.judge(`a call for ${slug}`, works ? [] : [`was answered ${status}`]);
  }
}

/** Looking costs those who are looked at; a few times a second is enough. */
function until<T>(what: string, ask: () => Promise<T>, withinMs: number): Promise<NonNullable<T>> {
  const slowly = async () => {
    await pause(250);
    return ask();
  };
  return untilTrue(what, slowly, withinMs);
}

function truthOf({ emulator }: Stage): Promise<Truth> {
  return emulator.send<Truth>('GET', '/dump?kinds=events,invitees,grants,subscriptions,refreshTokens');
}

async function presented(stage: Stage): Promise<number> {
  return (await truthOf(stage)).refreshTokens.reduce((sum, { count }) => sum + count, 0);
}
