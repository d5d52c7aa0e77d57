/**
 * Every delivery reaches the account it is for and nobody else, whichever key signs, whoever hosts, and whoever
 * else is the same person; what is crossed to another's address, key or envelope is without effect.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../server/db/index.ts';
import { Secret } from '../../server/secret.ts';
import { createTestDatabase, startTestServer } from '../support/database.ts';
import { createHeart, type Heart, newKeys, post } from '../support/heart.ts';
import { startHeartProcess } from '../support/heart-process.ts';
import { type Random, seeded, shuffled } from '../support/random.ts';
import { bodyOf, createWorld, type World } from '../support/world.ts';
import { expectedOf, type Parcel, type Person, parcelsFor, populate } from './isolation/people.ts';
import type { Proof } from './proof.ts';

const sizes = {
  short: { accounts: 24, twice: 4, perAccount: 8, disconnected: 8 },
  long: { accounts: 300, twice: 20, perAccount: 10, disconnected: 100 },
};
const atOnce = 16;
const settledMs = 60_000;
const signers = ['own', 'application'] as const;
type Signer = (typeof signers)[number];

interface Run {
  url: string;
  heart: Heart;
  tried: number;
  held: number;
  lost: number;
  drove: Record<string, number>;
  fallen: string[];
}

export const proof: Proof = {
  name: 'isolation',
  async run({ seed, short, say }) {
    const size = short ? sizes.short : sizes.long;
    const server = await startTestServer();
    const run: Omit<Run, 'url' | 'heart'> = { tried: 0, held: 0, lost: 0, drove: {}, fallen: [] };
    try {
      for (const signer of signers) {
        const { database, address, dispose } = await createTestDatabase({ host: server.host });
        const keys = newKeys();
        const process = await startHeartProcess({ address, keys });
        const heart = await createHeart({ database, keys: new Secret(keys) });
        await drive(Object.assign(run, { url: process.url, heart }), signer, seeded(seed), size);
        await process.stop();
        await dispose();
        say(`signed with the ${signer} key: ${run.tried} cases so far`);
      }
    } finally {
      await server.stop();
    }
    const { tried, held, lost, drove, fallen } = run;
    return { tried, held, lost, duplicated: 0, drove, fallen: fallen.slice(0, 24) };
  },
};

async function drive(run: Run, signer: Signer, random: Random, size: (typeof sizes)['long']): Promise<void> {
  const { database, vault } = run.heart;
  const people = await populate(database, vault, random, size);
  const worlds = new Set(people.map(({ world }) => world));
  const parcels = people.flatMap((person) => parcelsFor(person, worlds));
  await sendAll(run, 'honest', shuffled(random, parcels), (parcel) => ({
    ...parcel,
    key: signer === 'own' ? parcel.to.hook.key : parcel.to.applicationKey,
    wanted: [200],
  }));
  // A key is learnt when a delivery that it signed has its effect.
  await untilSettled(run.heart.database, people);
  const taught = new Set(parcels.map(({ to }) => to));
  await sendCrossed(run, people, taught, random);
  await judge(run, people, worlds);
  await disconnectSome(run, people, worlds, signer, size.disconnected);
}

interface Posted extends Parcel {
  key: string;
  wanted: number[];
}

async function sendAll<Item>(
  run: Run,
  name: string,
  items: readonly Item[],
  make: (item: Item) => Posted,
): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) {
      const { to, body, key, wanted } = make(item);
      const status = await post(run.url, { token: to.hook.token, key }, body);
      run.tried++;
      run.drove[name] = (run.drove[name] ?? 0) + 1;
      if (wanted.includes(status)) run.held++;
      else run.fallen.push(`${name}: answered ${status} instead of ${wanted.join(' or ')}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Bookings that nobody was told of honestly, so that any effect of them would be seen. */
async function sendCrossed(
  run: Run,
  people: readonly Person[],
  taught: ReadonlySet<Person>,
  random: Random,
): Promise<void> {
  // Whose key was never learnt keeps what nothing verifies, and believes none of it.
  const refused = (to: Person) => [taught.has(to) ? 401 : 200];
  const others = shuffled(random, people);
  const crossings = people.flatMap((from, index) => {
    const to =
      others[index]!.hook.user === from.hook.user ? people[(index + 1) % people.length]! : others[index]!;
    return to.hook.user === from.hook.user ? [] : [{ from, to, body: () => strange(from, from, random) }];
  });
  const cases: [string, (crossing: (typeof crossings)[number]) => Posted][] = [
    ['address', ({ from, to, body }) => ({ to, body: body(), key: from.hook.key, wanted: refused(to) })],
    ['key', ({ from, to, body }) => ({ to: from, body: body(), key: to.hook.key, wanted: refused(from) })],
    ['envelope', ({ to, body }) => ({ to, body: body(), key: to.hook.key, wanted: [200] })],
    ['application', ({ to, body }) => ({ to, body: body(), key: to.applicationKey, wanted: [200] })],
    // Made for another's subscription, about an event of this person's.
    ['creator', ({ from, to }) => ({ to, body: strange(from, to, random), key: to.hook.key, wanted: [200] })],
    // An administrator's subscription for the organization: made by this person, about events of others.
    [
      'organization',
      ({ from, to }) => ({ to, body: strange(to, from, random), key: to.hook.key, wanted: [200] }),
    ],
    [
      'tenant',
      ({ from, to, body }) => ({
        to,
        body: body(),
        key: from.applicationKey,
        wanted: from.hook.tenantId === to.hook.tenantId ? [200] : refused(to),
      }),
    ],
  ];
  for (const [name, make] of cases) await sendAll(run, `crossed ${name}`, crossings, make);
}

function strange(createdBy: Person, host: Person, random: Random): Buffer {
  const world = createWorld({ host: host.hook.user, random, begins: Date.now() });
  world.book();
  return bodyOf(world.sent[0]!, createdBy.hook.user);
}

/** Each account has exactly its own meetings, and nothing told names another's. */
async function judge(run: Run, people: readonly Person[], worlds: Iterable<World>): Promise<void> {
  await untilSettled(run.heart.database, people);
  for (const person of people) {
    run.tried++;
    const { rows, strays } = await readOf(run.heart.database, person);
    if (!isDeepStrictEqual(rows, expectedOf(person, worlds))) {
      run.lost++;
      run.fallen.push(`an account has ${rows.length} meetings that are not all and only its own`);
    } else if (strays > 0) run.fallen.push('a change was told to another end user');
    else run.held++;
  }
}

async function untilSettled(database: Database, people: readonly Person[]): Promise<void> {
  const limit = performance.now() + settledMs;
  for (const tenantId of new Set(people.map(({ hook }) => hook.tenantId))) {
    for (let waiting = true; waiting && performance.now() < limit; ) {
      const row = await database.tenantTransaction(tenantId, (tx) =>
        tx.one<{ waiting: boolean }>(
          "select exists (select from deliveries where tenant_id = tenant() and outcome = 'waiting') as waiting",
        ),
      );
      waiting = row.waiting;
      if (waiting) await pause(50);
    }
  }
}

function readOf(database: Database, { hook }: Person) {
  const read = { endUserId: hook.endUserId };
  return database.tenantTransaction(
    hook.tenantId,
    async (tx) => {
      // As the end user: the wall itself shows whose rows they are.
      const rows = await tx.query(
        `select id, status, no_show as "noShow", start_time as start, tail_invitee as invitee,
           invitee_email as email, moves, location->>'joinUrl' as "joinUrl" from meetings order by id`,
      );
      const { strays } = await tx.one<{ strays: number }>(
        'select count(*) as strays from changes where account_id <> $1',
        [hook.accountId],
      );
      return { rows, strays };
    },
    read,
  );
}

/** A part is disconnected; whoever is left goes on as before. */
async function disconnectSome(
  run: Run,
  people: readonly Person[],
  worlds: Set<World>,
  signer: Signer,
  count: number,
): Promise<void> {
  const { database, accounts, subscriptions } = run.heart;
  const gone = new Set(people.slice(0, count));
  for (const { hook } of gone) {
    await database.tenantTransaction(hook.tenantId, async (tx) => {
      await accounts.beginDisconnect(tx, hook.tenantId, hook.accountId);
      await subscriptions.end(tx, hook.accountId);
      await accounts.completeDisconnect(tx, hook.tenantId, hook.accountId, {
        givenBack: 'whatever',
        leftBehind: [],
      });
    });
  }
  const before = new Map<Person, unknown>();
  for (const person of gone) before.set(person, (await readOf(database, person)).rows);
  const parcels: Parcel[] = [];
  for (const world of worlds) world.book();
  for (const person of people) {
    parcels.push({ to: person, body: bodyOf(person.world.sent.at(-1)!, person.hook.user) });
  }
  await sendAll(run, 'after a disconnect', parcels, (parcel) => ({
    ...parcel,
    key: signer === 'own' ? parcel.to.hook.key : parcel.to.applicationKey,
    wanted: [gone.has(parcel.to) ? 410 : 200],
  }));
  await judge(
    run,
    people.filter((person) => !gone.has(person)),
    worlds,
  );
  for (const person of gone) {
    run.tried++;
    if (isDeepStrictEqual((await readOf(database, person)).rows, before.get(person))) run.held++;
    else run.fallen.push('a disconnected account was written to');
  }
}
